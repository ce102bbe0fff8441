"""Reads of the roster of Early Help Champions."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from sqlalchemy import ColumnElement, Row, Select, and_, exists, func, or_, select
from sqlalchemy.orm import aliased, joinedload

from portal.kernel.db import db
from portal.kernel.errors import NotFound
from portal.kernel.text import folded
from portal.people.domain import SchoolPhase
from portal.people.models import LocalArea, Person, Post, School
from training.champions.domain import ChampionKind
from training.champions.models import ChampionAppointment


class Gap(StrEnum):
    """What a school may lack; the roster can be cut down to such schools."""

    NO_LEAD = "no_lead"
    NO_DEPUTY = "no_deputy"


@dataclass(frozen=True, slots=True, kw_only=True)
class RosterFilter:
    """What the roster is cut down to; an empty field leaves it as it is."""

    search: str = ""
    local_area_id: int | None = None
    phase: SchoolPhase | None = None
    gap: Gap | None = None


@dataclass(frozen=True, slots=True)
class RosterFigures:
    """How the schools of a roster are covered today."""

    schools: int
    with_lead: int
    with_deputy: int

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


def is_current(day: date) -> ColumnElement[bool]:
    """Appointments that run on this day."""
    return (ChampionAppointment.starts_on <= day) & or_(
        ChampionAppointment.ends_on.is_(None), ChampionAppointment.ends_on >= day
    )


def has_champion(kind: ChampionKind, day: date) -> ColumnElement[bool]:
    """Schools that have somebody of this kind on this day."""
    return exists().where(
        ChampionAppointment.school_id == School.id, ChampionAppointment.kind == kind, is_current(day)
    )


def select_roster(wanted: RosterFilter, day: date) -> Select[int, str, SchoolPhase, int, str]:
    """Open schools, a few columns each, for a page of a table; `matching` narrows and orders it."""
    return (
        select(School.id, School.name, School.phase, School.agency_id, LocalArea.name.label("local_area"))
        .join(LocalArea, LocalArea.id == School.local_area_id)
        .where(School.is_open, *_matching(wanted, day))
    )


def _matching(wanted: RosterFilter, day: date) -> Iterable[ColumnElement[bool]]:
    if wanted.local_area_id is not None:
        yield School.local_area_id == wanted.local_area_id
    if wanted.phase is not None:
        yield School.phase == wanted.phase
    if wanted.gap is not None:
        missing = ChampionKind.LEAD if wanted.gap is Gap.NO_LEAD else ChampionKind.DEPUTY
        yield ~has_champion(missing, day)
    for word in wanted.search.split():
        yield or_(School.name.icontains(word, autoescape=True), _is_held_by(word, day))


def _is_held_by(word: str, day: date) -> ColumnElement[bool]:
    return exists().where(
        ChampionAppointment.school_id == School.id,
        is_current(day),
        Person.id == ChampionAppointment.person_id,
        Person.search_name.contains(folded(word), autoescape=True),
    )


def count_covered(day: date) -> RosterFigures:
    """How many open schools there are, and how many have a Champion and a deputy."""
    row = db.session.execute(
        select(
            func.count(School.id),
            func.count(School.id).filter(has_champion(ChampionKind.LEAD, day)),
            func.count(School.id).filter(has_champion(ChampionKind.DEPUTY, day)),
        ).where(School.is_open)
    ).one()
    return RosterFigures(*row)


def list_holders(school_ids: Sequence[int], day: date | None = None) -> Sequence[Holder]:
    """Who holds what at these schools: on `day`, or ever. Leads first, then the longest serving."""
    if not school_ids:
        return []
    statement = (
        select(
            ChampionAppointment.id,
            ChampionAppointment.school_id,
            Person.id,
            Person.given_name,
            Person.family_name,
            ChampionAppointment.kind,
            ChampionAppointment.starts_on,
            ChampionAppointment.ends_on,
            _is_on_staff(),
        )
        .join(Person, Person.id == ChampionAppointment.person_id)
        .where(ChampionAppointment.school_id.in_(school_ids))
        .order_by(ChampionAppointment.kind.desc(), ChampionAppointment.starts_on, ChampionAppointment.id)
    )
    rows = db.session.execute(statement if day is None else statement.where(is_current(day)))
    return [
        Holder(one, school, person, f"{given} {family}", kind, starts_on, ends_on, on_staff)
        for one, school, person, given, family, kind, starts_on, ends_on, on_staff in rows
    ]


def _is_on_staff() -> ColumnElement[bool]:
    post = aliased(Post)
    return exists().where(
        post.person_id == ChampionAppointment.person_id,
        post.school_id == ChampionAppointment.school_id,
        post.ended_on.is_(None),
    )


def get_school(school_id: int) -> School:
    """The school with its agency and Local Area Team. Raise `NotFound` when there is no such school."""
    school = db.session.scalar(
        select(School)
        .where(School.id == school_id)
        .options(joinedload(School.agency), joinedload(School.local_area))
    )
    if school is None:
        raise NotFound
    return school


def get_appointment(appointment_id: int) -> ChampionAppointment:
    """With its person and school. Raise `NotFound` when there is no such appointment."""
    found = db.session.scalar(
        select(ChampionAppointment)
        .where(ChampionAppointment.id == appointment_id)
        .options(joinedload(ChampionAppointment.person), joinedload(ChampionAppointment.school))
    )
    if found is None:
        raise NotFound
    return found


def list_staff(school_id: int, day: date) -> Sequence[Row[int, str, str, str]]:
    """Everyone with a post at the school on this day: id, given name, family name, job title."""
    return db.session.execute(
        select(Person.id, Person.given_name, Person.family_name, func.min(Post.job_title))
        .join(Post, Post.person_id == Person.id)
        .where(Post.school_id == school_id, _in_post(day))
        .group_by(Person.id, Person.given_name, Person.family_name, Person.search_name)
        .order_by(Person.search_name, Person.id)
    ).all()


def works_at(person_id: int, school_id: int, day: date) -> bool:
    found = select(Post.id).where(Post.person_id == person_id, Post.school_id == school_id, _in_post(day))
    return db.session.scalar(found.limit(1)) is not None


def _in_post(day: date) -> ColumnElement[bool]:
    return and_(Post.started_on <= day, or_(Post.ended_on.is_(None), Post.ended_on >= day))


def list_appointments_from(school_id: int, day: date) -> Sequence[ChampionAppointment]:
    """Appointments at the school that are not over by `day`, with their people."""
    return db.session.scalars(
        select(ChampionAppointment)
        .where(
            ChampionAppointment.school_id == school_id,
            or_(ChampionAppointment.ends_on.is_(None), ChampionAppointment.ends_on >= day),
        )
        .options(joinedload(ChampionAppointment.person))
        .order_by(ChampionAppointment.id)
    ).all()


def lock_school(school_id: int) -> School | None:
    """The school's row, held until the transaction ends: appointments at one school wait for each other."""
    return db.session.get(School, school_id, with_for_update=True)
