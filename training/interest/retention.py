"""How long interest is kept (docs/training.md 4.11)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Select, delete, select

from portal.kernel.db import db
from portal.kernel.rules import in_force
from portal.kernel.slice import RetentionRule
from training.interest.domain import InterestKept
from training.interest.models import Interest


def _asked() -> Select[*tuple[Any, ...]]:
    return select(Interest.id, Interest.since.label("start"))


def _delete(ids: Sequence[int]) -> None:
    """With them goes what they were told."""
    db.session.execute(delete(Interest).where(Interest.id.in_(ids)))


RETENTION = (
    RetentionRule(
        name="interest-in-courses",
        what="Wishes to be told about new dates are deleted",
        since="they asked",
        period=lambda: in_force(InterestKept).asked,
        rows=_asked,
        purge=_delete,
    ),
)
