"""Reads about accounts."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, exists, select

from portal.accounts.models import Account
from portal.kernel.db import db
from portal.kernel.errors import NotFound


def has_account(person_id: Any) -> ColumnElement[bool]:  # noqa: ANN401  # a column of person ids
    """Whether the person in this column has an account; the list of people asks."""
    return exists().where(Account.person_id == person_id)


def find_account_by_email(email: str) -> Account | None:
    return db.session.scalar(select(Account).where(Account.email == email.strip().casefold()))


def find_open_account(account_id: int, *, lock: bool = False) -> Account | None:
    """The account, unless there is none or it was closed."""
    statement = select(Account).where(Account.id == account_id, Account.is_active)
    return db.session.scalar(statement.with_for_update() if lock else statement)


def find_account_of(person_id: int) -> Account | None:
    """The person's way in, open or closed."""
    return db.session.scalar(select(Account).where(Account.person_id == person_id))


def get_account_of(person_id: int) -> Account:
    """Raise `NotFound` when the person has no account."""
    account = find_account_of(person_id)
    if account is None:
        raise NotFound
    return account
