"""Whom a session stands for, and where somebody is signed in."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import bindparam, exists, or_, select

from portal.accounts.models import Account, AccountSession
from portal.accounts.passwords import secret_hash
from portal.kernel import clock
from portal.kernel.access import Actor, Role, RoleScope
from portal.kernel.bulk import table_of
from portal.kernel.db import db
from portal.kernel.errors import NotFound
from portal.kernel.signed_in import SignedIn
from portal.people.models import Person, RoleGrant

_session, _account = table_of(AccountSession).c, table_of(Account).c
_person, _grant = table_of(Person).c, table_of(RoleGrant).c
_other = table_of(Person).alias("other").c
# Put together once, and from tables: a select of mapped classes takes half as long again, before every page.
_SESSION_WITH_ROLES = (
    select(
        _session.account_id,
        _account.person_id,
        _person.given_name,
        _person.family_name,
        _grant.role,
        _grant.agency_id,
        _grant.school_id,
        exists().where(_other.office_contact_id == _account.person_id),
    )
    .select_from(table_of(AccountSession))
    .join(table_of(Account), _account.id == _session.account_id)
    .join(table_of(Person), _person.id == _account.person_id)
    .outerjoin(
        table_of(RoleGrant),
        (_grant.person_id == _account.person_id)
        & (_grant.starts_on <= bindparam("today"))
        & or_(_grant.ends_on.is_(None), _grant.ends_on >= bindparam("today")),
    )
    .where(
        _session.id == bindparam("session_id"),
        _session.secret_hash == bindparam("hash"),
        _session.ended_at.is_(None),
        _session.expires_at > bindparam("now"),
        _account.is_active,
    )
)


def find_signed_in(key: str) -> SignedIn | None:
    """Who a session key stands for, with the roles they hold today; None once the session was ended.

    One statement, eight columns: this runs before every page.
    """
    number, _, secret = key.partition(".")
    if not number.isdecimal():
        return None
    rows = _session_with_roles(int(number), secret)
    if not rows:
        return None
    # Someone without a role still comes back once, with the role empty.
    held = {RoleScope(row[4], row[5], row[6]) for row in rows if row[4]}
    account_id, person_id, given_name, family_name = rows[0][:4]
    actor = Actor(
        person_id=person_id,
        name=f"{given_name} {family_name}",
        scopes=frozenset(held | {RoleScope(Role.PRACTITIONER)}),
        acts_for_others=bool(rows[0][7]),
    )
    return SignedIn(account_id=account_id, session_id=int(number), key=key, actor=actor)


def _session_with_roles(session_id: int, secret: str) -> Sequence[Any]:
    asked = {"session_id": session_id, "hash": secret_hash(secret), "now": clock.now()}
    # Straight to the connection: of plain rows the session would only keep books.
    return db.session.connection().execute(_SESSION_WITH_ROLES, asked | {"today": clock.today()}).all()


def list_open_sessions(account_id: int, *, lock: bool = False) -> Sequence[AccountSession]:
    """Where the account is signed in, last used first."""
    statement = (
        select(AccountSession)
        .where(
            AccountSession.account_id == account_id,
            AccountSession.ended_at.is_(None),
            AccountSession.expires_at > clock.now(),
        )
        .order_by(AccountSession.seen_at.desc(), AccountSession.id.desc())
    )
    return db.session.scalars(statement.with_for_update() if lock else statement).all()


def get_own_session(account_id: int, session_id: int) -> AccountSession:
    """Raise `NotFound` unless this is a session of this account."""
    found = db.session.scalar(
        select(AccountSession)
        .where(AccountSession.id == session_id, AccountSession.account_id == account_id)
        .with_for_update()
    )
    if found is None:
        raise NotFound
    return found
