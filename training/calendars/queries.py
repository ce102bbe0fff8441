"""Reads about diaries."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import joinedload

from portal.kernel import clock
from portal.kernel.db import db
from portal.kernel.rules import in_force
from training.bookings.domain import RESULTS, BookingStatus
from training.bookings.models import Booking
from training.calendars.domain import FeedKind, FeedRules, Slot
from training.calendars.models import CalendarEntry, CalendarFeed
from training.catalogue.domain import EventState, Place
from training.catalogue.models import (
    LINK_OF_SITTING,
    VENUE_OF_SITTING,
    Course,
    EventTrainer,
    Sitting,
    TrainingEvent,
    Venue,
)
from training.catalogue.queries import list_days

# Whose diary holds the event: they have a place, or had one.
IN_DIARY = frozenset({BookingStatus.BOOKED}) | RESULTS
# Nobody's diary needs more.
MOST_ENTRIES = 500
# What is further ahead is in the calendar itself.
MOST_TO_TEACH = 20


def find_booking(booking_id: int) -> Booking | None:
    """The booking with its person, event, course and venue, read anew."""
    return db.session.scalar(
        select(Booking)
        .where(Booking.id == booking_id)
        .options(
            joinedload(Booking.person, innerjoin=True),
            joinedload(Booking.event, innerjoin=True).options(
                joinedload(TrainingEvent.course, innerjoin=True), joinedload(TrainingEvent.venue)
            ),
        )
        .execution_options(populate_existing=True)
    )


def list_slots(event: TrainingEvent) -> list[Slot]:
    """The event's sittings as a diary shows them."""
    return [
        Slot(day.starts_at, day.ends_at, line_of(day.place), day.place.online_link)
        for day in list_days(event.id)
    ]


def line_of(place: Place) -> str:
    """Where to go, on one line; the address of the meeting for those who join from anywhere."""
    return place.room or place.online_link


def list_entries(booking_id: int) -> Sequence[CalendarEntry]:
    """What was sent for this booking and stands in the diary or stood there."""
    return db.session.scalars(
        select(CalendarEntry).where(CalendarEntry.booking_id == booking_id).order_by(CalendarEntry.number)
    ).all()


def find_feed(secret_hash: str) -> CalendarFeed | None:
    return db.session.scalar(select(CalendarFeed).where(CalendarFeed.secret_hash == secret_hash))


def list_feeds(person_id: int, *, lock: bool = False) -> Sequence[CalendarFeed]:
    statement = select(CalendarFeed).where(CalendarFeed.person_id == person_id).order_by(CalendarFeed.kind)
    return db.session.scalars(statement.with_for_update() if lock else statement).all()


def teaches(person_id: int) -> bool:
    """Whether somebody teaches any event at all."""
    found = select(EventTrainer.id).where(EventTrainer.person_id == person_id).limit(1)
    return db.session.scalar(found) is not None


def list_of_feed(feed: CalendarFeed) -> Sequence[Any]:
    """The sittings in a feed, newest first, with what a diary says of each. Nobody is named."""
    statement = _sittings()
    if feed.kind is FeedKind.TRAINER:
        statement = statement.add_columns(TrainingEvent.code.label("calendar_uid")).join(
            EventTrainer, EventTrainer.event_id == TrainingEvent.id
        )
        statement = statement.where(
            EventTrainer.person_id == feed.person_id, TrainingEvent.state != EventState.CANCELLED
        )
    else:
        statement = statement.add_columns(Booking.calendar_uid).join(
            Booking, Booking.event_id == TrainingEvent.id
        )
        statement = statement.where(Booking.person_id == feed.person_id, Booking.status.in_(IN_DIARY))
    since = clock.now() - in_force(FeedRules).past
    return db.session.execute(
        statement.where(Sitting.ends_at >= since)
        .order_by(Sitting.starts_at.desc(), Sitting.id)
        .limit(MOST_ENTRIES)
    ).all()


def list_to_teach(person_id: int) -> Sequence[Any]:
    """The next sittings of the events that somebody teaches, the one that runs now first."""
    return db.session.execute(
        _sittings()
        .join(EventTrainer, EventTrainer.event_id == TrainingEvent.id)
        .where(EventTrainer.person_id == person_id, TrainingEvent.state == EventState.OPEN)
        .where(Sitting.ends_at >= clock.now())
        .order_by(Sitting.starts_at, Sitting.id)
        .limit(MOST_TO_TEACH)
    ).all()


def _sittings() -> Select[*tuple[Any, ...]]:
    number = func.row_number().over(partition_by=Sitting.event_id, order_by=(Sitting.starts_at, Sitting.id))
    numbered = select(Sitting.id, number.label("number")).subquery()
    statement: Select[*tuple[Any, ...]] = select(
        Sitting.starts_at,
        Sitting.ends_at,
        numbered.c.number,
        TrainingEvent.id.label("event_id"),
        TrainingEvent.code,
        TrainingEvent.sequence,
        LINK_OF_SITTING.label("online_link"),
        Course.title,
        Venue.name,
        Venue.address,
    )
    return (
        statement.select_from(Sitting)
        .join(numbered, numbered.c.id == Sitting.id)
        .join(TrainingEvent, TrainingEvent.id == Sitting.event_id)
        .join(Course, Course.id == TrainingEvent.course_id)
        .outerjoin(Venue, Venue.id == VENUE_OF_SITTING)
    )
