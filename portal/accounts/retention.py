"""How long failed attempts to sign in are remembered, and links and invitations that nobody can use any more.

Attempts name nobody: only keyed hashes are kept.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Select, delete, func, select

from portal.accounts.domain import AccountsKept
from portal.accounts.models import Invitation, PasswordLink, SignInThrottle
from portal.kernel.db import db
from portal.kernel.rules import in_force
from portal.kernel.slice import RetentionRule


def _attempts() -> Select[*tuple[Any, ...]]:
    return select(SignInThrottle.id, SignInThrottle.failed_at.label("start"))


def _delete_attempts(ids: Sequence[int]) -> None:
    db.session.execute(delete(SignInThrottle).where(SignInThrottle.id.in_(ids)))


def _password_links() -> Select[*tuple[Any, ...]]:
    return select(PasswordLink.id, PasswordLink.expires_at.label("start"))


def _delete_password_links(ids: Sequence[int]) -> None:
    db.session.execute(delete(PasswordLink).where(PasswordLink.id.in_(ids)))


def _invitations() -> Select[*tuple[Any, ...]]:
    """From the answer on; from the last day it was good for when there was none."""
    over = func.coalesce(Invitation.accepted_at, Invitation.withdrawn_at, Invitation.expires_at)
    return select(Invitation.id, over.label("start"))


def _delete_invitations(ids: Sequence[int]) -> None:
    db.session.execute(delete(Invitation).where(Invitation.id.in_(ids)))


RETENTION = (
    RetentionRule(
        name="sign-in-attempts",
        what="Failed attempts to sign in, and from where somebody usually does, are forgotten",
        since="the last one",
        period=lambda: in_force(AccountsKept).attempts,
        rows=_attempts,
        purge=_delete_attempts,
    ),
    RetentionRule(
        name="password-links",
        what="Links that set a password are deleted, used or not",
        since="they ran out",
        period=lambda: in_force(AccountsKept).links,
        rows=_password_links,
        purge=_delete_password_links,
    ),
    RetentionRule(
        name="invitations",
        what="Invitations are deleted; the account that one opened stays",
        since="they were answered, withdrawn or ran out",
        period=lambda: in_force(AccountsKept).invitations,
        rows=_invitations,
        purge=_delete_invitations,
    ),
)
