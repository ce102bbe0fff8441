"""Tables of marking: one audit a marker, one mark an item, and alerts about a child."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from audits.cycles.models import Allocation
from audits.marking.domain import AlertOutcome, AuditState, HoldReason, MarkGiven
from checklists.domain import FormKind
from portal.kernel.db import Model
from portal.people.models import Person


class Audit(Model):
    """One assessment audited by one marker. Frozen for ever once it is submitted."""

    __tablename__ = "audit"
    __table_args__ = (
        CheckConstraint("(state = 'draft') = (submitted_at IS NULL)", name="submitted_or_draft"),
        CheckConstraint("grade BETWEEN 1 AND 4", name="grade_known"),
    )

    allocation_id: Mapped[int] = mapped_column(ForeignKey("allocation.id"), unique=True)
    auditor_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    # The form as it was when the audit began: a newer version leaves this audit alone.
    checklist_version_id: Mapped[int] = mapped_column(ForeignKey("checklist_version.id"))
    form_kind: Mapped[FormKind]
    content_hash: Mapped[str]
    state: Mapped[AuditState] = mapped_column(default=AuditState.DRAFT, index=True)
    # Raised by every change, so that a form shown earlier can tell that it is stale.
    version: Mapped[int] = mapped_column(default=1)
    started_at: Mapped[datetime]
    saved_at: Mapped[datetime | None]
    submitted_at: Mapped[datetime | None]
    # The code of the answer to the first question, and what was done about it.
    unsafe_child: Mapped[str] = mapped_column(default="")
    unsafe_done: Mapped[str] = mapped_column(default="")
    # Answers to the closing questions, by key, and the version at which they last changed.
    closing: Mapped[dict[str, str]] = mapped_column(JSON, default=dict)
    closing_version: Mapped[int] = mapped_column(default=1)
    # What `working.working_of` said at submission.
    working: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    grade: Mapped[int | None]
    # Fingerprint of everything the marker put down, taken at submission.
    marks_hash: Mapped[str] = mapped_column(default="")
    hold_reason: Mapped[HoldReason | None]

    allocation: Mapped[Allocation] = relationship(lazy="raise")
    auditor: Mapped[Person] = relationship(lazy="raise")

    @property
    def person_id(self) -> int:
        """Whose it is, as access rules ask: nobody marks for another."""
        return self.auditor_id


class Mark(Model):
    """What was put down for one item or principle. Words are kept as they came; `domain` reads them."""

    __tablename__ = "mark"
    __table_args__ = (UniqueConstraint("audit_id", "key"),)

    audit_id: Mapped[int] = mapped_column(ForeignKey("audit.id"))
    key: Mapped[str]
    answer: Mapped[str] = mapped_column(default="")
    na_reason: Mapped[str] = mapped_column(default="")
    na_text: Mapped[str] = mapped_column(default="")
    evidence: Mapped[str] = mapped_column(default="")
    done_now: Mapped[str] = mapped_column(default="")
    ticks: Mapped[dict[str, list[Any]]] = mapped_column(JSON, default=dict)
    why: Mapped[str] = mapped_column(default="")
    # The audit's version when this mark last changed.
    version: Mapped[int]

    def given(self) -> MarkGiven:
        return MarkGiven(
            key=self.key,
            answer=self.answer,
            na_reason=self.na_reason,
            na_text=self.na_text,
            evidence=self.evidence,
            done_now=self.done_now,
            ticks=self.ticks,
            why=self.why,
        )


class SafeguardingAlert(Model):
    """A marker said that a child may be unsafe; a safeguarding lead sees it and decides."""

    __tablename__ = "safeguarding_alert"
    __table_args__ = (
        CheckConstraint("(decided_at IS NULL) = (outcome IS NULL)", name="decided_with_outcome"),
    )

    # One for each audit: what is learned later is told in person.
    audit_id: Mapped[int] = mapped_column(ForeignKey("audit.id"), unique=True)
    raised_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    raised_at: Mapped[datetime] = mapped_column(index=True)
    seen_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    seen_at: Mapped[datetime | None]
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    decided_at: Mapped[datetime | None]
    outcome: Mapped[AlertOutcome | None]
    note: Mapped[str] = mapped_column(default="")

    audit: Mapped[Audit] = relationship(lazy="raise")
    raised_by: Mapped[Person] = relationship(foreign_keys=[raised_by_id], lazy="raise")
    seen_by: Mapped[Person | None] = relationship(foreign_keys=[seen_by_id], lazy="raise")
    decided_by: Mapped[Person | None] = relationship(foreign_keys=[decided_by_id], lazy="raise")
