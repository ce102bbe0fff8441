"""How long failed attempts to sign in are remembered. They name nobody: only keyed hashes are kept."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Select, delete, select

from portal.accounts.domain import AccountsKept
from portal.accounts.models import SignInThrottle
from portal.kernel.db import db
from portal.kernel.rules import in_force
from portal.kernel.slice import RetentionRule


def _attempts() -> Select[*tuple[Any, ...]]:
    return select(SignInThrottle.id, SignInThrottle.failed_at.label("start"))


def _delete_attempts(ids: Sequence[int]) -> None:
    db.session.execute(delete(SignInThrottle).where(SignInThrottle.id.in_(ids)))


RETENTION = (
    RetentionRule(
        name="sign-in-attempts",
        what="Failed attempts to sign in, and from where somebody usually does, are forgotten",
        since="the last one",
        period=lambda: in_force(AccountsKept).attempts,
        rows=_attempts,
        purge=_delete_attempts,
    ),
)
