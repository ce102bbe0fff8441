"""How long it is kept who was asked to choose a new date, and what they chose."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Select, delete, select

from portal.kernel.db import db
from portal.kernel.rules import in_force
from portal.kernel.slice import RetentionRule
from training.changes.domain import ChoicesKept
from training.changes.models import DateChoice


def _choices() -> Select[*tuple[Any, ...]]:
    """Those that are over, with nothing to give back any more."""
    return select(DateChoice.id, DateChoice.ended_at.label("start")).where(
        DateChoice.ended_at.is_not(None), DateChoice.given_back_at.is_not(None)
    )


def _delete(ids: Sequence[int]) -> None:
    db.session.execute(delete(DateChoice).where(DateChoice.id.in_(ids)))


RETENTION = (
    RetentionRule(
        name="date-choices",
        what="Who chose among new dates is deleted; their bookings stay",
        since="they chose, or their time was over",
        period=lambda: in_force(ChoicesKept).choices,
        rows=_choices,
        purge=_delete,
    ),
)
