"""Changes of events. Callers commit."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from sqlalchemy import delete

from portal.kernel import activity, clock
from portal.kernel.access import Actor, Permission, require
from portal.kernel.db import db
from portal.kernel.differences import differences
from portal.kernel.rules import in_force
from portal.kernel.slice import registry
from portal.kernel.text import plural, span
from portal.messages.domain import MailRules, confirm_burst
from training.catalogue import queries
from training.catalogue.domain import (
    CourseRetired,
    EventIsOver,
    EventState,
    PeopleAreBooked,
    PlannedSitting,
    SaveEvent,
    TimetableClash,
)
from training.catalogue.models import EventTrainer, Sitting, TrainingEvent
from training.catalogue.rules import check_opening, check_sittings, closing

LOGGED = (
    "venue_id",
    "online_link",
    "capacity",
    "overbooked",
    "state",
    "booking_opens_at",
    "booking_closes_at",
)


@dataclass(frozen=True, slots=True)
class Arranged:
    """What an event has in tables of its own: its sittings, and who teaches."""

    sittings: list[PlannedSitting]
    trainer_ids: frozenset[int]


@dataclass(frozen=True, slots=True)
class SavedEvent:
    event: TrainingEvent
    has_moved: bool
    # Whether it can be booked now, and could not be before.
    is_opened: bool


def confirm_letters(saved: Sequence[SavedEvent], typed: int | None) -> None:
    """Raise `NotAsMany` when the rooms above write to so many about these that a count is needed.

    They say how many (`letters_foreseen(event, has_moved=…, is_opened=…) -> int`). New dates of one course
    are told to the same people, in one letter.
    """
    ask = registry().providers("letters_foreseen")
    numbers = [
        sum(foresee(one.event, has_moved=one.has_moved, is_opened=one.is_opened) for foresee in ask)
        for one in saved
    ]
    confirm_burst(max(numbers, default=0), typed, in_force(MailRules).burst)


def save_event(actor: Actor, command: SaveEvent) -> SavedEvent:
    """Write an event down, with its sittings and trainers; says whether people must be told of a move.

    A capacity below the places taken throws nobody out: the difference is logged as overbooked (I1).
    The rooms above are told of a new one (`event_added(actor, event)`).
    Raises `TimetableClash` when the venue or a trainer is elsewhere at that time, unless it is to be so
    anyway. Venue and trainers are locked first, so that of two who ask for them at once the second is told.
    """
    rooms = queries.lock_timetable(command.venue_ids, command.trainer_ids)
    event = queries.get_event(command.event_id, lock=True) if command.event_id else _new_event(command)
    require(actor, Permission.EVENT_MANAGE, event)
    sittings = _checked_sittings(event, command)
    _refuse_hiding(event, command)
    kept = Arranged(queries.list_sittings(event.id), queries.get_taught(event.id).trainer_ids)
    wanted = Arranged(sittings, command.trainer_ids)
    before, facts = _whereabouts(event, kept), _facts(event, kept) if command.event_id else {}
    doubts = _doubts(command, rooms, (kept, event.venue_id, event.capacity))
    was_open = event.state is EventState.OPEN
    with db.session.no_autoflush:
        _write(event, command, kept, wanted)
        has_moved = command.event_id is not None and before != _whereabouts(event, wanted)
        event.sequence += has_moved
    old, new = differences(facts, _facts(event, wanted))
    if new:
        more: dict[str, Any] = {"despite": doubts} if doubts else {}
        activity.record(actor, "save_event" if facts else "add_event", event, before=old, after=new, **more)
    for hear in registry().providers("event_added") if not facts else ():
        hear(actor, event)
    return SavedEvent(event, has_moved, is_opened=command.is_open and not was_open)


def _checked_sittings(event: TrainingEvent, command: SaveEvent) -> list[PlannedSitting]:
    """The sittings in order. Raises `EventIsOver`, and what is wrong with them."""
    now = clock.now()
    if event.state is EventState.CANCELLED or (event.starts_at is not None and event.starts_at <= now):
        raise EventIsOver
    sittings = _in_order(command)
    check_sittings(sittings, now)
    return sittings


def _refuse_hiding(event: TrainingEvent, command: SaveEvent) -> None:
    """Raise `PeopleAreBooked`: whoever has a booking could no longer open the page of a draft."""
    if command.is_open or event.state is not EventState.OPEN:
        return
    booked = sum(count(event.id) for count in registry().providers("people_booked")) or event.places_taken
    if booked:
        raise PeopleAreBooked(booked)


def _in_order(command: SaveEvent) -> list[PlannedSitting]:
    return sorted(command.sittings, key=lambda one: one.span)


def _doubts(
    command: SaveEvent,
    rooms: Iterable[tuple[str, int | None]],
    kept: tuple[Arranged, int | None, int],
) -> list[str]:
    """What speaks against time, place and trainers; raised as `TimetableClash` unless it is to be so anyway.

    An event that somebody agreed to once may be changed in other ways without being asked again.
    """
    wanted = Arranged(_in_order(command), command.trainer_ids)
    if command.event_id and kept == (wanted, command.venue_id, command.capacity):
        return []
    doubts = [str(one) for one in queries.list_clashes(command)]
    doubts += [
        f"{name} holds {plural(most, 'person', 'people')}, fewer than the {plural(command.capacity, 'place')}"
        for name, most in rooms
        if most is not None and most < command.capacity
    ]
    if doubts and not command.despite_clash:
        raise TimetableClash(doubts)
    return doubts


def _facts(event: TrainingEvent, arranged: Arranged) -> dict[str, object]:
    """What an event says, as the log keeps it."""
    return {name: getattr(event, name) for name in LOGGED} | {
        "sittings": [span(*one.span) for one in arranged.sittings],
        "sitting_venue_ids": _own(one.venue_id for one in arranged.sittings),
        "sitting_links": _own(one.online_link for one in arranged.sittings),
        "trainer_ids": sorted(arranged.trainer_ids),
    }


def _own(given: Iterable[int | str | None]) -> list[int | str | None]:
    """What each sitting has of its own; nothing where none of them has."""
    found = list(given)
    return found if any(found) else []


def _whereabouts(event: TrainingEvent, arranged: Arranged) -> object:
    """What people must be told again when it changes: when and where each sitting is held."""
    place = (event.venue_id, event.online_link)
    return [(*one.span, *one.where(*place)) for one in arranged.sittings] or place


def _new_event(command: SaveEvent) -> TrainingEvent:
    """A row with an id, which its code is made of. Raises `CourseRetired`, also while it is being retired."""
    if queries.get_course(command.course_id, lock=True).retired_on is not None:
        raise CourseRetired
    event = TrainingEvent(
        course_id=command.course_id,
        code=str(uuid4()),
        capacity=command.capacity,
        places_taken=0,
        overbooked=0,
        sequence=0,
        state=EventState.PLANNED,
    )
    db.session.add(event)
    db.session.flush()
    event.code = f"GHP-{event.id:04}"
    return event


def _write(event: TrainingEvent, command: SaveEvent, kept: Arranged, wanted: Arranged) -> None:
    sittings = wanted.sittings
    event.venue_id, event.online_link = command.venue_id, command.online_link
    event.capacity = command.capacity
    event.overbooked = max(0, event.places_taken - command.capacity)
    event.state = EventState.OPEN if command.is_open else EventState.PLANNED
    event.starts_at, event.ends_at = (
        (sittings[0].starts_at, sittings[-1].ends_at) if sittings else (None, None)
    )
    event.booking_closes_at = closing(command.booking_closes_at, event.starts_at)
    event.booking_opens_at = command.booking_opens_at
    check_opening(event.booking_opens_at, event.booking_closes_at, event.starts_at)
    event.has_own_places = any(one.has_own for one in sittings)
    if kept.sittings != sittings:
        db.session.execute(delete(Sitting).where(Sitting.event_id == event.id))
        db.session.add_all(Sitting(event_id=event.id, **one._asdict()) for one in sittings)
    if kept.trainer_ids != command.trainer_ids:
        db.session.execute(delete(EventTrainer).where(EventTrainer.event_id == event.id))
        db.session.add_all(EventTrainer(event_id=event.id, person_id=one) for one in command.trainer_ids)
