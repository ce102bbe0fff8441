"""How well Champions cover the schools: one statement, however many schools there are."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, Select, case, func, select

from portal.kernel.db import db
from portal.people.models import LocalArea, School
from training.champions.domain import Cell, ChampionKind, CoverageFilter, Figures
from training.champions.finding.roster import IS_TRAINED, LAPSES, TODAY
from training.champions.models import ChampionAppointment, SchoolCluster, is_current


def list_cells(wanted: CoverageFilter) -> Sequence[Cell]:
    """Figures by part of the patch, phase and cluster, in the partnership's order of parts."""
    rows = db.session.connection().execute(_select_cells(wanted))
    return [
        Cell(area_id, area, phase, cluster or "", Figures(*figures))
        for area_id, area, phase, cluster, *figures in rows
    ]


def list_cluster_names() -> tuple[str, ...]:
    names = select(SchoolCluster.name).distinct().order_by(SchoolCluster.name)
    return tuple(row[0] for row in db.session.connection().execute(names))


def _has(*wanted: ColumnElement[bool]) -> ColumnElement[int]:
    condition = wanted[0]
    for one in wanted[1:]:
        condition &= one
    return func.max(case((condition, 1), else_=0))


_IS_LEAD = ChampionAppointment.kind == ChampionKind.LEAD
# What each school has, from the few appointments that run: never from each school to them.
_HELD = (
    select(
        ChampionAppointment.school_id.label("school_id"),
        _has(_IS_LEAD).label("lead"),
        _has(_IS_LEAD, IS_TRAINED).label("trained"),
        _has(ChampionAppointment.kind == ChampionKind.COVER).label("cover"),
        _has(ChampionAppointment.kind == ChampionKind.DEPUTY).label("deputy"),
        _has(LAPSES).label("lapses"),
    )
    .where(is_current(TODAY))
    .group_by(ChampionAppointment.school_id)
    .subquery()
)


def _number_of(column: ColumnElement[int]) -> ColumnElement[int]:
    return func.coalesce(func.sum(column), 0)


@lru_cache(maxsize=128)
def _select_cells(wanted: CoverageFilter) -> Select[*tuple[Any, ...]]:
    columns = (LocalArea.id, LocalArea.name, School.phase, SchoolCluster.name)
    statement: Select[*tuple[Any, ...]] = select(
        *columns,
        func.count(School.id),
        _number_of(_HELD.c.lead),
        _number_of(_HELD.c.trained),
        _number_of(case((_HELD.c.lead == 0, _HELD.c.cover), else_=0)),
        _number_of(_HELD.c.deputy),
        _number_of(_HELD.c.lapses),
    )
    return (
        statement.join(LocalArea, LocalArea.id == School.local_area_id)
        .outerjoin(SchoolCluster, SchoolCluster.school_id == School.id)
        .outerjoin(_HELD, _HELD.c.school_id == School.id)
        .where(School.is_open, *_matching(wanted))
        .group_by(*columns, LocalArea.position)
        .order_by(LocalArea.position, LocalArea.name, School.phase, SchoolCluster.name)
    )


def _matching(wanted: CoverageFilter) -> Iterable[ColumnElement[bool]]:
    if wanted.local_area_id is not None:
        yield School.local_area_id == wanted.local_area_id
    if wanted.phase is not None:
        yield School.phase == wanted.phase
    if wanted.cluster:
        yield SchoolCluster.name == wanted.cluster
