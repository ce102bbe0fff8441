"""Writes many audits and their marks at once, as handing in would have left them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import select, update

from audits.cycles.domain import AllocationState
from audits.cycles.models import Allocation, SampleItem
from audits.marking.demo.answers import Marks
from audits.marking.domain import AuditState, HoldReason, agreement, answers_of
from audits.marking.models import Audit, Mark
from audits.marking.working import Working, fingerprint, working_of
from audits.register.models import Assessment
from checklists.domain import FormKind
from checklists.queries import get_form, get_version
from portal.kernel import clock
from portal.kernel.bulk import add_rows, add_rows_for_ids
from portal.kernel.db import db

NOT_UNSAFE = "no"
BEGUN_AFTER_DAYS, DAYS_TO_MARK = 2, 25
SAVES = 12

Row = dict[str, Any]
Closing = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Work:
    """One allocation with what marking it depends on."""

    allocation_id: int
    sample_item_id: int
    auditor_id: int
    lead_id: int | None
    issued_at: datetime
    due_on: date


Pair = tuple[Work, ...]


def list_work(cycle_id: int) -> list[Work]:
    """The cycle's allocations, assessment by assessment."""
    rows = db.session.execute(
        select(
            Allocation.id,
            Allocation.sample_item_id,
            Allocation.auditor_id,
            Assessment.lead_practitioner_id,
            Allocation.issued_at,
            Allocation.due_on,
        )
        .join(SampleItem, SampleItem.id == Allocation.sample_item_id)
        .join(Assessment, Assessment.id == SampleItem.assessment_id)
        .where(SampleItem.cycle_id == cycle_id)
        .order_by(Allocation.sample_item_id, Allocation.slot)
    )
    return [
        Work(allocation, item, auditor, lead, issued_at, due_on)
        for allocation, item, auditor, lead, issued_at, due_on in rows
        if issued_at and due_on
    ]


class Desk:
    """Collects audits of one form, and writes them together."""

    def __init__(self, version_id: int, kind: FormKind) -> None:
        self.count = 0
        self._form = get_form(version_id, kind)
        self._common = {
            "checklist_version_id": version_id,
            "form_kind": kind,
            "content_hash": get_version(version_id).content_hash,
        }
        self._audits: list[Row] = []
        self._marks: list[Marks] = []

    def hand_in(self, pair: Pair, marks: Sequence[Marks], closing: Sequence[Closing]) -> None:
        """Every marker of an assessment handed in: agreed, or for a moderator."""
        workings = [working_of(self._form, answers_of(one)) for one in marks]
        state, hold = _outcome(workings, marks)
        for work, mine, working, words in zip(pair, marks, workings, closing, strict=True):
            self._submitted(work, mine, working, words, (state, hold))

    def hand_in_first(self, work: Work, marks: Marks, closing: Closing) -> None:
        """One of two markers handed in and waits for the other."""
        working = working_of(self._form, answers_of(marks))
        self._submitted(work, marks, working, closing, (AuditState.AWAITING_SECOND, None))

    def begin(self, work: Work, marks: Marks) -> None:
        """A draft, as far as it got."""
        self._add(work, marks, {"state": AuditState.DRAFT, "saved_at": self._saved_at(work)})

    def write(self) -> None:
        audits, self._audits = self._audits, []
        marks, self._marks = self._marks, []
        ids = add_rows_for_ids(Audit, audits)
        add_rows(
            Mark,
            (
                {"audit_id": audit_id, "version": 1, **asdict(mark)}
                for audit_id, mine in zip(ids, marks, strict=True)
                for mark in mine.values()
            ),
        )
        begun = [audit["allocation_id"] for audit in audits]
        accepted = update(Allocation).where(Allocation.id.in_(begun))
        db.session.execute(accepted.values(state=AllocationState.ACCEPTED))
        self.count += len(audits)

    def _submitted(
        self,
        work: Work,
        marks: Marks,
        working: Working,
        closing: Closing,
        outcome: tuple[AuditState, HoldReason | None],
    ) -> None:
        at = self._saved_at(work)
        self._add(
            work,
            marks,
            {
                "state": outcome[0],
                "hold_reason": outcome[1],
                "saved_at": at,
                "submitted_at": at,
                "unsafe_child": NOT_UNSAFE,
                "closing": dict(closing),
                "working": working,
                "grade": working["grade"],
                "marks_hash": fingerprint(marks.values(), safety=[NOT_UNSAFE, ""], closing=dict(closing)),
            },
        )

    def _saved_at(self, work: Work) -> datetime:
        """In the working day, spread over the weeks that auditors had, and never in the future."""
        days = BEGUN_AFTER_DAYS + 1 + work.allocation_id * 7 % DAYS_TO_MARK
        day = clock.in_london(work.issued_at).date() + timedelta(days=days)
        at = clock.at_london(min(day, work.due_on), time(9 + work.allocation_id % 8, 15))
        return min(at, clock.now() - timedelta(hours=work.allocation_id % 24))

    def _add(self, work: Work, marks: Marks, facts: Row) -> None:
        blank: Row = {
            "hold_reason": None,
            "submitted_at": None,
            "unsafe_child": "",
            "closing": {},
            "working": None,
            "grade": None,
            "marks_hash": "",
        }
        own = {"allocation_id": work.allocation_id, "auditor_id": work.auditor_id, "version": SAVES}
        started_at = min(work.issued_at + timedelta(days=BEGUN_AFTER_DAYS), facts["saved_at"])
        self._audits.append({**self._common, **own, **blank, **facts, "started_at": started_at})
        self._marks.append(marks)


def _outcome(workings: Sequence[Working], marks: Sequence[Marks]) -> tuple[AuditState, HoldReason | None]:
    if len(marks) > 1:
        grades = (workings[0]["grade"], workings[1]["grade"])
        reason = agreement(grades, (answers_of(marks[0]), answers_of(marks[1])))
    elif workings[0]["grade"]:
        return AuditState.SUBMITTED, None
    else:
        reason = HoldReason.NOT_ENOUGH_EVIDENCE
    return (AuditState.NEEDS_MODERATION, reason) if reason else (AuditState.AGREED, None)
