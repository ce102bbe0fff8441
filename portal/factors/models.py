"""Tables for second steps and for ways in without a password. None holds a secret that can be read."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import BigInteger, ForeignKey, Integer, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from portal.kernel.db import Model


class AuthenticatorApp(Model):
    """The app that shows a code for one account."""

    __tablename__ = "authenticator_app"

    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), unique=True)
    sealed_secret: Mapped[str]
    # The newest half minute whose code was used: neither it nor an older one counts again.
    last_step: Mapped[int]
    added_at: Mapped[datetime]


class RecoveryCode(Model):
    """One of the codes on paper, as a keyed hash. It works once."""

    __tablename__ = "recovery_code"
    __table_args__ = (UniqueConstraint("account_id", "digest"),)

    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    digest: Mapped[str]
    used_at: Mapped[datetime | None]


class Passkey(Model):
    """A public key whose other half a phone, a computer or a security key keeps."""

    __tablename__ = "passkey"

    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    name: Mapped[str]
    # Both as base64url, as browsers write them. A device shows the handle with each answer.
    credential_id: Mapped[str] = mapped_column(unique=True)
    user_handle: Mapped[str]
    public_key: Mapped[bytes]
    # How often the device says that it was used, up to 2^32; zero for those that do not count.
    sign_count: Mapped[int] = mapped_column(BigInteger().with_variant(Integer, "sqlite"))
    is_synced: Mapped[bool]
    added_at: Mapped[datetime]
    last_used_at: Mapped[datetime | None]


class SpentChallenge(Model):
    """A challenge that was answered rightly, as a keyed hash: the same answer never counts twice."""

    __tablename__ = "spent_challenge"

    digest: Mapped[str] = mapped_column(unique=True)
    spent_at: Mapped[datetime] = mapped_column(index=True)


class SignInLink(Model):
    """A link that was sent to an account's address, with its code. Only keyed hashes are kept."""

    __tablename__ = "sign_in_link"

    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    digest: Mapped[str] = mapped_column(unique=True)
    code_digest: Mapped[str]
    # The browser that asked, and the only one that it opens the portal in.
    browser_digest: Mapped[str] = mapped_column(index=True)
    expires_at: Mapped[datetime] = mapped_column(index=True)
    used_at: Mapped[datetime | None]


class OutsideIdentity(Model):
    """An account as an agency's own sign-in knows it."""

    __tablename__ = "outside_identity"
    __table_args__ = (UniqueConstraint("issuer", "subject"), UniqueConstraint("account_id", "issuer"))

    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    issuer: Mapped[str]
    subject: Mapped[str]
    linked_at: Mapped[datetime]
    last_used_at: Mapped[datetime]
