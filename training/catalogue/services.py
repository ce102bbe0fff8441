"""Changes of courses and events. Callers commit."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime
from uuid import uuid4

from sqlalchemy import delete

from portal.kernel import activity, clock
from portal.kernel.access import Actor, Permission, require
from portal.kernel.db import db
from portal.kernel.text import folded
from training.catalogue import queries
from training.catalogue.domain import (
    TAUGHT,
    EventIsOver,
    EventState,
    SaveCourse,
    SaveEvent,
    TitleTaken,
    check_sittings,
    closing,
)
from training.catalogue.models import Course, EventTrainer, Sitting, TrainingEvent


@dataclass(frozen=True, slots=True)
class SavedEvent:
    event: TrainingEvent
    has_moved: bool


def save_course(actor: Actor, command: SaveCourse) -> Course:
    """Write a course down. A change of what is taught raises its version."""
    require(actor, Permission.EVENT_MANAGE)
    course = Course(version=0) if command.course_id is None else queries.get_course(command.course_id)
    namesake = queries.find_course_by_title(command.title)
    if namesake is not None and namesake != command.course_id:
        raise TitleTaken
    values = asdict(command) | {"principles": list(command.principles)}
    del values["course_id"]
    if command.course_id is None or any(getattr(course, name) != values[name] for name in TAUGHT):
        course.version += 1
    for name, value in values.items():
        setattr(course, name, value)
    course.search_text = folded(f"{course.title} {course.summary} {course.audience}")
    db.session.add(course)
    activity.record(actor, "save_course", course, version=course.version)
    return course


def save_event(actor: Actor, command: SaveEvent) -> SavedEvent:
    """Write an event down, with its sittings and trainers; says whether people must be told of a move.

    A capacity below the places taken throws nobody out: the difference is logged as overbooked (I1).
    """
    now = clock.now()
    event = queries.get_event(command.event_id, lock=True) if command.event_id else _new_event(command)
    require(actor, Permission.EVENT_MANAGE, event)
    if event.state is EventState.CANCELLED or (event.starts_at is not None and event.starts_at <= now):
        raise EventIsOver
    sittings = sorted(command.sittings)
    check_sittings(sittings, now)
    before = _whereabouts(event)
    with db.session.no_autoflush:
        _write(event, command, sittings)
        has_moved = command.event_id is not None and before != _whereabouts(event)
        event.sequence += has_moved
    activity.record(actor, "save_event", event, capacity=event.capacity, overbooked=event.overbooked)
    return SavedEvent(event, has_moved)


def _whereabouts(event: TrainingEvent) -> tuple[object, ...]:
    """What people must be told again when it changes."""
    return (event.starts_at, event.ends_at, event.venue_id, event.online_link)


def _new_event(command: SaveEvent) -> TrainingEvent:
    """A row with an id, which its code is made of."""
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


def _write(event: TrainingEvent, command: SaveEvent, sittings: list[tuple[datetime, datetime]]) -> None:
    event.venue_id, event.online_link = command.venue_id, command.online_link
    event.capacity = command.capacity
    event.overbooked = max(0, event.places_taken - command.capacity)
    event.state = EventState.OPEN if command.is_open else EventState.PLANNED
    event.starts_at, event.ends_at = (sittings[0][0], sittings[-1][1]) if sittings else (None, None)
    event.booking_closes_at = closing(command.booking_closes_at, event.starts_at)
    if queries.list_sittings(event.id) != sittings:
        db.session.execute(delete(Sitting).where(Sitting.event_id == event.id))
        db.session.add_all(Sitting(event_id=event.id, starts_at=a, ends_at=b) for a, b in sittings)
    if queries.get_taught(event.id).trainer_ids != command.trainer_ids:
        db.session.execute(delete(EventTrainer).where(EventTrainer.event_id == event.id))
        db.session.add_all(EventTrainer(event_id=event.id, person_id=one) for one in command.trainer_ids)
