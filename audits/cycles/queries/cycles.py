"""Reads of cycles themselves: the list, one cycle, how far its work has come."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import NamedTuple

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import joinedload

from audits.cycles.domain import (
    IN_SAMPLE,
    STAFFING,
    WITH_AUDITOR,
    AllocationState,
    CycleState,
    SampleState,
)
from audits.cycles.models import Allocation, AuditCycle, CycleAuditor, CycleFrame, SampleItem
from checklists.models import Checklist, ChecklistVersion
from portal.kernel.db import db
from portal.kernel.errors import NotFound


def list_cycles() -> Sequence[AuditCycle]:
    """Every cycle with who runs it, the latest first."""
    return db.session.scalars(
        select(AuditCycle)
        .options(joinedload(AuditCycle.run_by))
        .order_by(AuditCycle.opens_on.desc(), AuditCycle.id.desc())
    ).all()


def get_cycle(cycle_id: int, *, lock: bool = False) -> AuditCycle:
    """Raise `NotFound` when there is no such cycle. `lock` keeps others from changing it meanwhile."""
    statement = select(AuditCycle).where(AuditCycle.id == cycle_id).options(joinedload(AuditCycle.run_by))
    if lock:
        statement = statement.with_for_update(of=AuditCycle)
    cycle = db.session.scalar(statement)
    if cycle is None:
        raise NotFound
    return cycle


def is_name_taken(name: str) -> bool:
    return db.session.scalar(select(AuditCycle.id).where(AuditCycle.name == name)) is not None


def find_form_title(version_id: int) -> str:
    """As in “FEHA audit, version 1”."""
    row = db.session.execute(
        select(Checklist.name, ChecklistVersion.number)
        .join(Checklist, Checklist.id == ChecklistVersion.checklist_id)
        .where(ChecklistVersion.id == version_id)
    ).one()
    return f"{row[0]}, version {row[1]}"


def audits_in(cycle_id: int, person_id: int) -> bool:
    return (
        db.session.scalar(
            select(CycleAuditor.id).where(
                CycleAuditor.cycle_id == cycle_id, CycleAuditor.person_id == person_id
            )
        )
        is not None
    )


class Progress(NamedTuple):
    """Marks of a cycle by how far each has come."""

    wanted: int
    proposed: int
    issued: int
    accepted: int

    @property
    def empty(self) -> int:
        return max(0, self.wanted - self.proposed - self.issued - self.accepted)


def get_progress(cycle_id: int) -> Progress:
    """One statement: what the sample wants and what allocations there are."""
    sampled = _in_sample(cycle_id)
    wanted = select(func.coalesce(func.sum(SampleItem.marks), 0)).where(*sampled).scalar_subquery()
    counts = [
        select(func.count(Allocation.id))
        .join(SampleItem, SampleItem.id == Allocation.sample_item_id)
        .where(*sampled, Allocation.state == state)
        .scalar_subquery()
        for state in (AllocationState.PROPOSED, AllocationState.ISSUED, AllocationState.ACCEPTED)
    ]
    return Progress(*db.session.execute(select(wanted, *counts)).one())


def _in_sample(cycle_id: int) -> tuple[ColumnElement[bool], ...]:
    return (
        SampleItem.cycle_id == cycle_id,
        SampleItem.is_reserve.is_(False),
        SampleItem.state.in_(IN_SAMPLE),
    )


def count_items(cycle_id: int) -> Mapping[SampleState, int]:
    """Of the drawn sample, without the reserve."""
    rows = db.session.execute(
        select(SampleItem.state, func.count())
        .where(SampleItem.cycle_id == cycle_id, SampleItem.is_reserve.is_(False))
        .group_by(SampleItem.state)
    ).all()
    return {row[0]: row[1] for row in rows}


def get_frame_rows(cycle_id: int) -> list[dict[str, str]]:
    """What the draw was made from. Raise `NotFound` before there was a draw."""
    rows = db.session.scalar(select(CycleFrame.rows).where(CycleFrame.cycle_id == cycle_id))
    if rows is None:
        raise NotFound
    return rows


def list_drawn() -> Sequence[tuple[AuditCycle, list[dict[str, str]] | None]]:
    """Every cycle that was drawn, with its frame if there is one."""
    rows = db.session.execute(
        select(AuditCycle, CycleFrame.rows)
        .outerjoin(CycleFrame, CycleFrame.cycle_id == AuditCycle.id)
        .where(AuditCycle.drawn_at.is_not(None))
        .order_by(AuditCycle.id)
    ).all()
    return [(row[0], row[1]) for row in rows]


class Desk(NamedTuple):
    """A cycle that is still going on, with what a coordinator's home page says of it."""

    id: int
    name: str
    state: CycleState
    due_on: date
    wanted: int
    given: int


def list_desk(person_id: int) -> Sequence[Desk]:
    """In one statement; without cycles in which this person audits."""
    in_sample = (SampleItem.is_reserve.is_(False), SampleItem.state.in_(IN_SAMPLE))
    here = SampleItem.cycle_id == AuditCycle.id
    wanted = select(func.coalesce(func.sum(SampleItem.marks), 0)).where(here, *in_sample)
    given = (
        select(func.count(Allocation.id))
        .join(SampleItem, SampleItem.id == Allocation.sample_item_id)
        .where(here, *in_sample, Allocation.state.in_(WITH_AUDITOR))
    )
    audits = select(CycleAuditor.cycle_id).where(CycleAuditor.person_id == person_id)
    rows = db.session.execute(
        select(
            AuditCycle.id,
            AuditCycle.name,
            AuditCycle.state,
            AuditCycle.due_on,
            wanted.correlate(AuditCycle).scalar_subquery(),
            given.correlate(AuditCycle).scalar_subquery(),
        )
        .where(AuditCycle.state.in_(STAFFING), AuditCycle.id.not_in(audits))
        .order_by(AuditCycle.due_on, AuditCycle.id)
    ).all()
    return [Desk(*row) for row in rows]
