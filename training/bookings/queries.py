"""Reads about bookings."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import BindParameter, ColumnElement, Date, and_, bindparam, false, func, or_, select
from sqlalchemy.orm import aliased, joinedload

from portal.accounts.models import Account
from portal.kernel import clock
from portal.kernel.bulk import read_rows
from portal.kernel.db import db
from portal.kernel.errors import NotFound
from portal.people.models import Person, Post
from portal.people.scope import held_on, manager_in_post
from training.bookings.domain import LIVE, PENDING, RESULTS, BookingStatus, Learner
from training.bookings.models import NO_LOT, Booking
from training.catalogue.models import Course, Sitting, TrainingEvent


def get_booking(booking_id: int) -> Booking:
    """The booking with its person, read anew. Raises `NotFound`."""
    booking = db.session.scalar(_BOOKING, {"booking_id": booking_id})
    if booking is None:
        raise NotFound
    return booking


# Statements of busy pages are built once: building one takes longer than running it.
_BOOKING = (
    select(Booking)
    .where(Booking.id == bindparam("booking_id"))
    .options(joinedload(Booking.person, innerjoin=True))
    .execution_options(populate_existing=True)
)


def find_booking(event_id: int, person_id: int) -> Booking | None:
    """The one live booking of this person on this event, if there is one."""
    return db.session.scalar(_LIVE_BOOKING, {"event_id": event_id, "person_id": person_id})


_LIVE_BOOKING = select(Booking).where(
    Booking.event_id == bindparam("event_id"),
    Booking.person_id == bindparam("person_id"),
    Booking.status.in_(LIVE),
)


def lock_waits(person_ids: Collection[int], course_ids: Collection[int]) -> Sequence[Booking]:
    """Where these people wait for any of these courses, with person and events, locked in one go."""
    of_course = select(TrainingEvent.id).where(TrainingEvent.course_id.in_(course_ids))
    waits = Booking.person_id.in_(person_ids), Booking.status == BookingStatus.WAITING
    return _locked(*waits, Booking.event_id.in_(of_course))


def list_to_change(booking_ids: Collection[int], status: BookingStatus) -> Sequence[Booking]:
    """Those of these bookings that stand so, with people and events, locked: they are on several events."""
    return _locked(Booking.id.in_(booking_ids), Booking.status == status)


def _locked(*wanted: ColumnElement[bool]) -> Sequence[Booking]:
    return db.session.scalars(
        select(Booking)
        .where(*wanted)
        .options(
            joinedload(Booking.person, innerjoin=True),
            joinedload(Booking.event, innerjoin=True).joinedload(TrainingEvent.course, innerjoin=True),
        )
        .order_by(Booking.id)
        .with_for_update(of=Booking)
        .execution_options(populate_existing=True)
    ).all()


def get_locked_event(booking_id: int) -> TrainingEvent:
    """The event of a booking with its course and venue, locked as `get_event` does it. Raises `NotFound`."""
    event = db.session.scalar(_EVENT_OF_BOOKING, {"booking_id": booking_id})
    if event is None:
        raise NotFound
    return event


_EVENT_OF_BOOKING = (
    select(TrainingEvent)
    .where(
        TrainingEvent.id
        == select(Booking.event_id).where(Booking.id == bindparam("booking_id")).scalar_subquery()
    )
    .options(joinedload(TrainingEvent.course, innerjoin=True), joinedload(TrainingEvent.venue))
    .with_for_update(of=TrainingEvent)
    .execution_options(populate_existing=True)
)


def list_learners(person_id: int, *, lock: bool = False) -> list[Learner]:
    """The person through each of their current posts, oldest first; once with no workplace if they have none.

    With `lock`, every other path that would give them a place waits until this transaction ends: what
    they have on other dates of a course holds until then. Raises `NotFound` when there is no such person.
    """
    statement = _LOCKED_LEARNERS if lock else _LEARNERS
    rows = read_rows(statement, {"person_id": person_id, "today": clock.today()}).all()
    if not rows:
        raise NotFound
    return [Learner(row[0], f"{row[1]} {row[2]}", *row[3:]) for row in rows]


_TODAY: BindParameter[date] = bindparam("today", type_=Date)
_LEARNERS = (
    select(
        Person.id,
        Person.given_name,
        Person.family_name,
        Person.email,
        Post.agency_id,
        Post.school_id,
        manager_in_post(Post, _TODAY),
        Person.office_contact_id,
        func.coalesce(Account.closed_at.is_not(None), false()),
    )
    .outerjoin(Account, Account.person_id == Person.id)
    .outerjoin(Post, and_(Post.person_id == Person.id, held_on(Post, _TODAY)))
    .where(Person.id == bindparam("person_id"))
    .order_by(Post.id)
)
# Weaker than the lock that a row about the person would wait for (`FOR NO KEY UPDATE`).
_LOCKED_LEARNERS = _LEARNERS.with_for_update(of=Person, key_share=True)


@dataclass(frozen=True, slots=True)
class Held:
    """A live booking that matters to another: on the same event or course, or at the same time."""

    booking_id: int
    event_id: int
    course_id: int
    title: str
    status: BookingStatus
    clashes: bool
    is_ahead: bool
    code: str


def list_obstacles(person_id: int, event: TrainingEvent) -> list[Held]:
    """The person's live bookings on this event, on other dates of its course, and at the same time."""
    facts = {"event_id": event.id, "course_id": event.course_id, "now": clock.now(), "people": [person_id]}
    return [Held(*row[1:]) for row in read_rows(_OBSTACLES, facts)]


def map_obstacles(people: Collection[int], event: TrainingEvent) -> dict[int, list[Held]]:
    """The same of several people at once."""
    facts = {"event_id": event.id, "course_id": event.course_id, "now": clock.now(), "people": list(people)}
    held: dict[int, list[Held]] = {}
    for row in read_rows(_OBSTACLES, facts):
        held.setdefault(row[0], []).append(Held(*row[1:]))
    return held


_here, _there = aliased(Sitting), aliased(Sitting)
_OVERLAPS = (
    select(_here.id)
    .join(_there, and_(_there.starts_at < _here.ends_at, _there.ends_at > _here.starts_at))
    .where(_here.event_id == bindparam("event_id"), _there.event_id == Booking.event_id)
    .exists()
)
_CLASHES = and_(Booking.status.in_({BookingStatus.BOOKED, BookingStatus.OFFERED}), _OVERLAPS)
_OBSTACLES = (
    select(
        Booking.person_id,
        Booking.id,
        Booking.event_id,
        TrainingEvent.course_id,
        Course.title,
        Booking.status,
        _CLASHES,
        or_(TrainingEvent.starts_at.is_(None), TrainingEvent.starts_at > bindparam("now")),
        TrainingEvent.code,
    )
    .join(TrainingEvent, TrainingEvent.id == Booking.event_id)
    .join(Course, Course.id == TrainingEvent.course_id)
    .where(
        Booking.person_id.in_(bindparam("people", expanding=True)),
        Booking.status.in_(LIVE),
        or_(
            Booking.event_id == bindparam("event_id"),
            TrainingEvent.course_id == bindparam("course_id"),
            _CLASHES,
        ),
    )
    .order_by(Booking.id)
)


def list_next_waiting(
    event_id: int, places: int, *, after: int = 0, party_of: ColumnElement[int | None]
) -> list[tuple[Booking, int | None]]:
    """Who is promoted next, each with the party they are of, leaving out the first `after`.

    Priority first, then the lots that were drawn, then the time they joined, then id (docs/training.md 4.4).
    """
    statement = _NEXT_WAITING.add_columns(party_of).limit(places).offset(after)
    return [(row[0], row[1]) for row in db.session.execute(statement, {"event_id": event_id})]


IN_TURN = (Booking.priority.desc(), func.coalesce(Booking.draw_rank, NO_LOT), Booking.joined_at, Booking.id)
_NEXT_WAITING = (
    select(Booking)
    .where(Booking.event_id == bindparam("event_id"), Booking.status == BookingStatus.WAITING)
    .options(joinedload(Booking.person, innerjoin=True))
    .order_by(*IN_TURN)
)


def lock_waiting_people(event_id: int) -> frozenset[int]:
    """No other path gives a place to any of those who wait here until this transaction ends.

    In the order of their ids, so that two promotions of the same people wait for each other and never
    in a circle. The event is locked already. Answers whose account is closed.
    """
    rows = db.session.execute(_WAITING_PEOPLE, {"event_id": event_id})
    return frozenset(person_id for person_id, is_closed in rows if is_closed)


_WAITING_PEOPLE = (
    select(Person.id, Account.closed_at.is_not(None))
    .outerjoin(Account, Account.person_id == Person.id)
    .where(
        Person.id.in_(
            select(Booking.person_id).where(
                Booking.event_id == bindparam("event_id"), Booking.status == BookingStatus.WAITING
            )
        )
    )
    .order_by(Person.id)
    .with_for_update(of=Person, key_share=True)
)


def list_party(event_id: int, party_of: ColumnElement[int | None], party: int) -> Sequence[Booking]:
    """Those of a party who ask for a place still, with their people, in the order they joined."""
    asking = (BookingStatus.WAITING, BookingStatus.REQUESTED)
    return db.session.scalars(
        select(Booking)
        .where(Booking.event_id == event_id, Booking.status.in_(asking), party_of == party)
        .options(joinedload(Booking.person, innerjoin=True))
        .order_by(Booking.joined_at, Booking.id)
    ).all()


def find_party(booking_id: int, party_of: ColumnElement[int | None]) -> int | None:
    """Which party a booking is of, if it is of one."""
    party: int | None = db.session.scalar(
        select(party_of).select_from(Booking).where(Booking.id == booking_id)
    )
    return party


def list_bookings(event_id: int, statuses: frozenset[BookingStatus]) -> Sequence[Booking]:
    """Bookings of an event that stand so, with their people, in the order they joined."""
    return db.session.scalars(
        select(Booking)
        .where(Booking.event_id == event_id, Booking.status.in_(statuses))
        .options(joinedload(Booking.person, innerjoin=True))
        .order_by(Booking.joined_at, Booking.id)
    ).all()


def list_doubles(one_id: int, other_id: int) -> list[tuple[str, list[Booking]]]:
    """Events on which both people have a live booking, with their codes and the two bookings."""
    rows = db.session.execute(
        select(TrainingEvent.code, Booking)
        .join(Booking, Booking.event_id == TrainingEvent.id)
        .where(Booking.person_id.in_((one_id, other_id)), Booking.status.in_(LIVE))
        .order_by(TrainingEvent.id, Booking.id)
    )
    events: dict[str, list[Booking]] = {}
    for code, booking in rows:
        events.setdefault(code, []).append(booking)
    return [(code, pair) for code, pair in events.items() if len(pair) > 1]


def list_results(event_id: int) -> Sequence[Booking]:
    """Bookings whose attendance was confirmed, with their people."""
    return list_bookings(event_id, RESULTS)


def count_pending(event_id: int) -> int:
    """How many people an event's end would reach."""
    pending = select(func.count(Booking.id)).where(Booking.event_id == event_id, Booking.status.in_(PENDING))
    return db.session.scalar(pending) or 0


def count_waiting(event_id: int) -> int:
    waits = Booking.event_id == event_id, Booking.status == BookingStatus.WAITING
    return db.session.scalar(select(func.count(Booking.id)).where(*waits)) or 0
