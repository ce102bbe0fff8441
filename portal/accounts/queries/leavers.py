"""Accounts that somebody closes, and those of people who have left."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import exists, func, or_, select

from portal.accounts.closing import Owner
from portal.accounts.models import Account
from portal.kernel import clock
from portal.kernel.access import Role
from portal.kernel.db import db
from portal.kernel.errors import NotFound
from portal.people.models import Post, RoleGrant
from portal.people.scope import is_not_over


def get_account(person_id: int) -> Account:
    """The person's account, locked. Raise `NotFound` when they have none."""
    account = db.session.scalar(select(Account).where(Account.person_id == person_id).with_for_update())
    if account is None:
        raise NotFound
    return account


def get_owner(person_id: int) -> Owner:
    """Whose account it is, as far as rules of closing it care."""
    today = clock.today()
    posts = db.session.execute(
        select(Post.agency_id, is_not_over().label("goes_on")).where(Post.person_id == person_id)
    ).all()
    held = select(RoleGrant.role).where(
        RoleGrant.person_id == person_id,
        RoleGrant.starts_on <= today,
        or_(RoleGrant.ends_on.is_(None), RoleGrant.ends_on >= today),
    )
    now = frozenset(one.agency_id for one in posts if one.goes_on)
    ever = frozenset(one.agency_id for one in posts)
    return Owner(person_id, now or ever, frozenset(db.session.scalars(held)))


def is_last_administrator(person_id: int) -> bool:
    """Whether this person administers the portal, and nobody else who does has an open account."""
    today = clock.today()
    holders = (
        select(RoleGrant.person_id)
        .join(Account, Account.person_id == RoleGrant.person_id)
        .where(
            Account.is_active,
            RoleGrant.role == Role.ADMINISTRATOR,
            RoleGrant.starts_on <= today,
            or_(RoleGrant.ends_on.is_(None), RoleGrant.ends_on >= today),
        )
        .distinct()
    )
    return db.session.scalars(holders).all() == [person_id]


def list_leavers(closed_after: timedelta) -> Sequence[Account]:
    """Open accounts of people whose last post ended longer ago, and who were given no role since."""
    last_day = select(func.max(Post.ended_on)).where(Post.person_id == Account.person_id).scalar_subquery()
    today = clock.today()
    given_since = exists().where(
        RoleGrant.person_id == Account.person_id,
        RoleGrant.starts_on > last_day,
        or_(RoleGrant.ends_on.is_(None), RoleGrant.ends_on >= today),
    )
    return db.session.scalars(
        select(Account)
        .where(
            Account.is_active,
            ~exists().where(Post.person_id == Account.person_id, is_not_over()),
            last_day < today - closed_after,
            ~given_since,
            or_(Account.reopened_at.is_(None), Account.reopened_at < clock.now() - closed_after),
        )
        .order_by(Account.id)
        .with_for_update()
    ).all()
