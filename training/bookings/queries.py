"""Reads about bookings."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import aliased, joinedload

from portal.kernel import clock
from portal.kernel.db import db
from portal.kernel.errors import NotFound
from portal.people.models import Person, Post
from training.bookings.domain import LIVE, PENDING, RESULTS, BookingStatus, Learner
from training.bookings.models import Booking
from training.catalogue.models import Course, Sitting, TrainingEvent


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


def count_pending(event_id: int) -> int:
    """How many people an event's end would reach."""
    pending = select(func.count(Booking.id)).where(Booking.event_id == event_id, Booking.status.in_(PENDING))
    return db.session.scalar(pending) or 0
