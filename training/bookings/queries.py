"""Reads about bookings."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, ScalarSelect, Select, and_, func, or_, select, tuple_
from sqlalchemy.orm import aliased, joinedload

from portal.kernel import clock
from portal.kernel.db import db
from portal.kernel.errors import NotFound
from portal.kernel.tables import Sort
from portal.people.models import Agency, Person, Post
from training.bookings.domain import LIVE, PENDING, RESULTS, BookingStatus, Learner
from training.bookings.models import Booking
from training.catalogue.domain import EventState
from training.catalogue.models import Course, Sitting, TrainingEvent, Venue

# Nobody reads further back on one page; the training passport is for that.
MOST_OF_MINE = 200
# How many cards about full events a home page shows.
MOST_TO_DECIDE = 5


def get_booking(booking_id: int) -> Booking:
    """The booking with its person, read anew. Raises `NotFound`."""
    booking = db.session.scalar(
        select(Booking)
        .where(Booking.id == booking_id)
        .options(joinedload(Booking.person, innerjoin=True))
        .execution_options(populate_existing=True)
    )
    if booking is None:
        raise NotFound
    return booking


def find_booking(event_id: int, person_id: int) -> Booking | None:
    """The one live booking of this person on this event, if there is one."""
    return db.session.scalar(
        select(Booking).where(
            Booking.event_id == event_id, Booking.person_id == person_id, Booking.status.in_(LIVE)
        )
    )


def get_event_id(booking_id: int) -> int:
    """Raise `NotFound` when there is no such booking."""
    event_id = db.session.scalar(select(Booking.event_id).where(Booking.id == booking_id))
    if event_id is None:
        raise NotFound
    return event_id


def list_learners(person_id: int) -> list[Learner]:
    """The person through each of their current posts, oldest first; once with no workplace if they have none.

    Raises `NotFound` when there is no such person.
    """
    today = clock.today()
    in_post = (Post.started_on <= today) & or_(Post.ended_on.is_(None), Post.ended_on >= today)
    rows = db.session.execute(
        select(
            Person.id,
            Person.given_name,
            Person.family_name,
            Person.email,
            Post.agency_id,
            Post.school_id,
            Post.manager_id,
        )
        .outerjoin(Post, and_(Post.person_id == Person.id, in_post))
        .where(Person.id == person_id)
        .order_by(Post.id)
    ).all()
    if not rows:
        raise NotFound
    return [Learner(row[0], f"{row[1]} {row[2]}", *row[3:]) for row in rows]


def list_obstacles(person_id: int, event_id: int) -> Sequence[tuple[int, str]]:
    """Event id and course title of the person's live booking here, and of places held at the same time."""
    mine, theirs = aliased(Sitting), aliased(Sitting)
    overlaps = (
        select(mine.id)
        .join(theirs, and_(theirs.starts_at < mine.ends_at, theirs.ends_at > mine.starts_at))
        .where(mine.event_id == event_id, theirs.event_id == Booking.event_id)
        .exists()
    )
    holds = Booking.status.in_({BookingStatus.BOOKED, BookingStatus.OFFERED})
    return [
        (row[0], row[1])
        for row in db.session.execute(
            select(Booking.event_id, Course.title)
            .join(TrainingEvent, TrainingEvent.id == Booking.event_id)
            .join(Course, Course.id == TrainingEvent.course_id)
            .where(
                Booking.person_id == person_id,
                Booking.status.in_(LIVE),
                or_(Booking.event_id == event_id, and_(holds, overlaps)),
            )
            .order_by(Booking.id)
        )
    ]


def list_next_waiting(event_id: int, places: int) -> Sequence[Booking]:
    """Who is promoted next: priority first, then the time they joined, then id (docs/training.md 4.4)."""
    return db.session.scalars(
        select(Booking)
        .where(Booking.event_id == event_id, Booking.status == BookingStatus.WAITING)
        .options(joinedload(Booking.person, innerjoin=True))
        .order_by(Booking.priority.desc(), Booking.joined_at, Booking.id)
        .limit(places)
    ).all()


def list_bookings(event_id: int, statuses: frozenset[BookingStatus]) -> Sequence[Booking]:
    """Bookings of an event that stand so, with their people, in the order they joined."""
    return db.session.scalars(
        select(Booking)
        .where(Booking.event_id == event_id, Booking.status.in_(statuses))
        .options(joinedload(Booking.person, innerjoin=True))
        .order_by(Booking.joined_at, Booking.id)
    ).all()


def list_results(event_id: int) -> Sequence[Booking]:
    """Bookings whose attendance was confirmed, with their people."""
    return list_bookings(event_id, RESULTS)


def _turn() -> ScalarSelect[int]:
    """Which place in the queue of its event a waiting booking has, from 1."""
    ahead = aliased(Booking)
    return (
        select(func.count(ahead.id))
        .where(
            ahead.event_id == Booking.event_id,
            ahead.status == BookingStatus.WAITING,
            tuple_(-ahead.priority, ahead.joined_at, ahead.id)
            <= tuple_(-Booking.priority, Booking.joined_at, Booking.id),
        )
        .scalar_subquery()
    )


def list_bookings_of(person_id: int) -> Sequence[Any]:
    """All that somebody booked, newest event first, with their turn where they wait."""
    return db.session.execute(
        select(
            Booking.id,
            Booking.status,
            Booking.event_id,
            TrainingEvent.code,
            TrainingEvent.starts_at,
            TrainingEvent.ends_at,
            TrainingEvent.online_link,
            Course.title,
            Venue.name.label("venue_name"),
            _turn().label("turn"),
        )
        .join(TrainingEvent, TrainingEvent.id == Booking.event_id)
        .join(Course, Course.id == TrainingEvent.course_id)
        .outerjoin(Venue, Venue.id == TrainingEvent.venue_id)
        .where(Booking.person_id == person_id)
        .order_by(TrainingEvent.starts_at.is_(None), TrainingEvent.starts_at.desc(), Booking.id.desc())
        .limit(MOST_OF_MINE)
    ).all()


ATTENDEE_ORDERS: dict[str, ColumnElement[Any]] = {
    "name": Person.search_name.expression,
    "agency": Agency.name.expression,
    "status": Booking.status.expression,
    "joined": Booking.joined_at.expression,
}


def select_attendees(event_id: int, sort: Sort) -> Select[*tuple[Any, ...]]:
    """Who is or was on an event; those whose booking ended come last."""
    return (
        select(
            Booking.id,
            Booking.status,
            Booking.joined_at,
            Booking.access_needs,
            Person.given_name,
            Person.family_name,
            Agency.name.label("agency"),
        )
        .join(Person, Person.id == Booking.person_id)
        .outerjoin(Agency, Agency.id == Booking.agency_id)
        .where(Booking.event_id == event_id)
        .order_by(Booking.status.not_in(LIVE), sort.by(ATTENDEE_ORDERS), Booking.id)
    )


def list_rows(statement: Select[*tuple[Any, ...]]) -> Sequence[Any]:
    return db.session.execute(statement).all()


def count_pending(event_id: int) -> int:
    """How many people an event's end would reach."""
    pending = select(func.count(Booking.id)).where(Booking.event_id == event_id, Booking.status.in_(PENDING))
    return db.session.scalar(pending) or 0


def find_next_training(person_id: int) -> Any:  # noqa: ANN401  # a row, or None
    return db.session.execute(
        select(Booking.event_id, Course.title, TrainingEvent.starts_at)
        .join(TrainingEvent, TrainingEvent.id == Booking.event_id)
        .join(Course, Course.id == TrainingEvent.course_id)
        .where(
            Booking.person_id == person_id,
            Booking.status == BookingStatus.BOOKED,
            TrainingEvent.starts_at > clock.now(),
        )
        .order_by(TrainingEvent.starts_at, TrainingEvent.id)
        .limit(1)
    ).first()


def list_events_with_waiting() -> Sequence[Any]:
    """Open events ahead on which people wait, the longest queue first."""
    ahead = or_(TrainingEvent.starts_at.is_(None), TrainingEvent.starts_at > clock.now())
    waiting = func.count(Booking.id)
    return db.session.execute(
        select(
            TrainingEvent.id.label("event_id"),
            TrainingEvent.code,
            TrainingEvent.starts_at,
            Course.title,
            waiting.label("waiting"),
        )
        .join(Course, Course.id == TrainingEvent.course_id)
        .join(Booking, Booking.event_id == TrainingEvent.id)
        .where(TrainingEvent.state == EventState.OPEN, ahead, Booking.status == BookingStatus.WAITING)
        .group_by(TrainingEvent.id, TrainingEvent.code, TrainingEvent.starts_at, Course.title)
        .order_by(waiting.desc(), TrainingEvent.id)
        .limit(MOST_TO_DECIDE)
    ).all()
