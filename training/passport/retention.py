"""How long links to training passports are kept that work no more (docs/training.md 4.11)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Select, delete, func, select

from portal.kernel.db import db
from portal.kernel.rules import in_force
from portal.kernel.slice import RetentionRule
from training.passport.domain import PassportsKept
from training.passport.models import PassportLink


def _links() -> Select[*tuple[Any, ...]]:
    over = func.coalesce(PassportLink.ended_at, PassportLink.expires_at)
    return select(PassportLink.id, over.label("start"))


def _delete(ids: Sequence[int]) -> None:
    db.session.execute(delete(PassportLink).where(PassportLink.id.in_(ids)))


RETENTION = (
    RetentionRule(
        name="passport-links",
        what="Links to training passports are deleted",
        since="they stopped working",
        period=lambda: in_force(PassportsKept).links,
        rows=_links,
        purge=_delete,
    ),
)
