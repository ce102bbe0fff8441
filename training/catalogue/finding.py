"""The catalogue as people search it. Reads only."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, time
from functools import cache, lru_cache
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, String, and_, bindparam, cast, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute

from checklists.domain import FormKind
from checklists.queries import find_newest_published, get_bank
from checklists.versions import shipped_form
from portal.kernel import clock
from portal.kernel.db import Moment, db
from portal.kernel.tables import PAGE_SIZE, Page, paged
from portal.kernel.text import sought
from training.catalogue.domain import CourseFilter, CourseOrder, EventState, next_month
from training.catalogue.matching import nearest
from training.catalogue.models import (
    LINK_OF_SITTING,
    PLACE_OF_EVENT,
    VENUE_OF_SITTING,
    Course,
    Sitting,
    TrainingEvent,
    Venue,
)

# No course runs more often than this; the page of a course shows them all.
MOST_DATES = 100
MOST_SITTINGS = 500
# So many dates of a course are named to whoever has to take it first.
NEXT_DATES = 3
CHECKLIST = "feha-audit"

PLACES_LEFT = TrainingEvent.capacity + TrainingEvent.overbooked - TrainingEvent.places_taken
# What a row needs to be an `Offered`, so that every list judges availability by the one rule.
EVENT_COLUMNS = (
    TrainingEvent.id.label("event_id"),
    TrainingEvent.state,
    TrainingEvent.starts_at,
    TrainingEvent.ends_at,
    TrainingEvent.booking_opens_at,
    TrainingEvent.booking_closes_at,
    PLACES_LEFT.label("places_left"),
)


def list_courses(wanted: CourseFilter, number: int = 1) -> Page[Any]:
    """One page of the catalogue, in one statement; a page beyond the last is the last."""
    # Straight to the connection: of plain rows the session would only keep books.
    rows = db.session.connection().execute(_select_courses(wanted, number)).all()
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
    """Dates that can be booked, now or once booking opens: one that is closed is no use to anybody."""

    def after() -> datetime:
        now, first = clock.now(), wanted.first_day
        return now if first is None else max(now, clock.at_london(first, time.min))

    fits = [
        TrainingEvent.course_id == Course.id,
        TrainingEvent.state == EventState.OPEN,
        TrainingEvent.starts_at > bindparam("after", callable_=after, type_=Moment()),
        or_(
            TrainingEvent.booking_closes_at.is_(None),
            TrainingEvent.booking_closes_at > bindparam("now", callable_=clock.now, type_=Moment()),
        ),
    ]
    if wanted.month is not None:
        fits.append(TrainingEvent.starts_at < clock.at_london(next_month(wanted.month), time.min))
    if wanted.with_places:
        fits.append(TrainingEvent.places_taken < TrainingEvent.capacity + TrainingEvent.overbooked)
    if wanted.area_id is not None:
        there = select(Venue.id).where(Venue.local_area_id == wanted.area_id)
        own = select(Sitting.event_id).where(Sitting.venue_id.in_(there))
        fits.append(or_(TrainingEvent.venue_id.in_(there), TrainingEvent.id.in_(own)))
    return fits


def _what_is_wanted(wanted: CourseFilter) -> list[ColumnElement[bool]]:
    found = [Course.search_text.contains(word, autoescape=True) for word in sought(wanted.words)]
    if wanted.format is not None:
        found.append(Course.format == wanted.format)
    if wanted.level is not None:
        found.append(Course.level == wanted.level)
    if wanted.role_group is not None:
        # No groups at all stands for everybody.
        groups = cast(Course.role_groups, String)
        found.append(or_(groups == "[]", groups.contains(f'"{wanted.role_group.value}"', autoescape=True)))
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
    return db.session.execute(_UPCOMING, {"course_id": course_id, "now": clock.now()}).all()


_UPCOMING = (
    select(*EVENT_COLUMNS, PLACE_OF_EVENT.label("venue_name"))
    .outerjoin(Venue, Venue.id == TrainingEvent.venue_id)
    .where(
        TrainingEvent.course_id == bindparam("course_id"),
        TrainingEvent.state == EventState.OPEN,
        TrainingEvent.starts_at.is_(None) | (TrainingEvent.starts_at > bindparam("now")),
    )
    .order_by(TrainingEvent.starts_at.is_(None), TrainingEvent.starts_at, TrainingEvent.id)
    .limit(MOST_DATES)
)


def list_next_dates(course_ids: Collection[int], before: datetime | None) -> Sequence[Any]:
    """The next few dates of each of these courses that have a place, over by then; and those of e-learning.

    One row with no event says that a course can be taken at any time. One statement.
    """
    at_any_time = (Course.e_learning_link != "") & Course.is_listed
    number = func.row_number().over(
        partition_by=Course.id, order_by=(TrainingEvent.starts_at, TrainingEvent.id)
    )
    left = PLACES_LEFT.label("left")
    found = (
        select(Course.id, Course.title, TrainingEvent.id.label("event_id"), TrainingEvent.starts_at, left)
        .add_columns(number.label("number"))
        .outerjoin(TrainingEvent, can_be_taken(before))
        .where(Course.id.in_(course_ids), TrainingEvent.id.is_not(None) | at_any_time)
        .subquery()
    )
    return db.session.execute(
        select(found.c.id, found.c.title, found.c.event_id, found.c.starts_at, found.c.left)
        .where(found.c.number <= NEXT_DATES)
        .order_by(found.c.starts_at.is_not(None), found.c.starts_at, found.c.event_id, found.c.id)
    ).all()


def can_be_taken(before: datetime | None) -> ColumnElement[bool]:
    """Whether an event of the course has a place and can be booked now, and is over by then."""
    now = clock.now()
    fits = [
        TrainingEvent.course_id == Course.id,
        TrainingEvent.state == EventState.OPEN,
        TrainingEvent.starts_at > now,
        TrainingEvent.booking_opens_at.is_(None) | (TrainingEvent.booking_opens_at <= now),
        TrainingEvent.booking_closes_at.is_(None) | (TrainingEvent.booking_closes_at > now),
        TrainingEvent.places_taken < TrainingEvent.capacity + TrainingEvent.overbooked,
    ]
    return and_(*fits) if before is None else and_(*fits, TrainingEvent.ends_at <= before)


def list_titles(course_ids: Collection[int]) -> Sequence[Row[int, str]]:
    """Those of these courses that the catalogue shows, with their titles."""
    if not course_ids:
        return []
    listed = select(Course.id, Course.title).where(Course.id.in_(course_ids), Course.is_listed)
    return db.session.execute(listed.order_by(Course.title, Course.id)).all()


def list_feed(course_id: int) -> Sequence[Any]:
    """Every sitting to come of the course's open and cancelled events, numbered within its event."""
    number = func.row_number().over(partition_by=Sitting.event_id, order_by=(Sitting.starts_at, Sitting.id))
    columns = (
        *(TrainingEvent.id.label("event_id"), TrainingEvent.code, TrainingEvent.state),
        *(TrainingEvent.sequence, TrainingEvent.capacity, Sitting.starts_at, Sitting.ends_at),
        *(Venue.name, Venue.address, (LINK_OF_SITTING != "").label("is_online")),
        number.label("number"),
        func.count().over(partition_by=Sitting.event_id).label("of"),
    )
    statement: Select[*tuple[Any, ...]] = select(*columns).select_from(Sitting)
    return db.session.execute(
        statement.join(TrainingEvent, TrainingEvent.id == Sitting.event_id)
        .outerjoin(Venue, Venue.id == VENUE_OF_SITTING)
        .where(
            TrainingEvent.course_id == course_id,
            TrainingEvent.state != EventState.PLANNED,
            TrainingEvent.ends_at > clock.now(),
        )
        .order_by(Sitting.starts_at, Sitting.id)
        .limit(MOST_SITTINGS)
    ).all()


def corrected(words: str) -> str:
    """The same search with each word that stands in no course replaced by one that is like it.

    Empty when nothing is like it, or nothing had to be replaced. Read only when a search finds nothing.
    """
    texts = db.session.scalars(select(Course.search_text).where(Course.is_listed)).all()
    return nearest(sought(words), texts)


@cache
def list_principles() -> tuple[tuple[str, str], ...]:
    """Keys and titles of the Good Help principles that courses serve."""
    return tuple((one.key, one.title) for one in shipped_form(FormKind.FULL).principles)


def list_audit_items() -> Sequence[tuple[str, str]]:
    """Key and words of each item that the published checklist asks about: “B2”, “B2 Voice of the child”."""
    published = find_newest_published(CHECKLIST)
    form = shipped_form(FormKind.FULL) if published is None else get_bank(published.id).form(FormKind.FULL)
    return [(item.key, f"{item.key} {item.label}") for item in form.items()]


@dataclass(frozen=True, slots=True)
class LineServed:
    """A line of the strategy with the listed courses that serve it, each with its dates to come."""

    line: str
    courses: Sequence[Any]

    @property
    def events(self) -> int:
        return sum(course.events for course in self.courses)


def list_lines(lines: Sequence[str]) -> Sequence[LineServed]:
    """Every line in its order, those that no course serves too. One statement."""
    ahead = (
        (TrainingEvent.course_id == Course.id)
        & (TrainingEvent.state == EventState.OPEN)
        & (TrainingEvent.starts_at > clock.now())
    )
    courses = db.session.execute(
        select(Course.id, Course.title, Course.lines, func.count(TrainingEvent.id).label("events"))
        .outerjoin(TrainingEvent, ahead)
        .where(Course.is_listed, cast(Course.lines, String) != "[]")
        .group_by(Course.id)
        .order_by(Course.title, Course.id)
    ).all()
    return [LineServed(line, [one for one in courses if line in one.lines]) for line in lines]
