"""Reads of the roster of Early Help Champions."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import joinedload

from portal.kernel.access import Role
from portal.kernel.db import db
from portal.kernel.errors import NotFound
from portal.people.models import Person, Post, RoleGrant, School
from training.catalogue.models import Course
from training.certificates.domain import CertificateState, Standing
from training.certificates.queries.ledger import Held, list_held_by
from training.champions.domain import ChampionKind, Span
from training.champions.models import (
    ChampionAppointment,
    ChampionCourse,
    SchoolCluster,
    SchoolTerm,
    has_champion,
    is_current,
)


@dataclass(frozen=True, slots=True)
class SchoolSubject:
    """What permissions about the people of a school are asked for."""

    school_id: int
    agency_id: int


@dataclass(frozen=True, slots=True)
class StaffMember:
    """Somebody who works at a school, and the certificates that an inspector may ask for."""

    person_id: int
    label: str
    certificates: Sequence[Held]

    def holds_valid(self, today: date) -> bool:
        return any(one.standing(today) is Standing.VALID for one in self.certificates)


@dataclass(frozen=True, slots=True)
class SchoolGap:
    """A school that lacks a Champion, a deputy, or both."""

    id: int
    name: str
    has_lead: bool
    has_deputy: bool


def list_open_appointments_of(person_ids: Collection[int]) -> Sequence[ChampionAppointment]:
    """Appointments of these people that have no last day, by school."""
    return db.session.scalars(
        select(ChampionAppointment)
        .where(ChampionAppointment.person_id.in_(person_ids), ChampionAppointment.ends_on.is_(None))
        .order_by(ChampionAppointment.school_id, ChampionAppointment.id)
    ).all()


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


def select_people_of_school(school_id: int, day: date) -> Select[int]:
    """Who has a post at the school on this day."""
    return select(Post.person_id).where(Post.school_id == school_id, _in_post(day))


def list_staff(school_id: int, day: date) -> Sequence[tuple[int, str]]:
    """Everyone with a post at the school on this day: id, and name with job title."""
    rows = db.session.execute(
        select(Person.id, Person.given_name, Person.family_name, func.min(Post.job_title))
        .join(Post, Post.person_id == Person.id)
        .where(Post.school_id == school_id, _in_post(day))
        .group_by(Person.id, Person.given_name, Person.family_name, Person.search_name)
        .order_by(Person.search_name, Person.id)
    )
    return [(person_id, f"{given} {family}, {title}") for person_id, given, family, title in rows]


def list_staff_members(school_id: int, day: date) -> Sequence[StaffMember]:
    """Everyone with a post at the school, each with the certificates that count or have expired."""
    staff = list_staff(school_id, day)
    held: dict[int, list[Held]] = {person_id: [] for person_id, _ in staff}
    for certificate in list_held_by(list(held)):
        if certificate.state is CertificateState.CURRENT:
            held[certificate.person_id].append(certificate)
    return [StaffMember(person_id, label, held[person_id]) for person_id, label in staff]


def list_schools_by_id(school_ids: Collection[int]) -> Sequence[tuple[int, str]]:
    """Id and name, by name."""
    rows = db.session.execute(
        select(School.id, School.name).where(School.id.in_(school_ids)).order_by(School.name, School.id)
    )
    return [(school_id, name) for school_id, name in rows]


def list_gaps(school_ids: Collection[int], agency_ids: Collection[int], day: date) -> Sequence[SchoolGap]:
    """Of these schools, and the schools of these agencies: those without a Champion or without a deputy."""
    lead, deputy = (has_champion(kind, day) for kind in (ChampionKind.LEAD, ChampionKind.DEPUTY))
    rows = db.session.execute(
        select(School.id, School.name, lead, deputy)
        .where(
            School.is_open,
            or_(School.id.in_(school_ids), School.agency_id.in_(agency_ids)),
            ~(lead & deputy),
        )
        .order_by(School.name, School.id)
    )
    return [SchoolGap(*row) for row in rows]


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
        # Asked with the school locked: what was read before the lock may have changed since.
        .execution_options(populate_existing=True)
    ).all()


def lock_school(school_id: int) -> School | None:
    """The school's row, held until the transaction ends: appointments at one school wait for each other."""
    return db.session.get(School, school_id, with_for_update=True)


def list_pairs(day: date) -> tuple[set[tuple[int, int]], set[tuple[int, int]]]:
    """Person and school, as the roster has it on this day, and as the roles have it."""
    on_roster = select(ChampionAppointment.person_id, ChampionAppointment.school_id).where(is_current(day))
    in_roles = select(RoleGrant.person_id, RoleGrant.school_id).where(
        RoleGrant.role == Role.CHAMPION,
        RoleGrant.school_id.is_not(None),
        RoleGrant.starts_on <= day,
        or_(RoleGrant.ends_on.is_(None), RoleGrant.ends_on >= day),
    )
    appointed = {(person, school) for person, school in db.session.execute(on_roster)}
    granted = {(person, school) for person, school in db.session.execute(in_roles) if school}
    return appointed, granted


# Nobody picks from a longer list.
MOST_COVERING = 200


def list_may_cover(school_id: int, area_id: int, day: date) -> Sequence[tuple[int, str]]:
    """The Champions of the other schools of this area: id, and name with school."""
    rows = db.session.execute(
        select(Person.id, Person.given_name, Person.family_name, School.name)
        .join(ChampionAppointment, ChampionAppointment.person_id == Person.id)
        .join(School, School.id == ChampionAppointment.school_id)
        .where(
            *(ChampionAppointment.kind == ChampionKind.LEAD, is_current(day)),
            *(School.local_area_id == area_id, School.id != school_id, School.is_open),
        )
        .order_by(School.name, Person.search_name, Person.id)
        .limit(MOST_COVERING)
    )
    return [(person_id, f"{given} {family}, {school}") for person_id, given, family, school in rows]


def find_school_led_by(person_id: int, other_than: int, wanted: Span) -> int | None:
    """A school whose Champion this person is on the first of these days, if it is another one."""
    return db.session.scalar(
        select(ChampionAppointment.school_id)
        .where(
            *(ChampionAppointment.person_id == person_id, ChampionAppointment.school_id != other_than),
            *(ChampionAppointment.kind == ChampionKind.LEAD, is_current(wanted.starts_on)),
        )
        .order_by(ChampionAppointment.id)
        .limit(1)
    )


def list_grants_beyond(appointment: ChampionAppointment, day: date) -> Sequence[RoleGrant]:
    """The role that goes with this appointment, where it would last longer than that day."""
    return db.session.scalars(
        select(RoleGrant)
        .where(
            *(RoleGrant.person_id == appointment.person_id, RoleGrant.role == Role.CHAMPION),
            RoleGrant.school_id == appointment.school_id,
            or_(RoleGrant.ends_on.is_(None), RoleGrant.ends_on > day),
        )
        .order_by(RoleGrant.id)
    ).all()


def lock_covers_beyond(appointment: ChampionAppointment, day: date) -> Sequence[ChampionAppointment]:
    """Where this Champion covers another school for longer than that day, as Champion of this one."""
    return db.session.scalars(
        select(ChampionAppointment)
        .where(
            *(ChampionAppointment.person_id == appointment.person_id, ChampionAppointment.ends_on > day),
            ChampionAppointment.kind == ChampionKind.COVER,
            ChampionAppointment.from_school_id == appointment.school_id,
        )
        .order_by(ChampionAppointment.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).all()


def list_courses() -> Sequence[tuple[int, str]]:
    """The courses that somebody may choose: those taught, and those chosen already."""
    chosen = select(ChampionCourse.course_id)
    rows = db.session.execute(
        select(Course.id, Course.title)
        .where(or_(Course.is_listed, Course.id.in_(chosen)))
        .order_by(Course.title, Course.id)
    )
    return [(course_id, title) for course_id, title in rows]


def list_champion_courses() -> Sequence[ChampionCourse]:
    """The courses whose certificate makes a Champion current, with their titles."""
    return db.session.scalars(
        select(ChampionCourse)
        .join(Course, Course.id == ChampionCourse.course_id)
        .options(joinedload(ChampionCourse.course))
        .order_by(Course.title, ChampionCourse.id)
    ).all()


def list_terms() -> Sequence[SchoolTerm]:
    return db.session.scalars(select(SchoolTerm).order_by(SchoolTerm.starts_on, SchoolTerm.id)).all()


def get_term(term_id: int) -> SchoolTerm:
    """Raise `NotFound` when there is no such term."""
    found = db.session.get(SchoolTerm, term_id)
    if found is None:
        raise NotFound
    return found


def map_schools_by_urn(urns: Collection[int]) -> Mapping[int, int]:
    """The id of each school, by its URN; URNs that no school has are left out."""
    rows = db.session.execute(select(School.urn, School.id).where(School.urn.in_(urns)))
    return {urn: school_id for urn, school_id in rows}  # noqa: C416  # rows are no pairs to `dict`


def map_clusters(school_ids: Collection[int]) -> Mapping[int, str]:
    """The cluster of each of these schools; those in none are left out."""
    rows = db.session.execute(
        select(SchoolCluster.school_id, SchoolCluster.name).where(SchoolCluster.school_id.in_(school_ids))
    )
    return {school_id: name for school_id, name in rows}  # noqa: C416  # likewise
