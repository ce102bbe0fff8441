"""Ways in for the demo partnership: the demo accounts, and most people who have an e-mail address."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from random import Random
from typing import Any

from flask import current_app
from sqlalchemy import Select, exists, func, select

from portal.accounts import passwords
from portal.accounts.invitations import InvitationRules, Invite
from portal.accounts.models import Account, Invitation
from portal.accounts.queries import invitations
from portal.accounts.services import inviting
from portal.kernel import clock
from portal.kernel.access import Role
from portal.kernel.bulk import add_rows
from portal.kernel.db import db
from portal.kernel.slice import DemoPlan
from portal.people.demo.cast import find_cast
from portal.people.models import Person, Post, RoleGrant
from portal.settings import Settings

# After the people, before whatever needs somebody with a way in.
ORDER = 11
# The share of people with an e-mail address who have an account, paid and unpaid.
WITH_ACCOUNT = {True: 0.7, False: 0.4}
BATCH = 5_000
INVITED = 8

Row = dict[str, Any]


def load(plan: DemoPlan) -> None:
    """Accounts without a password for the workforce, and with the demo's password for its cast."""
    cast = {player.person_id for player in find_cast().values()}
    rng = Random(f"{plan.seed}/entry")  # noqa: S311  # invented data, no secret
    settings: Settings = current_app.config["SETTINGS"]
    count = 0
    for people in _batches():
        rows = [row for row in (_account(rng, one, cast, settings.demo_password) for one in people) if row]
        count += add_rows(Account, rows) if rows else 0
    plan.say(f"{count:,} accounts")
    _invite_some()


def _invite_some() -> None:
    """A few invitations wait, one has run out, one was withdrawn: the list shows every state but one."""
    coordinator = find_cast()["coordinator"].actor
    rules = InvitationRules()
    people = db.session.execute(invitations.select_invitable(coordinator).limit(INVITED)).all()
    if people:
        inviting.invite(coordinator, Invite(frozenset(one.id for one in people)), rules)
    waiting = db.session.scalars(select(Invitation).order_by(Invitation.id)).all()
    for one in waiting[:1]:
        one.sent_at, one.expires_at = clock.now() - 2 * rules.good_for, clock.now() - rules.good_for
    for one in waiting[1:2]:
        one.withdrawn_at = clock.now()


def _account(rng: Random, one: Any, cast: set[int], password: str) -> Row | None:  # noqa: ANN401  # a row
    is_cast = one.id in cast
    if not is_cast and not one.leads and rng.random() >= WITH_ACCOUNT[one.is_paid]:
        return None
    return {
        "person_id": one.id,
        "email": one.email,
        "password_hash": passwords.hashed(password) if is_cast else "",
        "is_active": one.is_in_post,
    }


def _batches() -> Iterator[Sequence[Any]]:
    """Everybody with an address, some at a time, so that memory stays flat at any size."""
    last = 0
    while found := db.session.execute(_select_people().where(Person.id > last).limit(BATCH)).all():
        yield found
        last = found[-1].id


def _select_people() -> Select[*tuple[Any, ...]]:
    post = exists().where(Post.person_id == Person.id)
    leads = exists().where(RoleGrant.person_id == Person.id, RoleGrant.role == Role.LINE_MANAGER)
    return (
        select(
            Person.id,
            func.lower(Person.email).label("email"),
            post.where(Post.is_paid).label("is_paid"),
            post.where(Post.ended_on.is_(None)).label("is_in_post"),
            leads.label("leads"),
        )
        .where(Person.email.is_not(None))
        .order_by(Person.id)
    )
