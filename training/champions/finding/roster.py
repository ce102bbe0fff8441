"""The roster as people read it: schools, who is Champion and deputy there, what is missing. Reads only."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Date,
    Select,
    bindparam,
    distinct,
    exists,
    func,
    or_,
    select,
)
from sqlalchemy.orm import aliased

from portal.kernel import clock
from portal.kernel.db import db
from portal.kernel.rules import in_force
from portal.kernel.tables import PAGE_SIZE, Page, Sort, paged
from portal.kernel.text import MOST_WORDS_SOUGHT, folded
from portal.people.models import LocalArea, Person, Post, School
from training.champions.domain import FOR_EVER, AppointmentWindow, ChampionKind, Gap, RosterFilter
from training.champions.models import (
    ChampionAppointment,
    SchoolCluster,
    has_champion,
    is_current,
    lapses,
    term_end,
    trained_until,
)

# Statements of busy pages are built once, since building takes longer than running: the day is
# read when they run.
TODAY: BindParameter[date] = bindparam("today", callable_=lambda: clock.today(), type_=Date())  # noqa: PLW0108  # a test moves the clock
_SOON: BindParameter[date] = bindparam(
    "soon", callable_=lambda: clock.today() + in_force(AppointmentWindow).soon, type_=Date()
)
TERM_END = term_end(TODAY, _SOON)


@dataclass(frozen=True, slots=True)
class RosterFigures:
    """How the schools of a roster are covered today."""

    schools: int
    with_lead: int
    with_trained_lead: int
    with_deputy: int
    # Of those without a Champion, the ones that another school's covers.
    covered: int
    # Where a Champion or deputy is so no longer by the end of the term, and that day.
    lapsing: int
    term_ends_on: date

    @property
    def without_lead(self) -> int:
        return self.schools - self.with_lead


@dataclass(frozen=True, slots=True)
class Holder:
    """Who holds an appointment, as a list shows it."""

    appointment_id: int
    school_id: int
    person_id: int
    name: str
    kind: ChampionKind
    starts_on: date
    ends_on: date | None
    # False once their last post at the school is over: somebody should stand them down.
    is_on_staff: bool
    # The last day of what makes them current as Champion; None for whoever is not.
    trained_until: date | None
    # By the end of the term they are trained or appointed no longer, and nobody follows.
    lapses: bool
    # Of somebody who covers: where they are Champion.
    from_school: str | None

    @property
    def runs_out_on(self) -> date | None:
        """When they are no longer trained; None also for whoever is for ever."""
        return None if self.trained_until == FOR_EVER else self.trained_until

    def is_over(self, day: date) -> bool:
        return self.ends_on is not None and self.ends_on < day


# The same as the database gives it, with the two names apart.
HeldRow = tuple[Any, ...]
_open_school, _from_school = aliased(School), aliased(School)
# What the roster can be ordered by.
ROSTER_ORDER: Mapping[str, ColumnElement[Any]] = {
    "school": School.name.expression,
    "area": LocalArea.name.expression,
    "phase": School.phase.expression,
}


def list_roster(wanted: RosterFilter, sort: Sort, number: int = 1) -> Page[Any]:
    """One page of open schools, in one statement; a page beyond the last is the last."""
    rows = db.session.connection().execute(_select_roster(wanted, sort, number)).all()
    if not rows and number > 1:
        return paged(_select_roster(wanted, sort, 1).limit(None).offset(None), number)
    return Page(rows, number, PAGE_SIZE, rows[0].found if rows else 0)


@lru_cache(maxsize=256)
def _select_roster(wanted: RosterFilter, sort: Sort, number: int) -> Select[*tuple[Any, ...]]:
    columns = (School.id, School.name, School.phase, LocalArea.name.label("local_area"))
    found: Any = func.count().over().label("found")
    statement: Select[*tuple[Any, ...]] = select(*columns, found)
    return (
        statement.join(LocalArea, LocalArea.id == School.local_area_id)
        .where(School.is_open, *_matching(wanted))
        .order_by(sort.by(ROSTER_ORDER), School.name, School.id)
        .limit(PAGE_SIZE)
        .offset((number - 1) * PAGE_SIZE)
    )


def _matching(wanted: RosterFilter) -> Iterable[ColumnElement[bool]]:
    if wanted.local_area_id is not None:
        yield School.local_area_id == wanted.local_area_id
    if wanted.phase is not None:
        yield School.phase == wanted.phase
    if wanted.cluster:
        yield School.id.in_(select(SchoolCluster.school_id).where(SchoolCluster.name == wanted.cluster))
    if wanted.gap is not None:
        yield _GAPS[wanted.gap]
    for word in wanted.search.split()[:MOST_WORDS_SOUGHT]:
        yield or_(School.name.icontains(word, autoescape=True), _is_held_by(word))


_WITH_LEAD = has_champion(ChampionKind.LEAD, TODAY)
IS_TRAINED = trained_until(ChampionAppointment.person_id, TODAY).is_not(None)
LAPSES = lapses(ChampionAppointment, TODAY, TERM_END)
_GAPS: Mapping[Gap, ColumnElement[bool]] = {
    Gap.NO_LEAD: ~_WITH_LEAD,
    Gap.COVERED: has_champion(ChampionKind.COVER, TODAY) & ~_WITH_LEAD,
    Gap.NOT_TRAINED: _WITH_LEAD & ~has_champion(ChampionKind.LEAD, TODAY, IS_TRAINED),
    Gap.LAPSES: exists().where(ChampionAppointment.school_id == School.id, is_current(TODAY), LAPSES),
    Gap.NO_DEPUTY: ~has_champion(ChampionKind.DEPUTY, TODAY),
}


def _is_held_by(word: str) -> ColumnElement[bool]:
    return exists().where(
        ChampionAppointment.school_id == School.id,
        is_current(TODAY),
        Person.id == ChampionAppointment.person_id,
        Person.search_name.contains(folded(word), autoescape=True),
    )


def count_covered() -> RosterFigures:
    """How many open schools there are, and how many have a Champion and a deputy today."""
    return RosterFigures(*db.session.connection().execute(_COVERED).one())


# From the few appointments that run, not from each school to them.
_covers = func.count(distinct(ChampionAppointment.school_id))
_IS_LEAD = ChampionAppointment.kind == ChampionKind.LEAD
_lead = aliased(ChampionAppointment)
_has_lead_too = exists().where(
    _lead.school_id == ChampionAppointment.school_id,
    _lead.kind == ChampionKind.LEAD,
    _lead.starts_on <= TODAY,
    or_(_lead.ends_on.is_(None), _lead.ends_on >= TODAY),
)
_COVERED = (
    select(
        select(func.count(School.id)).where(School.is_open).scalar_subquery(),
        _covers.filter(_IS_LEAD),
        _covers.filter(_IS_LEAD, IS_TRAINED),
        _covers.filter(ChampionAppointment.kind == ChampionKind.DEPUTY),
        _covers.filter(ChampionAppointment.kind == ChampionKind.COVER, ~_has_lead_too),
        _covers.filter(LAPSES),
        TERM_END,
    )
    .select_from(ChampionAppointment)
    .join(_open_school, (_open_school.id == ChampionAppointment.school_id) & _open_school.is_open)
    .where(is_current(TODAY))
)


def list_held_today(school_ids: Sequence[int]) -> tuple[HeldRow, ...]:
    """Who holds what today at these schools, as plain rows; see `by_school`."""
    rows = db.session.connection().execute(_HOLDERS_TODAY, {"school_ids": list(school_ids)})
    return tuple(map(tuple, rows))


def by_school(school_ids: Iterable[int], held: Iterable[HeldRow]) -> Mapping[int, tuple[Holder, ...]]:
    """The holders of each of these schools."""
    found: dict[int, list[Holder]] = {school_id: [] for school_id in school_ids}
    for row in held:
        holder = _holder(row)
        found[holder.school_id].append(holder)
    return {school_id: tuple(holders) for school_id, holders in found.items()}


def list_holders(school_id: int) -> Sequence[Holder]:
    """Everyone who holds, held or will hold an appointment at this school."""
    rows = db.session.connection().execute(_HOLDERS_EVER, {"school_ids": [school_id]})
    return [_holder(tuple(row)) for row in rows]


def _holder(row: HeldRow) -> Holder:
    appointment_id, school_id, person_id, given, family, *rest = row
    return Holder(appointment_id, school_id, person_id, f"{given} {family}", *rest)


_IS_ON_STAFF = exists().where(
    Post.person_id == ChampionAppointment.person_id,
    # Whoever covers works where they are Champion.
    Post.school_id == func.coalesce(ChampionAppointment.from_school_id, ChampionAppointment.school_id),
    or_(Post.ended_on.is_(None), Post.ended_on >= TODAY),
)
# Leads first, then the longest serving.
_HOLDERS_EVER = (
    select(
        ChampionAppointment.id,
        ChampionAppointment.school_id,
        Person.id,
        Person.given_name,
        Person.family_name,
        ChampionAppointment.kind,
        ChampionAppointment.starts_on,
        ChampionAppointment.ends_on,
        _IS_ON_STAFF,
        trained_until(ChampionAppointment.person_id, TODAY),
        LAPSES,
        _from_school.name,
    )
    .join(Person, Person.id == ChampionAppointment.person_id)
    .outerjoin(_from_school, _from_school.id == ChampionAppointment.from_school_id)
    .where(ChampionAppointment.school_id.in_(bindparam("school_ids", expanding=True)))
    .order_by(ChampionAppointment.kind.desc(), ChampionAppointment.starts_on, ChampionAppointment.id)
)
_HOLDERS_TODAY = _HOLDERS_EVER.where(is_current(TODAY))
