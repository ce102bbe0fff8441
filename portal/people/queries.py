"""Reads about people and places."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from itertools import islice

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import joinedload

from portal.kernel.access import Role
from portal.kernel.db import db
from portal.kernel.errors import NotFound
from portal.people.models import Agency, LocalArea, Person, Post, RoleGrant, School

# Fewer than either database takes as values of one statement.
VALUES_AT_ONCE = 5_000


def get_person(person_id: int) -> Person:
    """Raise `NotFound` when there is no such person."""
    person = db.session.get(Person, person_id)
    if person is None:
        raise NotFound
    return person


def list_people(person_ids: Sequence[int]) -> Mapping[int, Person]:
    """People by id, as letters need them."""
    people = db.session.scalars(select(Person).where(Person.id.in_(person_ids)))
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


def list_leads_beyond_posts(person_ids: Collection[int]) -> list[tuple[RoleGrant, date]]:
    """Roles of an agency's lead that last longer than the holder's posts there, with their last day."""
    last_day = func.max(Post.ended_on)
    found: list[tuple[RoleGrant, date]] = []
    rest = iter(sorted(person_ids))
    while some := list(islice(rest, VALUES_AT_ONCE)):
        rows = db.session.execute(
            select(RoleGrant, last_day)
            .join(Post, and_(Post.person_id == RoleGrant.person_id, Post.agency_id == RoleGrant.agency_id))
            .where(RoleGrant.role == Role.AGENCY_LEAD, RoleGrant.person_id.in_(some))
            .group_by(RoleGrant.id)
            # A post without a last day goes on.
            .having(
                func.count(Post.id) == func.count(Post.ended_on),
                or_(RoleGrant.ends_on.is_(None), RoleGrant.ends_on > last_day),
            )
            .order_by(RoleGrant.id)
        )
        found += [(grant, day) for grant, day in rows if day is not None]
    return found


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
