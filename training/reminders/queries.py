"""Reads about reminders: who is to get one, and which are planned."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import String, and_, cast, exists, literal, select
from sqlalchemy.orm import joinedload

from portal.kernel.db import db
from portal.kernel.outbox import MessageState, OutgoingMessage
from training.bookings.domain import LEARNERS, BookingStatus
from training.bookings.letters import about
from training.bookings.models import Booking
from training.catalogue.domain import EventState
from training.catalogue.models import TrainingEvent

_ABOUT = literal("booking:") + cast(Booking.id, String)


def list_events_ahead(now: datetime, until: datetime) -> Sequence[TrainingEvent]:
    """Open events that begin soon, with their courses and venues."""
    is_soon = TrainingEvent.starts_at.between(now, until)
    return _events(TrainingEvent.state == EventState.OPEN, is_soon)


def list_events_over(since: datetime, now: datetime) -> Sequence[TrainingEvent]:
    """Events that ended lately and whose result is confirmed, with their courses and venues."""
    return _events(
        TrainingEvent.ends_at > since,
        TrainingEvent.ends_at <= now,
        TrainingEvent.result_confirmed_at.is_not(None),
    )


def _events(*where: object) -> Sequence[TrainingEvent]:
    return db.session.scalars(
        select(TrainingEvent)
        .where(*where)  # type: ignore[arg-type]  # conditions
        .options(joinedload(TrainingEvent.course, innerjoin=True), joinedload(TrainingEvent.venue))
        .order_by(TrainingEvent.starts_at, TrainingEvent.id)
    ).all()


def list_without(event: TrainingEvent, kind: str, statuses: Collection[BookingStatus]) -> Sequence[Booking]:
    """Bookings that stand so and have no such message for the event's present date, with their people."""
    has_one = exists().where(
        OutgoingMessage.about == _ABOUT,
        OutgoingMessage.kind == kind,
        OutgoingMessage.version == event.sequence + 1,
    )
    return db.session.scalars(
        select(Booking)
        .where(Booking.event_id == event.id, Booking.status.in_(statuses), ~has_one)
        .options(joinedload(Booking.person, innerjoin=True))
        .order_by(Booking.id)
    ).all()


def list_booked(event: TrainingEvent, kind: str) -> Sequence[Booking]:
    return list_without(event, kind, {BookingStatus.BOOKED})


def list_came(event: TrainingEvent, kind: str) -> Sequence[Booking]:
    return list_without(event, kind, LEARNERS)


def list_unsent(booking_ids: Collection[int], kind: str) -> Sequence[OutgoingMessage]:
    """Reminders of these bookings that have not left, whatever date they were planned for."""
    return db.session.scalars(
        select(OutgoingMessage)
        .where(
            and_(
                OutgoingMessage.about.in_([about(one) for one in booking_ids]),
                OutgoingMessage.kind == kind,
                OutgoingMessage.state == MessageState.WAITING,
            )
        )
        .order_by(OutgoingMessage.id)
        .with_for_update()
    ).all()
