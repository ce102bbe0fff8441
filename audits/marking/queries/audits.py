"""Reads of audits and their marks."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from datetime import date, datetime
from functools import lru_cache
from typing import Any, NamedTuple, Protocol

from sqlalchemy import bindparam, select

from audits.cycles.domain import WITH_AUDITOR
from audits.cycles.models import Allocation, AuditCycle, SampleItem
from audits.marking.domain import AuditState, HoldReason, MarkGiven
from audits.marking.models import Audit, Mark
from audits.marking.working import words_in
from audits.register.models import Assessment
from checklists import queries as checklist_queries
from checklists.domain import FormKind, FormVersion
from portal.kernel.access import Actor
from portal.kernel.chosen import chosen
from portal.kernel.db import db
from portal.kernel.errors import NotFound


def find_audit_of(allocation_id: int) -> Audit | None:
    return db.session.scalar(select(Audit).where(Audit.allocation_id == allocation_id))


class AuditFacts(NamedTuple):
    """What every page of the marking form shows around its questions."""

    id: int
    auditor_id: int
    state: AuditState
    version: int
    saved_at: datetime | None
    submitted_at: datetime | None
    checklist_version_id: int
    form_kind: FormKind
    content_hash: str
    unsafe_child: str
    unsafe_done: str
    closing: dict[str, str]
    closing_version: int
    working: dict[str, object] | None
    hold_reason: HoldReason | None
    due_on: date | None
    sample_item_id: int
    marks_wanted: int
    reference: str
    level: int
    cycle: str

    @property
    def person_id(self) -> int:
        return self.auditor_id


# Put together once: a page of the form is asked for more often than any other.
_FACTS = (
    select(
        Audit.id,
        Audit.auditor_id,
        Audit.state,
        Audit.version,
        Audit.saved_at,
        Audit.submitted_at,
        Audit.checklist_version_id,
        Audit.form_kind,
        Audit.content_hash,
        Audit.unsafe_child,
        Audit.unsafe_done,
        Audit.closing,
        Audit.closing_version,
        Audit.working,
        Audit.hold_reason,
        Allocation.due_on,
        SampleItem.id,
        SampleItem.marks,
        Assessment.reference,
        Assessment.level,
        AuditCycle.name,
    )
    .join(Allocation, Allocation.id == Audit.allocation_id)
    .join(SampleItem, SampleItem.id == Allocation.sample_item_id)
    .join(Assessment, Assessment.id == SampleItem.assessment_id)
    .join(AuditCycle, AuditCycle.id == SampleItem.cycle_id)
    .where(Audit.id == bindparam("audit_id"), Audit.auditor_id == bindparam("auditor_id"))
)
_GIVEN = (
    select(
        Mark.key,
        Mark.answer,
        Mark.na_reason,
        Mark.na_text,
        Mark.evidence,
        Mark.done_now,
        Mark.ticks,
        Mark.why,
    )
    .where(Mark.audit_id == bindparam("audit_id"))
    .order_by(Mark.id)
)
_GIVEN_ON_PAGE = _GIVEN.where(Mark.key.in_(bindparam("keys", expanding=True)))


def get_facts(actor: Actor, audit_id: int) -> AuditFacts:
    """The actor's own audit. Raise `NotFound` for another's: nobody may learn that it exists."""
    row = db.session.execute(_FACTS, {"audit_id": audit_id, "auditor_id": actor.person_id}).one_or_none()
    if row is None:
        raise NotFound
    return AuditFacts._make(row)


def map_given(audit_id: int, keys: Collection[str] | None = None) -> dict[str, MarkGiven]:
    """What is put down, by key, to be shown; of these keys alone when they are given."""
    if keys is None:
        rows = db.session.execute(_GIVEN, {"audit_id": audit_id})
    else:
        rows = db.session.execute(_GIVEN_ON_PAGE, {"audit_id": audit_id, "keys": list(keys)})
    return {
        key: MarkGiven(
            key=key,
            answer=answer,
            na_reason=reason,
            na_text=text,
            evidence=evidence,
            done_now=done,
            ticks=ticks,
            why=why,
        )
        for key, answer, reason, text, evidence, done, ticks, why in rows
    }


class OnVersion(Protocol):
    """Whatever knows the version of the form it is of: an audit, or what is shown of one."""

    @property
    def checklist_version_id(self) -> int: ...
    @property
    def form_kind(self) -> FormKind: ...
    @property
    def content_hash(self) -> str: ...
    @property
    def working(self) -> Mapping[str, Any] | None: ...


def get_form(facts: OnVersion) -> FormVersion:
    """The form as it was asked when the audit began. It never changes, so it is read once a process.

    Until an audit is handed in its grades are called as the partnership calls them, and then as it did.
    """
    form = _form(facts.checklist_version_id, facts.form_kind, facts.content_hash)
    return form.in_words(chosen().grades if facts.working is None else words_in(facts.working))


@lru_cache(maxsize=64)
def _form(version_id: int, kind: FormKind, content_hash: str) -> FormVersion:
    """The hash stands in the key, so that what is remembered is what the audit was begun on."""
    del content_hash
    return checklist_queries.get_bank(version_id).form(kind)


def lock_own_audit(actor: Actor, audit_id: int) -> Audit:
    """The actor's own audit, locked so that two windows save one after the other. Raise `NotFound`."""
    audit = db.session.scalar(
        select(Audit).where(Audit.id == audit_id, Audit.auditor_id == actor.person_id).with_for_update()
    )
    if audit is None:
        raise NotFound
    return audit


def map_marks(audit_id: int, keys: Collection[str]) -> Mapping[str, Mark]:
    """The rows of these items and principles, to be changed."""
    marks = db.session.scalars(
        select(Mark).where(Mark.audit_id == audit_id, Mark.key.in_(keys)).order_by(Mark.id)
    )
    return {mark.key: mark for mark in marks}


def lock_sample_item(actor: Actor, audit_id: int) -> SampleItem:
    """What the actor's own audit is of; locked, so that of two markers the second sees the first."""
    item = db.session.scalar(
        select(SampleItem)
        .join(Allocation, Allocation.sample_item_id == SampleItem.id)
        .join(Audit, Audit.allocation_id == Allocation.id)
        .where(Audit.id == audit_id, Audit.auditor_id == actor.person_id)
        .with_for_update(of=SampleItem)
    )
    if item is None:
        raise NotFound
    return item


def find_other_audit(audit: Audit, sample_item_id: int) -> Audit | None:
    """The other marker's audit of the same assessment, in the same cycle."""
    return db.session.scalar(
        select(Audit)
        .join(Allocation, Allocation.id == Audit.allocation_id)
        .where(
            Allocation.sample_item_id == sample_item_id,
            Allocation.state.in_(WITH_AUDITOR),
            Audit.id != audit.id,
        )
        .order_by(Audit.id)
        .limit(1)
    )


def each_submitted(batch: int = 200) -> Iterator[tuple[Audit, dict[str, MarkGiven]]]:
    """Every audit whose marks are frozen, with its marks; so many at a time, for there may be very many."""
    after = 0
    while True:
        audits = db.session.scalars(
            select(Audit)
            .where(Audit.id > after, Audit.submitted_at.is_not(None))
            .order_by(Audit.id)
            .limit(batch)
        ).all()
        if not audits:
            return
        marks: dict[int, dict[str, MarkGiven]] = {audit.id: {} for audit in audits}
        for mark in db.session.scalars(select(Mark).where(Mark.audit_id.in_(marks))):
            marks[mark.audit_id][mark.key] = mark.given()
        for audit in audits:
            yield audit, marks[audit.id]
        after = audits[-1].id
