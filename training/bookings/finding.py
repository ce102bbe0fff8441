"""Lists about bookings: one's own, an event's attendees, and events with how full they are. Reads only."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, ScalarSelect, Select, and_, bindparam, func, or_, select, tuple_
from sqlalchemy.orm import aliased
from sqlalchemy.orm.util import AliasedClass

from portal.kernel import clock
from portal.kernel.db import db
from portal.kernel.tables import Sort
from portal.kernel.text import sought
from portal.people.models import Agency, Person, Post
from portal.people.scope import is_current
from training.bookings.domain import LEARNERS, LIVE, BookingStatus
from training.bookings.models import NO_LOT, Booking, StatusEntry, WindowExtension
from training.catalogue.domain import EventState
from training.catalogue.models import PLACE_OF_EVENT, Course, TrainingEvent, Venue

# Nobody reads further back on one page; the training passport is for that.
MOST_OF_MINE = 200
# How many cards about full events a home page shows.
MOST_TO_DECIDE = 5


def _turn() -> ScalarSelect[int]:
    """Which place in the queue of its event a waiting booking has, from 1."""
    ahead = aliased(Booking)
    return (
        select(func.count(ahead.id))
        .where(
            ahead.event_id == Booking.event_id,
            ahead.status == BookingStatus.WAITING,
            tuple_(-ahead.priority, func.coalesce(ahead.draw_rank, NO_LOT), ahead.joined_at, ahead.id)
            <= tuple_(
                -Booking.priority, func.coalesce(Booking.draw_rank, NO_LOT), Booking.joined_at, Booking.id
            ),
        )
        .scalar_subquery()
    )


def _place_in_turn(one: type[Booking] | AliasedClass[Booking]) -> ColumnElement[Any]:
    """As promotion orders them (`queries.IN_TURN`), the first one smallest."""
    return tuple_(-one.priority, func.coalesce(one.draw_rank, NO_LOT), one.joined_at, one.id)


def list_bookings_of(person_id: int) -> Sequence[Any]:
    """All that somebody booked, newest event first, with their turn where they wait."""
    return db.session.execute(_BOOKINGS_OF, {"person_id": person_id}).all()


# Statements of busy pages are built once: building one takes longer than running it.
_BOOKINGS_OF = (
    select(
        Booking.id,
        Booking.status,
        Booking.event_id,
        Booking.offer_until,
        Booking.skip_reason,
        Booking.priority_reason,
        TrainingEvent.code,
        TrainingEvent.starts_at,
        TrainingEvent.ends_at,
        TrainingEvent.online_link,
        Course.title,
        PLACE_OF_EVENT.label("venue_name"),
        _turn().label("turn"),
    )
    .join(TrainingEvent, TrainingEvent.id == Booking.event_id)
    .join(Course, Course.id == TrainingEvent.course_id)
    .outerjoin(Venue, Venue.id == TrainingEvent.venue_id)
    .where(Booking.person_id == bindparam("person_id"))
    .order_by(TrainingEvent.starts_at.is_(None), TrainingEvent.starts_at.desc(), Booking.id.desc())
    .limit(MOST_OF_MINE)
)


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
            Booking.access_needs_purged,
            Booking.skip_reason,
            Booking.priority_reason,
            Booking.offer_until,
            Booking.is_late_cancel,
            Booking.late_waived_reason,
            Booking.is_walk_in,
            Booking.replaces_id,
            Person.given_name,
            Person.family_name,
            Agency.name.label("agency"),
        )
        .join(Person, Person.id == Booking.person_id)
        .outerjoin(Agency, Agency.id == Booking.agency_id)
        .where(Booking.event_id == event_id)
        .order_by(Booking.status.not_in(LIVE), sort.by(ATTENDEE_ORDERS), Booking.id)
    )


def find_turn(booking_id: int) -> int:
    """Which place in the queue of its event a waiting booking has, from 1."""
    return db.session.scalar(select(_turn()).where(Booking.id == booking_id)) or 0


def list_history(booking_id: int) -> Sequence[Any]:
    """Every step of a booking, the newest first, with who took it; nobody where the portal did."""
    return db.session.execute(
        select(StatusEntry.status, StatusEntry.at, StatusEntry.reason, Person.given_name, Person.family_name)
        .outerjoin(Person, Person.id == StatusEntry.actor_id)
        .where(StatusEntry.booking_id == booking_id)
        .order_by(StatusEntry.id.desc())
    ).all()


def list_lots(event_id: int) -> Sequence[tuple[int, int]]:
    """Number and place in the order of every booking that took part in the draw."""
    rows = db.session.execute(
        select(Booking.id, Booking.draw_rank)
        .where(Booking.event_id == event_id, Booking.draw_rank.is_not(None))
        .order_by(Booking.draw_rank)
    )
    return [(row[0], row[1] or 0) for row in rows]


def list_extensions(event_id: int) -> Sequence[Any]:
    """Who may book an event after its closing date, until when and why."""
    return db.session.execute(
        select(WindowExtension.until, WindowExtension.reason, Person.given_name, Person.family_name)
        .join(Person, Person.id == WindowExtension.person_id)
        .where(WindowExtension.event_id == event_id)
        .order_by(Person.search_name, WindowExtension.id)
    ).all()


def list_rows(statement: Select[*tuple[Any, ...]]) -> Sequence[Any]:
    return db.session.execute(statement).all()


def find_next_training(person_id: int) -> Any:  # noqa: ANN401  # a row, or None
    return db.session.execute(_NEXT_TRAINING, {"person_id": person_id, "now": clock.now()}).first()


_NEXT_TRAINING = (
    select(Booking.event_id, Course.title, TrainingEvent.starts_at)
    .join(TrainingEvent, TrainingEvent.id == Booking.event_id)
    .join(Course, Course.id == TrainingEvent.course_id)
    .where(
        Booking.person_id == bindparam("person_id"),
        Booking.status == BookingStatus.BOOKED,
        TrainingEvent.starts_at > bindparam("now"),
    )
    .order_by(TrainingEvent.starts_at, TrainingEvent.id)
    .limit(1)
)


def list_events_with_waiting() -> Sequence[Any]:
    """Open events ahead on which people wait, the longest queue first."""
    return db.session.execute(_EVENTS_WITH_WAITING, {"now": clock.now()}).all()


_WAITING = func.count(Booking.id)
_EVENTS_WITH_WAITING = (
    select(
        TrainingEvent.id.label("event_id"),
        TrainingEvent.code,
        TrainingEvent.starts_at,
        Course.title,
        _WAITING.label("waiting"),
    )
    .join(Course, Course.id == TrainingEvent.course_id)
    .join(Booking, Booking.event_id == TrainingEvent.id)
    .where(
        TrainingEvent.state == EventState.OPEN,
        or_(TrainingEvent.starts_at.is_(None), TrainingEvent.starts_at > bindparam("now")),
        Booking.status == BookingStatus.WAITING,
    )
    .group_by(TrainingEvent.id, TrainingEvent.code, TrainingEvent.starts_at, Course.title)
    .order_by(_WAITING.desc(), TrainingEvent.id)
    .limit(MOST_TO_DECIDE)
)


EVENT_COLUMNS = (
    TrainingEvent.id,
    TrainingEvent.code,
    TrainingEvent.starts_at,
    TrainingEvent.state,
    TrainingEvent.capacity,
    TrainingEvent.places_taken,
    TrainingEvent.overbooked,
    TrainingEvent.result_confirmed_at,
    Course.title,
)


def select_events(*, past: bool, words: str) -> Select[*tuple[Any, ...]]:
    """Events with how full they are and how many wait: those ahead soonest first, past ones newest first."""
    is_past = and_(TrainingEvent.ends_at.is_not(None), TrainingEvent.ends_at <= clock.now())
    waiting = select(func.count(Booking.id)).where(
        Booking.event_id == TrainingEvent.id, Booking.status == BookingStatus.WAITING
    )
    statement: Select[*tuple[Any, ...]] = (
        select(*EVENT_COLUMNS, waiting.scalar_subquery().label("waiting"))
        .join(Course, Course.id == TrainingEvent.course_id)
        .where(is_past if past else ~is_past)
    )
    for word in sought(words):
        found = or_(Course.search_text.contains(word, autoescape=True), TrainingEvent.code.icontains(word))
        statement = statement.where(found)
    starts = TrainingEvent.starts_at.desc() if past else TrainingEvent.starts_at.asc()
    return statement.order_by(TrainingEvent.starts_at.is_(None), starts, TrainingEvent.id)


def find_colleague(sought: str, agency_id: int | None) -> int | None:
    """The person with this e-mail address or reference; in post at this agency, unless that is None."""
    said = sought.strip()
    statement = select(Person.id).where(
        or_(func.lower(Person.email) == said.lower(), func.upper(Person.reference) == said.upper()),
        Person.merged_into_id.is_(None),
    )
    if agency_id is not None:
        there = select(Post.person_id).where(Post.agency_id == agency_id, is_current())
        statement = statement.where(Person.id.in_(there))
    return db.session.scalar(statement.order_by(Person.id).limit(1)) if said else None


def list_latecomers(event_id: int) -> set[int]:
    """People who may book on an event still, although booking has closed."""
    running = select(WindowExtension.person_id).where(
        WindowExtension.event_id == event_id, WindowExtension.until > clock.now()
    )
    return set(db.session.scalars(running))


def find_extension(event_id: int, person_id: int) -> WindowExtension | None:
    """A person's own end of the booking window of an event."""
    return db.session.scalar(
        select(WindowExtension).where(
            WindowExtension.event_id == event_id, WindowExtension.person_id == person_id
        )
    )


def find_cancelled_at(person_id: int, course_id: int) -> datetime | None:
    """When we last called off a date of this course that the person was on, if they have not been since."""
    said = select(func.max(StatusEntry.at)).join(Booking, Booking.id == StatusEntry.booking_id)
    said = said.join(TrainingEvent, TrainingEvent.id == Booking.event_id)
    cancelled = said.where(
        Booking.person_id == person_id,
        TrainingEvent.course_id == course_id,
        StatusEntry.status == BookingStatus.EVENT_CANCELLED,
    )
    been = (
        select(Booking.id)
        .join(TrainingEvent, TrainingEvent.id == Booking.event_id)
        .where(
            Booking.person_id == person_id,
            TrainingEvent.course_id == course_id,
            Booking.status.in_(LEARNERS),
        )
        .limit(1)
    )
    at = db.session.scalar(cancelled)
    return None if at is None or db.session.scalar(been) is not None else at


def list_entries(booking_id: int) -> Sequence[StatusEntry]:
    """Every step of a booking, the first one first."""
    return db.session.scalars(
        select(StatusEntry).where(StatusEntry.booking_id == booking_id).order_by(StatusEntry.id)
    ).all()
