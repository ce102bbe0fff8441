"""How long bookings are kept (docs/training.md 4.11)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Select, delete, func, or_, select, update

from portal.kernel.db import db
from portal.kernel.rules import in_force
from portal.kernel.slice import RetentionRule
from training.bookings.domain import NEVER_PLACED, PENDING, BookingsKept
from training.bookings.models import Booking
from training.catalogue.models import TrainingEvent


def _with_needs() -> Select[*tuple[Any, ...]]:
    """Of an event without a date, only bookings that have ended."""
    return (
        select(Booking.id, func.coalesce(TrainingEvent.ends_at, Booking.joined_at).label("start"))
        .join(TrainingEvent, TrainingEvent.id == Booking.event_id)
        .where(
            Booking.access_needs != "",
            or_(TrainingEvent.ends_at.is_not(None), Booking.status.not_in(PENDING)),
        )
    )


def _blank_needs(ids: Sequence[int]) -> None:
    blank = {"access_needs": "", "access_needs_purged": True}
    db.session.execute(update(Booking).where(Booking.id.in_(ids)).values(blank))


def _never_placed() -> Select[*tuple[Any, ...]]:
    return (
        select(Booking.id, TrainingEvent.ends_at.label("start"))
        .join(TrainingEvent, TrainingEvent.id == Booking.event_id)
        .where(Booking.status.in_(NEVER_PLACED), TrainingEvent.ends_at.is_not(None))
    )


def _delete_bookings(ids: Sequence[int]) -> None:
    """With them go their status entries, which nothing else may delete."""
    db.session.execute(delete(Booking).where(Booking.id.in_(ids)))


RETENTION = (
    RetentionRule(
        name="booking-access-needs",
        what="Access needs of bookings are blanked",
        since="the event ended",
        period=lambda: in_force(BookingsKept).access_needs,
        rows=_with_needs,
        purge=_blank_needs,
    ),
    RetentionRule(
        name="booking-waiting-entries",
        what="Turns on waiting lists that came to nothing are deleted",
        since="the event ended",
        period=lambda: in_force(BookingsKept).waiting,
        rows=_never_placed,
        purge=_delete_bookings,
    ),
)
