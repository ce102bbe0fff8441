"""Reads about courses, venues and events."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Select, String, bindparam, cast, func, or_, select
from sqlalchemy.orm import joinedload

from portal.kernel import clock
from portal.kernel.access import Role
from portal.kernel.db import db
from portal.kernel.errors import NotFound
from portal.people.models import Person, RoleGrant
from training.catalogue.domain import EventState, Taught
from training.catalogue.models import Course, CoursePrerequisite, EventTrainer, Sitting, TrainingEvent, Venue


def get_event(event_id: int, *, lock: bool = False) -> TrainingEvent:
    """The event with its course. Raises `NotFound`.

    With `lock`, every other change of its places waits until this transaction ends, and the row is
    read anew: whatever uses or frees a place starts here (docs/training.md 4.2).
    """
    event = db.session.scalar(_LOCKED_EVENT if lock else _EVENT, {"event_id": event_id})
    if event is None:
        raise NotFound
    return event


# Statements of busy pages are built once: building one takes longer than running it.
_EVENT = (
    select(TrainingEvent)
    .where(TrainingEvent.id == bindparam("event_id"))
    .options(joinedload(TrainingEvent.course, innerjoin=True))
)
_LOCKED_EVENT = _EVENT.with_for_update(of=TrainingEvent).execution_options(populate_existing=True)
_EVENT_WITH_PLACE = _EVENT.options(joinedload(TrainingEvent.venue))


def get_taught(event_id: int) -> Taught:
    """Who teaches an event, for the access table to ask about."""
    trainers = db.session.scalars(_TRAINERS, {"event_id": event_id})
    return Taught(event_id=event_id, trainer_ids=frozenset(trainers))


_TRAINERS = select(EventTrainer.person_id).where(EventTrainer.event_id == bindparam("event_id"))


def list_sittings(event_id: int) -> list[tuple[datetime, datetime]]:
    """Start and end of each sitting, in order."""
    return [(row[0], row[1]) for row in db.session.execute(_SITTINGS, {"event_id": event_id})]


_SITTINGS = (
    select(Sitting.starts_at, Sitting.ends_at)
    .where(Sitting.event_id == bindparam("event_id"))
    .order_by(Sitting.starts_at, Sitting.id)
)


def select_all_courses() -> Select[*tuple[Any, ...]]:
    """Every course, listed or not, by title."""
    columns = (Course.id, Course.title, Course.format, Course.level, Course.is_listed, Course.retired_on)
    statement: Select[*tuple[Any, ...]] = select(*columns)
    return statement.order_by(Course.title, Course.id)


def find_course_by_title(title: str) -> int | None:
    """The id of the course with this title, however it is written in capitals."""
    return db.session.scalar(select(Course.id).where(func.lower(Course.title) == title.lower()))


def list_venues() -> Sequence[tuple[int, str]]:
    return [(row[0], row[1]) for row in db.session.execute(select(Venue.id, Venue.name).order_by(Venue.name))]


def list_trainers() -> Sequence[tuple[int, str]]:
    """Everybody who holds the role of trainer today."""
    today = clock.today()
    holds = select(RoleGrant.person_id).where(
        RoleGrant.role == Role.TRAINER,
        RoleGrant.starts_on <= today,
        RoleGrant.ends_on.is_(None) | (RoleGrant.ends_on >= today),
    )
    people = select(Person.id, Person.given_name, Person.family_name).where(Person.id.in_(holds))
    return [(row[0], f"{row[1]} {row[2]}") for row in db.session.execute(people.order_by(Person.search_name))]


def get_course(course_id: int, *, lock: bool = False) -> Course:
    """Raise `NotFound` when there is no such course."""
    course = db.session.get(Course, course_id, with_for_update=lock or None, populate_existing=lock)
    if course is None:
        raise NotFound
    return course


def get_event_to_show(event_id: int, *, with_planned: bool = False) -> TrainingEvent:
    """An event with its course and venue. Raises `NotFound`, also for a draft unless asked."""
    event = db.session.scalar(_EVENT_WITH_PLACE, {"event_id": event_id})
    if event is None or (event.state is EventState.PLANNED and not with_planned):
        raise NotFound
    return event


def get_listed_course(course_id: int) -> Course:
    """A course of the catalogue. Raises `NotFound` for one that is no longer listed, too."""
    course = get_course(course_id)
    if not course.is_listed:
        raise NotFound
    return course


def get_needed(course_id: int) -> frozenset[int]:
    """The courses that somebody must hold before this one."""
    needed = select(CoursePrerequisite.needed_id).where(CoursePrerequisite.course_id == course_id)
    return frozenset(db.session.scalars(needed))


def list_needed(course_id: int) -> Sequence[tuple[int, str, bool]]:
    """Id, title and whether it is listed, of each course that this one needs."""
    rows = db.session.execute(
        select(Course.id, Course.title, Course.is_listed)
        .join(CoursePrerequisite, CoursePrerequisite.needed_id == Course.id)
        .where(CoursePrerequisite.course_id == course_id)
        .order_by(Course.title, Course.id)
    )
    return [(row[0], row[1], row[2]) for row in rows]


def list_needs(*, lock: bool = False) -> dict[int, frozenset[int]]:
    """What every course needs, by its id. With `lock`, nobody else changes any course meanwhile."""
    if lock:
        db.session.scalars(select(Course.id).order_by(Course.id).with_for_update(key_share=True)).all()
    needs: dict[int, frozenset[int]] = {}
    for course_id, needed in db.session.execute(
        select(CoursePrerequisite.course_id, CoursePrerequisite.needed_id)
    ):
        needs[course_id] = needs.get(course_id, frozenset()) | {needed}
    return needs


def list_course_choices(course: Course | None = None) -> Sequence[tuple[int, str]]:
    """Other courses that are still taught, by title, and those that this one names although they are not."""
    still = select(Course.id, Course.title).where(Course.retired_on.is_(None))
    if course is not None:
        named = get_needed(course.id) | {course.refresher_id or 0}
        still = select(Course.id, Course.title).where(
            or_(Course.retired_on.is_(None), Course.id.in_(named)), Course.id != course.id
        )
    return [(row[0], row[1]) for row in db.session.execute(still.order_by(Course.title, Course.id))]


def count_events_ahead(course_id: int) -> int:
    """Events of a course that are open or planned and not yet over, and those without a date."""
    ahead = select(func.count(TrainingEvent.id)).where(
        TrainingEvent.course_id == course_id,
        TrainingEvent.state != EventState.CANCELLED,
        TrainingEvent.ends_at.is_(None) | (TrainingEvent.ends_at > clock.now()),
    )
    return db.session.scalar(ahead) or 0


def list_tagged_courses() -> Sequence[Course]:
    """Courses that say which lines of the strategy they serve, locked in one order."""
    tagged = cast(Course.lines, String) != "[]"
    return db.session.scalars(select(Course).where(tagged).order_by(Course.id).with_for_update()).all()
