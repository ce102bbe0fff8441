"""Tables for ways in: accounts, their sessions, and the attempts to use them."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.accounts.domain import SessionEnd, Way
from portal.accounts.invitations import InvitationState, state_of
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
    # Raised when the password changes or everything is signed out: what was under way before ends too.
    session_version: Mapped[int] = mapped_column(default=1)
    last_signed_in_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    closed_reason: Mapped[str] = mapped_column(default="", server_default=text("''"))
    # A leaver's days are counted anew from here.
    reopened_at: Mapped[datetime | None]

    person: Mapped[Person] = relationship(lazy="raise")


class AccountSession(Model):
    """One browser that is signed in, or was. The cookie holds its id and a secret."""

    __tablename__ = "account_session"
    __table_args__ = (Index("ix_account_session_account_id_ended_at", "account_id", "ended_at"),)

    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    # Of the secret in the cookie: whoever reads the table cannot become anybody.
    secret_hash: Mapped[str]
    way: Mapped[Way]
    # In words, such as "Firefox on Windows"; never what the browser said of itself.
    browser: Mapped[str] = mapped_column(default="")
    started_at: Mapped[datetime]
    # The longest it may last, however busy.
    expires_at: Mapped[datetime] = mapped_column(index=True)
    # Written by requests that change something, and not oftener than every few minutes.
    seen_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    ended_why: Mapped[SessionEnd | None]


class PasswordLink(Model):
    """A link, sent by e-mail, that sets a password once."""

    __tablename__ = "password_link"

    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    secret_hash: Mapped[str] = mapped_column(unique=True)
    # The account's `session_version` when it was made: a password set since makes older links worthless.
    version: Mapped[int]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]


class Invitation(Model):
    """A letter that offers a person of the register an account; sent again, the same row has a new secret."""

    __tablename__ = "invitation"
    __table_args__ = (
        # One waits for each person at most, whoever else invites them at the same instant.
        Index(
            "uq_invitation_open",
            "person_id",
            unique=True,
            sqlite_where=text("accepted_at IS NULL AND withdrawn_at IS NULL"),
            postgresql_where=text("accepted_at IS NULL AND withdrawn_at IS NULL"),
        ),
    )

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    # Where it was sent; case-folded, and the address of the account it opens.
    email: Mapped[str]
    secret_hash: Mapped[str] = mapped_column(unique=True)
    invited_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    sent_at: Mapped[datetime] = mapped_column(index=True)
    expires_at: Mapped[datetime]
    times_sent: Mapped[int] = mapped_column(default=1)
    accepted_at: Mapped[datetime | None]
    withdrawn_at: Mapped[datetime | None]

    def state(self, now: datetime) -> InvitationState:
        return state_of(
            accepted_at=self.accepted_at,
            withdrawn_at=self.withdrawn_at,
            expires_at=self.expires_at,
            now=now,
        )


class SignInThrottle(Model):
    """Failed attempts of one kind, whether or not an account exists; see portal/accounts/throttle.py."""

    __tablename__ = "sign_in_throttle"

    # A keyed hash of what was tried: the table names nobody.
    key: Mapped[str] = mapped_column(unique=True)
    failures: Mapped[int]
    failed_at: Mapped[datetime]
    paused_until: Mapped[datetime | None]
