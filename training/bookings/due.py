"""What has fallen due on bookings, for the jobs."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import bindparam, select

from portal.kernel import clock
from portal.kernel.db import db
from training.bookings.domain import BookingStatus
from training.bookings.models import Booking
from training.catalogue.domain import EventState
from training.catalogue.models import TrainingEvent


def list_run_out(now: datetime) -> Sequence[tuple[int, int]]:
    """Event and booking of every offer whose time is up."""
    rows = db.session.execute(
        select(Booking.event_id, Booking.id)
        .where(Booking.status == BookingStatus.OFFERED, Booking.offer_until <= now)
        .order_by(Booking.event_id, Booking.id)
    )
    return [(row[0], row[1]) for row in rows]


def list_stale_requests(now: datetime) -> Sequence[Booking]:
    """Requests that nobody answered before their event started."""
    return db.session.scalars(
        select(Booking)
        .join(TrainingEvent, TrainingEvent.id == Booking.event_id)
        .where(Booking.status == BookingStatus.REQUESTED, TrainingEvent.starts_at <= now)
        .order_by(Booking.id)
    ).all()


def list_draws_due(now: datetime) -> Sequence[int]:
    """Open events whose lots are to be drawn."""
    return db.session.scalars(
        select(TrainingEvent.id)
        .where(
            TrainingEvent.state == EventState.OPEN,
            TrainingEvent.draw_at <= now,
            TrainingEvent.drawn_at.is_(None),
        )
        .order_by(TrainingEvent.id)
    ).all()


def list_events_to_promote() -> Sequence[int]:
    """Open events ahead that have free places while somebody waits."""
    return db.session.scalars(_TO_PROMOTE, {"now": clock.now()}).all()


_TO_PROMOTE = (
    select(TrainingEvent.id)
    .where(
        TrainingEvent.state == EventState.OPEN,
        TrainingEvent.starts_at > bindparam("now"),
        TrainingEvent.places_taken < TrainingEvent.capacity,
        select(Booking.id)
        .where(Booking.event_id == TrainingEvent.id, Booking.status == BookingStatus.WAITING)
        .exists(),
    )
    .order_by(TrainingEvent.id)
)
