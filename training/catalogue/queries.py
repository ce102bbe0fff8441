"""Reads about courses, venues and events."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, time
from functools import cache, lru_cache
from typing import Any

from sqlalchemy import ColumnElement, Select, String, bindparam, cast, func, select
from sqlalchemy.orm import InstrumentedAttribute, joinedload, selectinload

from checklists.domain import FormKind
from checklists.versions import shipped_form
from portal.kernel import clock
from portal.kernel.access import Role
from portal.kernel.db import Moment, db
from portal.kernel.errors import NotFound
from portal.kernel.tables import PAGE_SIZE, Page, paged
from portal.kernel.text import sought
from portal.people.models import LocalArea, Person, RoleGrant
from training.catalogue.domain import CourseFilter, CourseOrder, EventState, Taught
from training.catalogue.models import Course, EventTrainer, Sitting, TrainingEvent, Venue

# No course runs more often than this; the page of a course shows them all.
MOST_DATES = 100


def get_event(event_id: int, *, lock: bool = False) -> TrainingEvent:
    """The event with its course. Raises `NotFound`.

    With `lock`, every other change of its places waits until this transaction ends, and the row is
    read anew: whatever uses or frees a place starts here (docs/training.md 4.2).
    """
    statement = (
        select(TrainingEvent)
        .where(TrainingEvent.id == event_id)
        .options(joinedload(TrainingEvent.course, innerjoin=True))
    )
    if lock:
        statement = statement.with_for_update(of=TrainingEvent).execution_options(populate_existing=True)
    event = db.session.scalar(statement)
    if event is None:
        raise NotFound
    return event


def get_taught(event_id: int) -> Taught:
    """Who teaches an event, for the access table to ask about."""
    trainers = select(EventTrainer.person_id).where(EventTrainer.event_id == event_id)
    return Taught(event_id=event_id, trainer_ids=frozenset(db.session.scalars(trainers)))


def list_sittings(event_id: int) -> list[tuple[datetime, datetime]]:
    """Start and end of each sitting, in order."""
    sittings = select(Sitting.starts_at, Sitting.ends_at).where(Sitting.event_id == event_id)
    return [(row[0], row[1]) for row in db.session.execute(sittings.order_by(Sitting.starts_at, Sitting.id))]


def select_all_courses() -> Select[*tuple[Any, ...]]:
    """Every course, listed or not, by title."""
    columns = (Course.id, Course.title, Course.format, Course.level, Course.version, Course.is_listed)
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


def get_course(course_id: int) -> Course:
    """Raise `NotFound` when there is no such course."""
    course = db.session.get(Course, course_id)
    if course is None:
        raise NotFound
    return course


def get_event_to_show(event_id: int, *, with_planned: bool = False) -> TrainingEvent:
    """An event with its course, venue and sittings. Raises `NotFound`, also for a draft unless asked."""
    hidden = set() if with_planned else {EventState.PLANNED}
    event = db.session.scalar(
        select(TrainingEvent)
        .where(TrainingEvent.id == event_id, TrainingEvent.state.not_in(hidden))
        .options(
            joinedload(TrainingEvent.course, innerjoin=True),
            joinedload(TrainingEvent.venue),
            selectinload(TrainingEvent.sittings),
        )
    )
    if event is None:
        raise NotFound
    return event


def get_listed_course(course_id: int) -> Course:
    """A course of the catalogue. Raises `NotFound` for one that is no longer listed, too."""
    course = get_course(course_id)
    if not course.is_listed:
        raise NotFound
    return course


# What a row needs to be an `Offered`, so that every list judges availability by the one rule.
EVENT_COLUMNS = (
    TrainingEvent.id.label("event_id"),
    TrainingEvent.state,
    TrainingEvent.starts_at,
    TrainingEvent.ends_at,
    TrainingEvent.booking_opens_at,
    TrainingEvent.booking_closes_at,
    (TrainingEvent.capacity + TrainingEvent.overbooked - TrainingEvent.places_taken).label("places_left"),
)


def list_courses(wanted: CourseFilter, number: int = 1) -> Page[Any]:
    """One page of the catalogue, in one statement; a page beyond the last is the last."""
    rows = db.session.execute(_select_courses(wanted, number)).all()
    if not rows and number > 1:
        return paged(_select_courses(wanted, 1).limit(None).offset(None), number)
    return Page(rows, number, PAGE_SIZE, rows[0].found if rows else 0)


@lru_cache(maxsize=256)
def _select_courses(wanted: CourseFilter, number: int) -> Select[*tuple[Any, ...]]:
    """Each course with the next of its dates that fits.

    Kept once built, since building takes longer than running: the instant is read when it runs.
    """
    fits = _dates_that_fit(wanted)
    following = select(TrainingEvent.id).where(*fits).correlate(Course)
    upcoming = following.order_by(TrainingEvent.starts_at, TrainingEvent.id).limit(1).scalar_subquery()
    dates = select(func.count()).where(*fits).correlate(Course).scalar_subquery()
    columns = (Course.id, Course.title, Course.summary, Course.format, Course.level, Course.minutes)
    totals: tuple[Any, ...] = (dates.label("dates"), func.count().over().label("found"))
    statement: Select[*tuple[Any, ...]] = select(*columns, *EVENT_COLUMNS, *totals).select_from(Course)
    return (
        statement.join(TrainingEvent, TrainingEvent.id == upcoming, isouter=not wanted.needs_dates)
        .where(Course.is_listed, *_what_is_wanted(wanted))
        .order_by(*_order(wanted.order))
        .limit(PAGE_SIZE)
        .offset((number - 1) * PAGE_SIZE)
    )


def _dates_that_fit(wanted: CourseFilter) -> list[ColumnElement[bool]]:
    def after() -> datetime:
        now = clock.now()
        return now if wanted.starts_on is None else max(now, clock.at_london(wanted.starts_on, time.min))

    fits = [
        TrainingEvent.course_id == Course.id,
        TrainingEvent.state == EventState.OPEN,
        TrainingEvent.starts_at > bindparam("after", callable_=after, type_=Moment()),
    ]
    if wanted.area_id is not None:
        there = select(Venue.id).where(Venue.local_area_id == wanted.area_id)
        fits.append(TrainingEvent.venue_id.in_(there))
    return fits


def _what_is_wanted(wanted: CourseFilter) -> list[ColumnElement[bool]]:
    found = [Course.search_text.contains(word, autoescape=True) for word in sought(wanted.words)]
    if wanted.format is not None:
        found.append(Course.format == wanted.format)
    if wanted.level is not None:
        found.append(Course.level == wanted.level)
    if wanted.principle:
        # A JSON list as its text, which both databases can search: `["GH1", "GH3"]`.
        found.append(cast(Course.principles, String).contains(f'"{wanted.principle}"', autoescape=True))
    return found


def _order(order: CourseOrder) -> tuple[ColumnElement[Any] | InstrumentedAttribute[Any], ...]:
    if order is CourseOrder.TITLE:
        return (Course.title, Course.id)
    return (TrainingEvent.starts_at.is_(None), TrainingEvent.starts_at, Course.id)


def list_upcoming_events(course_id: int) -> Sequence[Any]:
    """The open events of a course that have not started, and those that have no date yet."""
    ahead = TrainingEvent.starts_at.is_(None) | (TrainingEvent.starts_at > clock.now())
    return db.session.execute(
        select(*EVENT_COLUMNS, Venue.name.label("venue_name"))
        .outerjoin(Venue, Venue.id == TrainingEvent.venue_id)
        .where(TrainingEvent.course_id == course_id, TrainingEvent.state == EventState.OPEN, ahead)
        .order_by(TrainingEvent.starts_at.is_(None), TrainingEvent.starts_at, TrainingEvent.id)
        .limit(MOST_DATES)
    ).all()


def list_areas() -> tuple[tuple[int, str], ...]:
    """Ids and names of the Local Area Teams."""
    areas = select(LocalArea.id, LocalArea.name).order_by(LocalArea.name)
    return tuple((row[0], row[1]) for row in db.session.execute(areas))


@cache
def list_principles() -> tuple[tuple[str, str], ...]:
    """Keys and titles of the Good Help principles that courses serve."""
    return tuple((one.key, one.title) for one in shipped_form(FormKind.FULL).principles)
