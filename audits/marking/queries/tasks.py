"""Reads of an auditor's own list: what is allocated to them and how far it is."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy import ScalarSelect, Select, func, or_, select
from sqlalchemy.orm import joinedload

from audits.cycles.domain import WITH_AUDITOR, AllocationState, CycleState
from audits.cycles.models import Allocation, AuditCycle, SampleItem
from audits.marking.domain import AuditState, HoldReason
from audits.marking.models import Audit, Mark
from audits.register.models import Assessment
from checklists.domain import FormKind
from portal.kernel import clock
from portal.kernel.access import Actor
from portal.kernel.db import db
from portal.kernel.errors import NotFound
from portal.people.models import LocalArea

# Marks are worked on while the cycle is open; a submitted audit can be read for ever.
MARKING_STATES = (CycleState.OPEN, CycleState.MODERATING)


class Task(NamedTuple):
    """One line of "My audits": an allocation and how far its audit is."""

    allocation_id: int
    allocation_state: AllocationState
    due_on: date | None
    reference: str
    level: int
    local_area: str
    cycle: str
    audit_id: int | None
    audit_state: AuditState | None
    checklist_version_id: int
    form_kind: FormKind
    answered: int

    @property
    def is_overdue(self) -> bool:
        done = self.audit_state is not None and self.audit_state.is_frozen
        return not done and self.due_on is not None and self.due_on < clock.today()


# How many items of an audit have an answer.
_ANSWERED = (
    select(func.count())
    .where(Mark.audit_id == Audit.id, Mark.answer != "")
    .correlate(Audit)
    .scalar_subquery()
)
# In the order of `Task`.
_TASK = (
    Allocation.id,
    Allocation.state,
    Allocation.due_on,
    Assessment.reference,
    Assessment.level,
    LocalArea.name,
    AuditCycle.name,
    Audit.id,
    Audit.state,
    AuditCycle.checklist_version_id,
    AuditCycle.form_kind,
    _ANSWERED,
)


def list_tasks(actor: Actor) -> Sequence[Task]:
    """The actor's own allocations, what is due first, what is done last."""
    return [Task._make(row) for row in db.session.execute(_select_tasks(actor))]


def _select_tasks(actor: Actor) -> Select[*tuple[Any, ...]]:
    return (
        select(*_TASK)
        .join(SampleItem, SampleItem.id == Allocation.sample_item_id)
        .join(Assessment, Assessment.id == SampleItem.assessment_id)
        .join(LocalArea, LocalArea.id == Assessment.local_area_id)
        .join(AuditCycle, AuditCycle.id == SampleItem.cycle_id)
        .outerjoin(Audit, Audit.allocation_id == Allocation.id)
        .where(
            Allocation.auditor_id == actor.person_id,
            Allocation.state.in_(WITH_AUDITOR),
            or_(AuditCycle.state.in_(MARKING_STATES), Audit.id.is_not(None)),
        )
        .order_by(
            func.coalesce(Audit.state != AuditState.DRAFT, False),  # a value in SQL
            Allocation.due_on,
            Allocation.id,
        )
    )


def count_tasks_to_do(actor: Actor) -> tuple[int, date | None]:
    """How many of the actor's allocations are not submitted, and when the first is due."""
    row = db.session.execute(
        select(func.count(), func.min(Allocation.due_on))
        .join(SampleItem, SampleItem.id == Allocation.sample_item_id)
        .join(AuditCycle, AuditCycle.id == SampleItem.cycle_id)
        .outerjoin(Audit, Audit.allocation_id == Allocation.id)
        .where(
            Allocation.auditor_id == actor.person_id,
            Allocation.state.in_(WITH_AUDITOR),
            AuditCycle.state.in_(MARKING_STATES),
            or_(Audit.id.is_(None), Audit.state == AuditState.DRAFT),
        )
    ).one()
    return row[0], row[1]


def get_own_allocation(actor: Actor, allocation_id: int, *, lock: bool = False) -> Allocation:
    """Raise `NotFound` unless it is the actor's, issued, and in a cycle that is being marked."""
    statement = (
        select(Allocation)
        .join(SampleItem, SampleItem.id == Allocation.sample_item_id)
        .join(AuditCycle, AuditCycle.id == SampleItem.cycle_id)
        .where(
            Allocation.id == allocation_id,
            Allocation.auditor_id == actor.person_id,
            Allocation.state.in_(WITH_AUDITOR),
            AuditCycle.state.in_(MARKING_STATES),
        )
        .options(
            joinedload(Allocation.sample_item, innerjoin=True).options(
                joinedload(SampleItem.cycle, innerjoin=True),
                joinedload(SampleItem.assessment, innerjoin=True),
            )
        )
    )
    if lock:
        statement = statement.with_for_update(of=Allocation)
    allocation = db.session.scalar(statement)
    if allocation is None:
        raise NotFound
    return allocation


class Held(NamedTuple):
    """An assessment that waits for somebody to decide. Says why, never what was marked."""

    reference: str
    cycle: str
    hold_reason: HoldReason
    submitted_at: datetime
    marks: int


def list_held() -> Sequence[Held]:
    """Audits in moderation, one line an assessment, oldest first."""
    rows = db.session.execute(
        select(
            Assessment.reference,
            AuditCycle.name,
            func.min(Audit.hold_reason),
            func.max(Audit.submitted_at),
            func.count(),
        )
        .join(Allocation, Allocation.id == Audit.allocation_id)
        .join(SampleItem, SampleItem.id == Allocation.sample_item_id)
        .join(Assessment, Assessment.id == SampleItem.assessment_id)
        .join(AuditCycle, AuditCycle.id == SampleItem.cycle_id)
        .where(Audit.state == AuditState.NEEDS_MODERATION)
        .group_by(SampleItem.id, Assessment.reference, AuditCycle.name)
        .order_by(func.max(Audit.submitted_at), SampleItem.id)
    )
    return [Held._make(row) for row in rows]


def number_held() -> ScalarSelect[int]:
    """How many wait for moderation. Assessments, not audits: a pair waits once."""
    return (
        select(func.count(Allocation.sample_item_id.distinct()))
        .join(Audit, Audit.allocation_id == Allocation.id)
        .where(Audit.state == AuditState.NEEDS_MODERATION)
        .scalar_subquery()
    )
