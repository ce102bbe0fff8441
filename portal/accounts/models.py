"""Tables for ways in: accounts, and the attempts to use them."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.kernel.db import Model
from portal.people.models import Person


class Account(Model):
    """A way in for one person."""

    __tablename__ = "account"

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), unique=True)
    # Case-folded: addresses that differ only in case are one account.
    email: Mapped[str] = mapped_column(unique=True)
    password_hash: Mapped[str] = mapped_column(default="")
    is_active: Mapped[bool] = mapped_column(default=True)
    # Raising it ends every session of this account at once.
    session_version: Mapped[int] = mapped_column(default=1)
    last_signed_in_at: Mapped[datetime | None]

    person: Mapped[Person] = relationship(lazy="raise")


class SignInThrottle(Model):
    """Failed attempts of one kind, whether or not an account exists; see portal/accounts/throttle.py."""

    __tablename__ = "sign_in_throttle"

    # A keyed hash of what was tried: the table names nobody.
    key: Mapped[str] = mapped_column(unique=True)
    failures: Mapped[int]
    failed_at: Mapped[datetime]
    paused_until: Mapped[datetime | None]
