"""Reads about people and places."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from portal.kernel.access import Role
from portal.kernel.db import db
from portal.kernel.errors import NotFound
from portal.people.models import Agency, Person, RoleGrant, School


def get_person(person_id: int) -> Person:
    """Raise `NotFound` when there is no such person."""
    person = db.session.get(Person, person_id)
    if person is None:
        raise NotFound
    return person


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
