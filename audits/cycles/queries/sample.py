"""Reads of what a cycle is drawn from and of what was drawn."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, time
from typing import NamedTuple

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import joinedload

from audits.cycles.domain import IN_SAMPLE, CycleState, Exclusion, Scope
from audits.cycles.models import AuditCycle, SampleItem
from audits.register.models import Assessment
from portal.kernel import clock
from portal.kernel.db import db
from portal.kernel.errors import NotFound
from portal.people.domain import AgencyKind
from portal.people.models import Agency, LocalArea


class FrameLine(NamedTuple):
    """One assessment in scope; `excluded` says why it cannot be drawn, if so."""

    assessment_id: int
    reference: str
    locality: str
    agency_group: str
    level: str
    agency: str
    team: str
    excluded: Exclusion | None
    excluded_by: str = ""

    @property
    def row(self) -> dict[str, str]:
        """What a draw sees of it, and what its published frame shows."""
        return {
            "reference": self.reference,
            "locality": self.locality,
            "agency_group": self.agency_group,
            "level": self.level,
        }


def list_frame(cycle_id: int, scope: Scope, *, rested_since: date) -> list[FrameLine]:
    """Everything in scope by reference, with whatever keeps it out (docs/audits.md 4.3)."""
    audited = _audited_since(cycle_id, rested_since)
    rows = db.session.execute(
        select(
            Assessment.id,
            Assessment.reference,
            LocalArea.name,
            Agency.kind,
            Assessment.level,
            Agency.name,
            Assessment.team,
            Assessment.on_hold,
        )
        .join(LocalArea, LocalArea.id == Assessment.local_area_id)
        .join(Agency, Agency.id == Assessment.agency_id)
        .where(*_in_scope(scope))
        .order_by(Assessment.reference)
    )
    lines = []
    for key, reference, locality, kind, level, agency, team, on_hold in rows:
        by = audited.get(key, "")
        excluded = Exclusion.ON_HOLD if on_hold else Exclusion.AUDITED if by else None
        place = (key, reference, locality, AgencyKind(kind).label, f"Level {level}", agency, team)
        lines.append(FrameLine(*place, excluded, by))
    return lines


def _in_scope(scope: Scope) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if scope.opened_from:
        conditions.append(Assessment.opened_on >= scope.opened_from)
    if scope.opened_to:
        conditions.append(Assessment.opened_on <= scope.opened_to)
    if scope.levels:
        conditions.append(Assessment.level.in_(scope.levels))
    return conditions


def _audited_since(cycle_id: int, day: date) -> dict[int, str]:
    """By assessment: the other cycle whose sample it has been in since that day."""
    rows = db.session.execute(
        select(SampleItem.assessment_id, AuditCycle.name)
        .join(AuditCycle, AuditCycle.id == SampleItem.cycle_id)
        .where(
            AuditCycle.id != cycle_id,
            AuditCycle.state != CycleState.CANCELLED,
            AuditCycle.drawn_at >= clock.at_london(day, time.min),
            SampleItem.is_reserve.is_(False),
            SampleItem.state.in_(IN_SAMPLE),
        )
        .order_by(AuditCycle.drawn_at)
    )
    return {row[0]: row[1] for row in rows}


class SampleLine(NamedTuple):
    id: int
    reference: str
    stratum: str
    position: int
    state: str
    marks: int
    reason: str
    replaces_id: int | None


def list_sample(cycle_id: int) -> Sequence[SampleLine]:
    """The drawn sample, with what has left it; the reserve is not in it."""
    rows = db.session.execute(
        select(
            SampleItem.id,
            Assessment.reference,
            SampleItem.stratum,
            SampleItem.position,
            SampleItem.state,
            SampleItem.marks,
            SampleItem.reason,
            SampleItem.replaces_id,
        )
        .join(Assessment, Assessment.id == SampleItem.assessment_id)
        .where(SampleItem.cycle_id == cycle_id, SampleItem.is_reserve.is_(False))
        .order_by(SampleItem.stratum, SampleItem.position, SampleItem.id)
    ).all()
    return [SampleLine(*row) for row in rows]


def get_item(item_id: int, *, lock: bool = False) -> SampleItem:
    """With its assessment. Raise `NotFound` when there is no such item."""
    statement = select(SampleItem).where(SampleItem.id == item_id).options(joinedload(SampleItem.assessment))
    if lock:
        statement = statement.with_for_update(of=SampleItem)
    item = db.session.scalar(statement)
    if item is None:
        raise NotFound
    return item


def list_reserve(cycle_id: int, stratum: str) -> Sequence[SampleItem]:
    """Who may stand in, in the order they must be used; each with its assessment."""
    return db.session.scalars(
        select(SampleItem)
        .where(
            SampleItem.cycle_id == cycle_id,
            SampleItem.stratum == stratum,
            SampleItem.is_reserve,
            SampleItem.state.in_(IN_SAMPLE),
        )
        .options(joinedload(SampleItem.assessment))
        .order_by(SampleItem.position)
    ).all()


class DrawnReference(NamedTuple):
    reference: str
    stratum: str
    position: int
    was_chosen: bool


def list_drawn_references(cycle_id: int) -> Sequence[DrawnReference]:
    """The draw as it was on its day, whatever has been replaced since."""
    rows = db.session.execute(
        select(
            Assessment.reference,
            SampleItem.stratum,
            SampleItem.position,
            SampleItem.is_reserve.is_(False) & SampleItem.replaces_id.is_(None),
        )
        .join(Assessment, Assessment.id == SampleItem.assessment_id)
        .where(SampleItem.cycle_id == cycle_id)
        .order_by(SampleItem.stratum, SampleItem.position)
    ).all()
    return [DrawnReference(row[0], row[1], row[2], bool(row[3])) for row in rows]
