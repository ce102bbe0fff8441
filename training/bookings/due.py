"""What has fallen due on bookings, for the jobs."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, String, bindparam, cast, exists, literal, or_, select
from sqlalchemy.orm import joinedload

from portal.kernel import clock
from portal.kernel.db import db
from portal.kernel.outbox import OutgoingMessage
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


def list_events_missed(since: datetime, now: datetime, kind: str) -> Sequence[int]:
    """Events that began of late while somebody waited who has had no such letter."""
    return db.session.scalars(
        select(TrainingEvent.id)
        .where(
            TrainingEvent.state == EventState.OPEN,
            TrainingEvent.starts_at > since,
            TrainingEvent.starts_at <= now,
            exists().where(Booking.event_id == TrainingEvent.id, *_waits_without(kind)),
        )
        .order_by(TrainingEvent.id)
    ).all()


def list_missed(event_id: int, kind: str) -> Sequence[Booking]:
    """Who waits on this event and has had no such letter, with their people."""
    return db.session.scalars(
        select(Booking)
        .where(Booking.event_id == event_id, *_waits_without(kind))
        .options(joinedload(Booking.person, innerjoin=True))
        .order_by(Booking.id)
    ).all()


def _waits_without(kind: str) -> tuple[ColumnElement[bool], ...]:
    about = literal("booking:") + cast(Booking.id, String)
    has_one = exists().where(OutgoingMessage.about == about, OutgoingMessage.kind == kind)
    return Booking.status == BookingStatus.WAITING, ~has_one


def list_next_dates(course_id: int, now: datetime, most: int) -> Sequence[datetime]:
    """When events of this course begin that can be booked, or whose waiting list can be joined."""
    opens, closes = TrainingEvent.booking_opens_at, TrainingEvent.booking_closes_at
    found = db.session.scalars(
        select(TrainingEvent.starts_at)
        .where(
            TrainingEvent.course_id == course_id,
            TrainingEvent.state == EventState.OPEN,
            TrainingEvent.starts_at > now,
            or_(opens.is_(None), opens <= now),
            or_(closes.is_(None), closes > now),
        )
        .order_by(TrainingEvent.starts_at, TrainingEvent.id)
        .limit(most)
    )
    return [one for one in found if one is not None]
