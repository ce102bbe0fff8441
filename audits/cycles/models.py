"""Tables of audit cycles: what is drawn, who audits it."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from audits.cycles.domain import AllocationState, CycleState, SampleState
from audits.register.models import Assessment
from checklists.domain import FormKind
from checklists.models import ChecklistVersion
from portal.kernel.db import Model
from portal.people.models import Person


def _default_strata() -> list[str]:
    return ["locality", "agency_group"]


class AuditCycle(Model):
    """One round of audit: a sample of assessments drawn by a published seed, and its results."""

    __tablename__ = "audit_cycle"
    __table_args__ = (
        CheckConstraint("size > 0", name="size_positive"),
        CheckConstraint("due_on >= opens_on", name="due_after_opening"),
        CheckConstraint("double_mark_percent BETWEEN 0 AND 100", name="double_mark_percent_share"),
    )

    name: Mapped[str] = mapped_column(unique=True)
    state: Mapped[CycleState] = mapped_column(default=CycleState.DRAFT, index=True)
    checklist_version_id: Mapped[int] = mapped_column(ForeignKey("checklist_version.id"))
    form_kind: Mapped[FormKind] = mapped_column(default=FormKind.FULL)
    opens_on: Mapped[date]
    due_on: Mapped[date]
    size: Mapped[int]
    double_mark_percent: Mapped[int] = mapped_column(default=20)
    # However small the share, this many are double-marked, or all of a smaller sample.
    double_mark_least: Mapped[int] = mapped_column(default=5)
    # Audited within this many months: not drawn again.
    rest_months: Mapped[int] = mapped_column(default=12)
    strata: Mapped[list[str]] = mapped_column(JSON, default=_default_strata)
    # What may be drawn: {"opened_from": "2026-01-01", "opened_to": …, "levels": [2, 3]}; empty means all.
    scope: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    # The coordinator who runs it, and who therefore never audits in it.
    run_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    seed: Mapped[str] = mapped_column(default="")
    drawn_at: Mapped[datetime | None]
    # Per stratum, in order: {"name": "East / School", "population": 41, "share": 4}.
    draw_facts: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)

    checklist_version: Mapped[ChecklistVersion] = relationship(lazy="raise")
    run_by: Mapped[Person] = relationship(lazy="raise")


class CycleFrame(Model):
    """What a draw was made from, frozen: anyone can run the draw again from these rows and the seed."""

    __tablename__ = "cycle_frame"

    cycle_id: Mapped[int] = mapped_column(ForeignKey("audit_cycle.id"), unique=True)
    # [{"reference": …, "locality": …, "agency_group": …, "level": …}], by reference.
    rows: Mapped[list[dict[str, str]]] = mapped_column(JSON)


class CycleAuditor(Model):
    """Somebody who audits in a cycle, and how many marks they can take."""

    __tablename__ = "cycle_auditor"
    __table_args__ = (
        UniqueConstraint("cycle_id", "person_id"),
        CheckConstraint("capacity > 0", name="capacity_positive"),
    )

    cycle_id: Mapped[int] = mapped_column(ForeignKey("audit_cycle.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    capacity: Mapped[int]

    person: Mapped[Person] = relationship(lazy="raise")


class SampleItem(Model):
    """One assessment in a cycle's sample, or on the reserve list of its stratum."""

    __tablename__ = "sample_item"
    __table_args__ = (
        UniqueConstraint("cycle_id", "assessment_id"),
        CheckConstraint("marks BETWEEN 1 AND 2", name="marks_one_or_two"),
    )

    cycle_id: Mapped[int] = mapped_column(ForeignKey("audit_cycle.id"))
    assessment_id: Mapped[int] = mapped_column(ForeignKey("assessment.id"), index=True)
    stratum: Mapped[str]
    # From 1, in the seed's order within the stratum; the reserve list goes on counting.
    position: Mapped[int]
    is_reserve: Mapped[bool] = mapped_column(default=False)
    state: Mapped[SampleState] = mapped_column(default=SampleState.DRAWN)
    reason: Mapped[str] = mapped_column(default="")
    marks: Mapped[int] = mapped_column(default=1)
    # What was true of the assessment when it was drawn: locality, agency group, level, agency, team.
    attributes: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    # The item whose place this one took from the reserve list.
    replaces_id: Mapped[int | None] = mapped_column(ForeignKey("sample_item.id"), unique=True)

    cycle: Mapped[AuditCycle] = relationship(lazy="raise")
    assessment: Mapped[Assessment] = relationship(lazy="raise")


class Allocation(Model):
    """One mark of one sampled assessment, given to one auditor."""

    __tablename__ = "allocation"
    __table_args__ = (
        # Whoever declined is not asked again, and nobody marks the same assessment twice.
        UniqueConstraint("sample_item_id", "auditor_id"),
        Index(
            "uq_allocation_slot",
            "sample_item_id",
            "slot",
            unique=True,
            sqlite_where=text("state <> 'declined'"),
            postgresql_where=text("state <> 'declined'"),
        ),
        CheckConstraint("slot BETWEEN 1 AND 2", name="slot_one_or_two"),
    )

    sample_item_id: Mapped[int] = mapped_column(ForeignKey("sample_item.id"))
    auditor_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    slot: Mapped[int] = mapped_column(default=1)
    state: Mapped[AllocationState] = mapped_column(default=AllocationState.PROPOSED)
    issued_at: Mapped[datetime | None]
    due_on: Mapped[date | None]
    # Fixed by the coordinator: a new allocation leaves it where it is.
    is_pinned: Mapped[bool] = mapped_column(default=False)
    reason: Mapped[str] = mapped_column(default="")

    sample_item: Mapped[SampleItem] = relationship(lazy="raise")
    auditor: Mapped[Person] = relationship(lazy="raise")
