"""Reads about people and places."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from sqlalchemy import or_, select
from sqlalchemy.orm import joinedload

from portal.kernel.access import Role
from portal.kernel.db import db
from portal.kernel.errors import NotFound
from portal.people.models import Agency, LocalArea, Person, RoleGrant, School


def get_person(person_id: int) -> Person:
    """Raise `NotFound` when there is no such person."""
    person = db.session.get(Person, person_id)
    if person is None:
        raise NotFound
    return person


def list_people(person_ids: Sequence[int]) -> Mapping[int, Person]:
    """People with their office contacts, as letters need them."""
    people = db.session.scalars(
        select(Person).where(Person.id.in_(person_ids)).options(joinedload(Person.office_contact))
    )
    return {person.id: person for person in people}


def get_agency(agency_id: int) -> Agency:
    """Raise `NotFound` when there is no such agency."""
    agency = db.session.get(Agency, agency_id)
    if agency is None:
        raise NotFound
    return agency


def get_school(school_id: int) -> School:
    """Raise `NotFound` when there is no such school."""
    school = db.session.get(School, school_id)
    if school is None:
        raise NotFound
    return school


def get_school_with_place(school_id: int) -> School:
    """The school with its agency and local area. Raises `NotFound` when there is no such school."""
    school = db.session.scalar(
        select(School)
        .where(School.id == school_id)
        .options(joinedload(School.agency), joinedload(School.local_area))
    )
    if school is None:
        raise NotFound
    return school


def list_areas_locked() -> Mapping[int, LocalArea]:
    """Every local area by its id, each locked, always in the same order."""
    statement = select(LocalArea).order_by(LocalArea.id).with_for_update()
    areas = db.session.scalars(statement.execution_options(populate_existing=True))
    return {area.id: area for area in areas}


def list_areas() -> Mapping[int, LocalArea]:
    """Every local area by its id, closed ones too."""
    return {area.id: area for area in db.session.scalars(select(LocalArea).order_by(LocalArea.id))}


def get_area(area_id: int) -> LocalArea:
    """Raise `NotFound` when there is no such area."""
    area = db.session.get(LocalArea, area_id)
    if area is None:
        raise NotFound
    return area


def find_open_area(area_id: int) -> LocalArea | None:
    """The area, which nobody closes before this transaction has ended; None when it has closed."""
    return db.session.scalar(
        select(LocalArea)
        .where(LocalArea.id == area_id, LocalArea.closed_on.is_(None))
        .with_for_update(read=True)
    )


def find_id_by_email(email: str) -> int | None:
    return db.session.scalar(select(Person.id).where(Person.email == email))


def get_employer(agency_id: int) -> tuple[Agency, int | None]:
    """The agency, and the school that it is, if it is one. Raises `NotFound`."""
    row = db.session.execute(
        select(Agency, School.id)
        .outerjoin(School, School.agency_id == Agency.id)
        .where(Agency.id == agency_id)
    ).first()
    if row is None:
        raise NotFound
    return row[0], row[1]


def list_grants_over(person_id: int, role: Role, agency_id: int, day: date) -> list[RoleGrant]:
    """Grants of a role for an agency that would last longer than this day."""
    lasts = or_(RoleGrant.ends_on.is_(None), RoleGrant.ends_on > day)
    return list(
        db.session.scalars(
            select(RoleGrant)
            .where(
                RoleGrant.person_id == person_id,
                RoleGrant.role == role,
                RoleGrant.agency_id == agency_id,
                lasts,
            )
            .order_by(RoleGrant.id)
        )
    )


def list_open_grants(person_id: int, role: Role, *, school_id: int | None) -> list[RoleGrant]:
    return list(
        db.session.scalars(
            select(RoleGrant)
            .where(
                RoleGrant.person_id == person_id,
                RoleGrant.role == role,
                RoleGrant.school_id == school_id if school_id else RoleGrant.school_id.is_(None),
                RoleGrant.ends_on.is_(None),
            )
            .order_by(RoleGrant.id)
        )
    )
