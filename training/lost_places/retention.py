"""How long the words about lost places are kept (docs/training.md 4.11)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Select, func, or_, select, update

from portal.kernel.db import db
from portal.kernel.rules import in_force
from portal.kernel.slice import RetentionRule
from training.bookings.models import Booking
from training.catalogue.models import TrainingEvent
from training.lost_places.domain import ReasonsKept
from training.lost_places.models import LostPlace


def _with_words() -> Select[*tuple[Any, ...]]:
    return (
        select(LostPlace.id, func.coalesce(TrainingEvent.ends_at, LostPlace.noted_at).label("start"))
        .join(Booking, Booking.id == LostPlace.booking_id)
        .join(TrainingEvent, TrainingEvent.id == Booking.event_id)
        .where(or_(LostPlace.reason != "", LostPlace.note != ""))
    )


def _blank_words(ids: Sequence[int]) -> None:
    blank = {"reason": "", "note": "", "words_purged": True}
    db.session.execute(update(LostPlace).where(LostPlace.id.in_(ids)).values(blank))


RETENTION = (
    RetentionRule(
        name="lost-place-reasons",
        what="What was said about lost places is blanked; that it was lost stays",
        since="the event ended",
        period=lambda: in_force(ReasonsKept).reasons,
        rows=_with_words,
        purge=_blank_words,
    ),
)
