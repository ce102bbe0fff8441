"""Reads about accounts, and whom a session stands for."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, bindparam, exists, or_, select
from sqlalchemy.orm import aliased

from portal.accounts.models import Account
from portal.kernel import clock
from portal.kernel.access import Actor, Role, RoleScope
from portal.kernel.db import db
from portal.kernel.errors import NotFound
from portal.kernel.signed_in import SignedIn
from portal.people.models import Person, RoleGrant

_other = aliased(Person)
# Put together once: building it anew took longer than asking it, before every page.
_ACCOUNT_WITH_ROLES = (
    select(
        Account.person_id,
        Person.given_name,
        Person.family_name,
        RoleGrant.role,
        RoleGrant.agency_id,
        RoleGrant.school_id,
        exists().where(_other.office_contact_id == Account.person_id),
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

    One statement, seven columns: this runs before every page.
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
        acts_for_others=bool(rows[0][6]),
    )
    return SignedIn(account_id=int(account_id), session_version=int(version), actor=actor)


def _account_with_roles(account_id: int, version: int) -> Sequence[Any]:
    asked = {"account_id": account_id, "version": version, "today": clock.today()}
    return db.session.execute(_ACCOUNT_WITH_ROLES, asked).all()


def has_account(person_id: Any) -> ColumnElement[bool]:  # noqa: ANN401  # a column of person ids
    """Whether the person in this column has an account; the list of people asks."""
    return exists().where(Account.person_id == person_id)


def find_account_by_email(email: str) -> Account | None:
    return db.session.scalar(select(Account).where(Account.email == email.strip().casefold()))


def find_open_account(account_id: int) -> Account | None:
    """The account, unless there is none or it was closed."""
    return db.session.scalar(select(Account).where(Account.id == account_id, Account.is_active))


def get_account_of(person_id: int) -> Account:
    """Raise `NotFound` when the person has no account."""
    account = db.session.scalar(select(Account).where(Account.person_id == person_id))
    if account is None:
        raise NotFound
    return account
