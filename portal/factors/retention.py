"""How long links to sign in lie about once nobody can use them any more."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Select, delete, select

from portal.accounts.domain import AccountsKept
from portal.factors.models import SignInLink
from portal.kernel.db import db
from portal.kernel.rules import in_force
from portal.kernel.slice import RetentionRule


def _links() -> Select[*tuple[Any, ...]]:
    return select(SignInLink.id, SignInLink.expires_at.label("start"))


def _delete_links(ids: Sequence[int]) -> None:
    db.session.execute(delete(SignInLink).where(SignInLink.id.in_(ids)))


RETENTION = (
    RetentionRule(
        name="sign-in-links",
        what="Links to sign in that were sent by email are deleted, used or not",
        since="they ran out",
        period=lambda: in_force(AccountsKept).links,
        rows=_links,
        purge=_delete_links,
    ),
)
