"""Reads about people and places."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import bindparam, or_, select
from sqlalchemy.orm import joinedload

from portal.kernel import clock
from portal.kernel.access import Actor, Role, RoleScope
from portal.kernel.db import db
from portal.kernel.errors import NotFound
from portal.kernel.signed_in import SignedIn
from portal.people.models import Account, Agency, Person, RoleGrant, School

# Put together once: building it anew took longer than asking it, before every page.
_ACCOUNT_WITH_ROLES = (
    select(
        Account.person_id,
        Person.given_name,
        Person.family_name,
        RoleGrant.role,
        RoleGrant.agency_id,
        RoleGrant.school_id,
    )
    .join(Person, Person.id == Account.person_id)
    .outerjoin(
        RoleGrant,
        (RoleGrant.person_id == Account.person_id)
        & (RoleGrant.starts_on <= bindparam("today"))
        & or_(RoleGrant.ends_on.is_(None), RoleGrant.ends_on >= bindparam("today")),
    )
    .where(
        Account.id == bindparam("account_id"),
        Account.session_version == bindparam("version"),
        Account.is_active,
    )
)


def find_signed_in(key: str) -> SignedIn | None:
    """Who a session key stands for, with the roles they hold today; None once the session was ended.

    One statement, five columns: this runs before every page.
    """
    account_id, _, version = key.partition(".")
    if not (account_id.isdecimal() and version.isdecimal()):
        return None
    rows = _account_with_roles(int(account_id), int(version))
    if not rows:
        return None
    # Someone without a role still comes back once, with the role empty.
    held = {RoleScope(Role(row[3]), row[4], row[5]) for row in rows if row[3]}
    person_id, given_name, family_name = rows[0][:3]
    actor = Actor(
        person_id=person_id,
        name=f"{given_name} {family_name}",
        scopes=frozenset(held | {RoleScope(Role.PRACTITIONER)}),
    )
    return SignedIn(account_id=int(account_id), session_version=int(version), actor=actor)


def _account_with_roles(account_id: int, version: int) -> Sequence[Any]:
    asked = {"account_id": account_id, "version": version, "today": clock.today()}
    return db.session.execute(_ACCOUNT_WITH_ROLES, asked).all()


def find_account_by_email(email: str) -> Account | None:
    return db.session.scalar(select(Account).where(Account.email == email.strip().casefold()))


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


def get_account_of(person_id: int) -> Account:
    """Raise `NotFound` when the person has no account."""
    account = db.session.scalar(select(Account).where(Account.person_id == person_id))
    if account is None:
        raise NotFound
    return account


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
