"""Reads of who audits in a cycle and what work they hold."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import joinedload

from audits.cycles.domain import IN_SAMPLE, WITH_AUDITOR, AllocationState
from audits.cycles.models import Allocation, CycleAuditor, SampleItem
from portal.kernel import clock
from portal.kernel.access import Role
from portal.kernel.db import db
from portal.kernel.errors import NotFound
from portal.people.models import Person, RoleGrant


class AuditorLine(NamedTuple):
    person_id: int
    name: str
    email: str | None
    capacity: int
    load: int
    issued: int


def list_auditors(cycle_id: int) -> Sequence[AuditorLine]:
    """Who audits in a cycle, how much they can take and how much they have."""
    here = (
        (Allocation.auditor_id == CycleAuditor.person_id)
        & (SampleItem.cycle_id == cycle_id)
        & (Allocation.state != AllocationState.DECLINED)
    )
    loads = select(func.count()).select_from(Allocation).join(SampleItem).where(here)
    rows = db.session.execute(
        select(
            CycleAuditor.person_id,
            Person.given_name,
            Person.family_name,
            Person.email,
            CycleAuditor.capacity,
            loads.correlate(CycleAuditor).scalar_subquery(),
            loads.where(Allocation.state.in_(WITH_AUDITOR)).correlate(CycleAuditor).scalar_subquery(),
        )
        .join(Person, Person.id == CycleAuditor.person_id)
        .where(CycleAuditor.cycle_id == cycle_id)
        .order_by(Person.search_name, Person.id)
    ).all()
    return [AuditorLine(row[0], f"{row[1]} {row[2]}", *row[3:]) for row in rows]


def list_possible_auditors(cycle_id: int) -> Sequence[tuple[int, str]]:
    """Everybody who holds the role today and is not in the cycle yet."""
    taken = select(CycleAuditor.person_id).where(CycleAuditor.cycle_id == cycle_id)
    rows = db.session.execute(
        select(Person.id, Person.given_name, Person.family_name)
        .where(Person.id.in_(_auditors_today()), Person.id.not_in(taken))
        .order_by(Person.search_name, Person.id)
    ).all()
    return [(row[0], f"{row[1]} {row[2]}") for row in rows]


def is_auditor(person_id: int) -> bool:
    return (
        db.session.scalar(select(Person.id).where(Person.id == person_id, Person.id.in_(_auditors_today())))
        is not None
    )


def _auditors_today() -> Select[int]:
    day = clock.today()
    return select(RoleGrant.person_id).where(
        RoleGrant.role == Role.AUDITOR,
        RoleGrant.starts_on <= day,
        or_(RoleGrant.ends_on.is_(None), RoleGrant.ends_on >= day),
    )


def find_auditor(cycle_id: int, person_id: int) -> CycleAuditor | None:
    return db.session.scalar(
        select(CycleAuditor)
        .where(CycleAuditor.cycle_id == cycle_id, CycleAuditor.person_id == person_id)
        .options(joinedload(CycleAuditor.person))
    )


class SlotLine(NamedTuple):
    """One allocation as the coordinator sees it."""

    id: int
    item_id: int
    slot: int
    auditor_id: int
    auditor: str
    state: AllocationState
    is_pinned: bool
    reason: str

    @property
    def is_issued(self) -> bool:
        return self.state in WITH_AUDITOR

    @property
    def is_kept(self) -> bool:
        """A new allocation leaves this slot as it is."""
        return self.is_issued or (self.is_pinned and self.state is AllocationState.PROPOSED)


def list_allocations(cycle_id: int) -> Sequence[SlotLine]:
    """Every allocation of items still in the sample, declined ones too."""
    rows = db.session.execute(
        select(
            Allocation.id,
            Allocation.sample_item_id,
            Allocation.slot,
            Allocation.auditor_id,
            Person.given_name,
            Person.family_name,
            Allocation.state,
            Allocation.is_pinned,
            Allocation.reason,
        )
        .join(SampleItem, SampleItem.id == Allocation.sample_item_id)
        .join(Person, Person.id == Allocation.auditor_id)
        .where(
            SampleItem.cycle_id == cycle_id,
            SampleItem.is_reserve.is_(False),
            SampleItem.state.in_(IN_SAMPLE),
        )
        .order_by(Allocation.sample_item_id, Allocation.slot, Allocation.id)
    ).all()
    return [SlotLine(*row[:4], f"{row[4]} {row[5]}", *row[6:]) for row in rows]


def list_allocations_of(item_id: int) -> Sequence[Allocation]:
    return db.session.scalars(
        select(Allocation)
        .where(Allocation.sample_item_id == item_id, Allocation.state != AllocationState.DECLINED)
        .options(joinedload(Allocation.auditor))
        .order_by(Allocation.slot)
    ).all()


def list_proposed(cycle_id: int) -> Sequence[Allocation]:
    return db.session.scalars(
        select(Allocation)
        .join(SampleItem, SampleItem.id == Allocation.sample_item_id)
        .where(
            SampleItem.cycle_id == cycle_id,
            SampleItem.state.in_(IN_SAMPLE),
            Allocation.state == AllocationState.PROPOSED,
        )
        .order_by(Allocation.id)
    ).all()


def get_allocation(allocation_id: int) -> tuple[Allocation, int]:
    """With its cycle's id. Raise `NotFound` when there is no such allocation."""
    row = db.session.execute(
        select(Allocation, SampleItem.cycle_id)
        .join(SampleItem, SampleItem.id == Allocation.sample_item_id)
        .where(Allocation.id == allocation_id)
    ).first()
    if row is None:
        raise NotFound
    return row[0], row[1]
