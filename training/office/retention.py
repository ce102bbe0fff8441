"""How long lists of people to book are kept."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Select, case, delete, or_, select

from portal.kernel.db import db
from portal.kernel.rules import in_force
from portal.kernel.slice import RetentionRule
from training.catalogue.domain import EventState
from training.catalogue.models import TrainingEvent
from training.office.domain import ListState, OfficeKept
from training.office.models import OfficeList, OfficeRow


def _lists() -> Select[*tuple[Any, ...]]:
    """A list that was booked says who waits together, and is needed until its event is over."""
    is_needed = (OfficeList.state == ListState.BOOKED) & (TrainingEvent.state != EventState.CANCELLED)
    start = case((is_needed, TrainingEvent.ends_at), else_=OfficeList.made_at)
    return (
        select(OfficeList.id, start.label("start"))
        .join(TrainingEvent, TrainingEvent.id == OfficeList.event_id)
        .where(or_(~is_needed, TrainingEvent.ends_at.is_not(None)))
    )


def _delete(ids: Sequence[int]) -> None:
    db.session.execute(delete(OfficeRow).where(OfficeRow.list_id.in_(ids)))
    db.session.execute(delete(OfficeList).where(OfficeList.id.in_(ids)))


RETENTION = (
    RetentionRule(
        name="office-lists",
        what="Lists of people who were booked at once are deleted",
        since="the event ended, or the list was begun",
        period=lambda: in_force(OfficeKept).lists,
        rows=_lists,
        purge=_delete,
    ),
)
