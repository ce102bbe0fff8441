"""Reads about changes to many events."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import joinedload, selectinload

from portal.kernel import clock
from portal.kernel.db import db
from portal.kernel.errors import NotFound
from portal.kernel.text import sought
from portal.people.models import Person
from training.bookings.domain import PENDING, PLACE_HOLDERS
from training.bookings.models import Booking
from training.catalogue.domain import EventState
from training.catalogue.models import PLACE_OF_EVENT, Course, TrainingEvent, Venue
from training.changes.models import ChangedEvent, DateChoice, MassChange, NewDate

MOST_LISTED = 100


def _pending() -> Any:  # noqa: ANN401  # a scalar subquery
    return (
        select(func.count(Booking.id))
        .where(Booking.event_id == TrainingEvent.id, Booking.status.in_(PENDING))
        .scalar_subquery()
    )


def list_changeable(since: datetime, until: datetime, words: str) -> Sequence[Any]:
    """Open events that begin in these days, with how many people each would reach."""
    statement = (
        _events()
        .where(TrainingEvent.starts_at >= max(since, clock.now()), TrainingEvent.starts_at < until)
        .order_by(TrainingEvent.starts_at, TrainingEvent.id)
        .limit(MOST_LISTED)
    )
    for word in sought(words):
        found = Course.search_text.contains(word, autoescape=True)
        place = Venue.name.icontains(word, autoescape=True)
        statement = statement.where(found | place | TrainingEvent.code.icontains(word, autoescape=True))
    return db.session.execute(statement).all()


def list_chosen(event_ids: Collection[int]) -> Sequence[Any]:
    """These events, in order of time; those that cannot be changed are left out."""
    return db.session.execute(
        _events()
        .where(TrainingEvent.id.in_(event_ids), TrainingEvent.starts_at > clock.now())
        .order_by(TrainingEvent.starts_at, TrainingEvent.id)
    ).all()


def _events() -> Select[*tuple[Any, ...]]:
    statement: Select[*tuple[Any, ...]] = select(
        TrainingEvent.id,
        TrainingEvent.code,
        TrainingEvent.starts_at,
        Course.title,
        PLACE_OF_EVENT.label("venue"),
        _pending().label("people"),
    )
    return (
        statement.join(Course, Course.id == TrainingEvent.course_id)
        .outerjoin(Venue, Venue.id == TrainingEvent.venue_id)
        .where(TrainingEvent.state == EventState.OPEN)
    )


def select_changes() -> Select[*tuple[Any, ...]]:
    """Every change of many events, newest first."""
    events = select(func.count(ChangedEvent.id)).where(ChangedEvent.change_id == MassChange.id)
    undone = events.where(ChangedEvent.done_at.is_(None), ChangedEvent.failure == "")
    statement: Select[*tuple[Any, ...]] = select(
        MassChange.id,
        MassChange.act,
        MassChange.reason,
        MassChange.asked_at,
        MassChange.undone_at,
        Person.given_name,
        Person.family_name,
        events.scalar_subquery().label("events"),
        undone.scalar_subquery().label("waiting"),
    )
    return statement.join(Person, Person.id == MassChange.asked_by_id).order_by(
        MassChange.asked_at.desc(), MassChange.id.desc()
    )


def get_change(change_id: int, *, lock: bool = False) -> MassChange:
    """A change with its events and their courses. Raises `NotFound`."""
    statement = (
        select(MassChange)
        .where(MassChange.id == change_id)
        .options(
            selectinload(MassChange.events)
            .joinedload(ChangedEvent.event, innerjoin=True)
            .joinedload(TrainingEvent.course, innerjoin=True)
        )
        .execution_options(populate_existing=True)
    )
    found = db.session.scalar(statement.with_for_update(of=MassChange) if lock else statement)
    if found is None:
        raise NotFound
    return found


def list_holders(event_id: int) -> Sequence[Booking]:
    """Whoever has a place on an event, with their people."""
    return db.session.scalars(
        select(Booking)
        .where(Booking.event_id == event_id, Booking.status.in_(PENDING & PLACE_HOLDERS))
        .options(joinedload(Booking.person, innerjoin=True))
        .order_by(Booking.id)
    ).all()


def list_dates(changed_event_id: int, *, lock: bool = False) -> Sequence[NewDate]:
    """The new dates of an event, in order, with their events."""
    statement = (
        select(NewDate)
        .where(NewDate.changed_event_id == changed_event_id)
        .options(
            joinedload(NewDate.event, innerjoin=True).options(
                joinedload(TrainingEvent.course, innerjoin=True), joinedload(TrainingEvent.venue)
            )
        )
        .order_by(NewDate.event_id)
    )
    statement = statement.execution_options(populate_existing=lock)
    return db.session.scalars(statement.with_for_update(of=NewDate) if lock else statement).all()


def find_date(changed_event_id: int, event_id: int, *, lock: bool = False) -> NewDate | None:
    """One of the new dates of an event, by the event that it is."""
    statement = select(NewDate).where(
        NewDate.changed_event_id == changed_event_id, NewDate.event_id == event_id
    )
    statement = statement.execution_options(populate_existing=True)
    return db.session.scalar(statement.with_for_update(of=NewDate) if lock else statement)


def get_choice(choice_id: int, *, lock: bool = False) -> DateChoice:
    """Raise `NotFound` when there is no such choice."""
    choice = db.session.get(DateChoice, choice_id, with_for_update=lock or None, populate_existing=lock)
    if choice is None:
        raise NotFound
    return choice


def list_choices_of(person_id: int) -> Sequence[Any]:
    """What somebody has still to choose: the choice, and the course it is about."""
    return db.session.execute(
        select(DateChoice.id, DateChoice.until, Course.title)
        .join(ChangedEvent, ChangedEvent.id == DateChoice.changed_event_id)
        .join(TrainingEvent, TrainingEvent.id == ChangedEvent.event_id)
        .join(Course, Course.id == TrainingEvent.course_id)
        .where(
            DateChoice.person_id == person_id,
            DateChoice.ended_at.is_(None),
            DateChoice.until > clock.now(),
        )
        .order_by(DateChoice.until, DateChoice.id)
    ).all()


def list_lapsed() -> Sequence[int]:
    """Choices whose time is over and that nobody has made."""
    return db.session.scalars(
        select(DateChoice.id)
        .where(DateChoice.ended_at.is_(None), DateChoice.until <= clock.now())
        .order_by(DateChoice.id)
    ).all()


def count_choices(change_id: int) -> Mapping[int, tuple[int, int]]:
    """By changed event how many are asked to choose, and how many have."""
    rows = db.session.execute(
        select(DateChoice.changed_event_id, func.count(DateChoice.id), func.count(DateChoice.chosen_id))
        .join(ChangedEvent, ChangedEvent.id == DateChoice.changed_event_id)
        .where(ChangedEvent.change_id == change_id)
        .group_by(DateChoice.changed_event_id)
    )
    return {row[0]: (row[1], row[2]) for row in rows}


def count_held(event_ids: Collection[int]) -> Mapping[int, int]:
    """Places kept on these events for those who are to choose."""
    rows = db.session.execute(
        select(NewDate.event_id, NewDate.held).where(NewDate.event_id.in_(event_ids), NewDate.held > 0)
    )
    return {row[0]: row[1] for row in rows}
