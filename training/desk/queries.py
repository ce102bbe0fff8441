"""Reads of the desk: each is one statement, added up by the database."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Select,
    and_,
    case,
    exists,
    func,
    or_,
    select,
)
from sqlalchemy.orm import aliased

from portal.kernel import clock
from portal.kernel.db import db
from portal.kernel.tables import Sort
from portal.kernel.text import sought
from portal.people.models import Post
from portal.people.scope import is_current
from training.bookings.domain import LEARNERS, BookingStatus
from training.bookings.models import Booking
from training.catalogue.domain import EventState
from training.catalogue.models import Course, TrainingEvent
from training.certificates.domain import CertificateState
from training.certificates.models import Certificate
from training.desk.domain import CourseMonth, Fill, Offered, Period
from training.desk.scope import waiting_on_event

FILL_ORDERS = ("course", "month", "places", "booked", "waiting", "no_show", "late")


def select_fill(wanted: Period, words: str = "", sort: Sort | None = None) -> Select[*tuple[Any, ...]]:
    """Open events that start in these months, added up by course and month."""
    each = _each_event(wanted).subquery()
    sums = [func.sum(each.c[name]).label(name) for name in Fill.__slots__ if name != "events"]
    columns = (Course.id, Course.title, each.c.month, func.count().label("events"), *sums)
    statement: Select[*tuple[Any, ...]] = select(*columns)
    statement = statement.join(each, each.c.course_id == Course.id).group_by(Course.id, each.c.month)
    for word in sought(words):
        statement = statement.where(Course.search_text.contains(word, autoescape=True))
    orders: dict[str, ColumnElement[Any]] = {"course": Course.title.expression, "month": each.c.month} | {
        one.name: one for one in sums
    }
    first = (sort or Sort("course")).by(orders)
    return statement.order_by(first, Course.title, Course.id, each.c.month)


def _each_event(wanted: Period) -> Select[*tuple[Any, ...]]:
    """One row an event, with the number of its month and what came of its bookings."""
    starts, ends = TrainingEvent.starts_at, _ends(wanted)
    columns = (
        TrainingEvent.course_id,
        case(*_numbered(starts, ends), else_=len(ends)).label("month"),
        TrainingEvent.capacity.label("places"),
        TrainingEvent.places_taken.label("booked"),
        *(func.count(Booking.id).filter(such).label(name) for name, such in _OUTCOMES.items()),
    )
    statement: Select[*tuple[Any, ...]] = select(*columns)
    begins = clock.at_london(wanted.first, time.min)
    return (
        statement.outerjoin(Booking, Booking.event_id == TrainingEvent.id)
        .where(TrainingEvent.state == EventState.OPEN, starts >= begins, starts < ends[-1])
        .group_by(TrainingEvent.id)
    )


_OUTCOMES: dict[str, ColumnElement[bool]] = {
    "waiting": Booking.status == BookingStatus.WAITING,
    "attended": Booking.status.in_(LEARNERS),
    "no_show": Booking.status == BookingStatus.NO_SHOW,
    "late": and_(Booking.is_late_cancel, Booking.late_waived_reason == ""),
}


def _ends(wanted: Period) -> list[datetime]:
    """The midnights in London at which its months end."""
    return [clock.at_london(month, time.min) for month in (*wanted.months[1:], wanted.end)]


def _numbered(column: Any, ends: Sequence[object]) -> list[tuple[Any, int]]:  # noqa: ANN401  # a day or an instant
    """For `case`: the number of the first month that ends after what is in the column."""
    return [(column < end, number) for number, end in enumerate(ends)]


def read_fill(row: Any, months: Sequence[date]) -> CourseMonth:  # noqa: ANN401  # a row of `select_fill`
    """Sums of one database are whole numbers, of the other decimal ones."""
    fill = Fill(*(int(getattr(row, name)) for name in Fill.__slots__))
    return CourseMonth(row.id, row.title, months[row.month], fill)


def list_fill(wanted: Period) -> list[CourseMonth]:
    months = wanted.months
    return [read_fill(row, months) for row in db.session.execute(select_fill(wanted))]


def map_expiring(wanted: Period) -> dict[tuple[int, date], int]:
    """How many certificates run out from today on, by course and month."""
    months, expires = wanted.months, Certificate.expires_on
    which = _numbered(expires, (*months[1:], wanted.end))
    each = (
        select(Certificate.course_id, case(*which, else_=len(months)).label("month"))
        .where(
            Certificate.state == CertificateState.CURRENT,
            Certificate.course_id.is_not(None),
            expires >= clock.today(),
            expires < wanted.end,
            _may_come_back(),
        )
        .subquery()
    )
    rows = db.session.execute(
        select(each.c.course_id, each.c.month, func.count()).group_by(each.c.course_id, each.c.month)
    )
    return {(row[0], months[row[1]]): row[2] for row in rows}


def _may_come_back() -> ColumnElement[bool]:
    """Not people who have a later certificate of the same course, and not people without a post."""
    later = aliased(Certificate)
    renewed = exists().where(
        later.person_id == Certificate.person_id,
        later.course_id == Certificate.course_id,
        later.cycle > Certificate.cycle,
        later.state == CertificateState.CURRENT,
    )
    return and_(~renewed, exists().where(Post.person_id == Certificate.person_id, is_current()))


def list_offered(wanted: Period) -> list[Offered]:
    """What each course that is still taught has ahead until the end of the period, and who waits for it."""
    each = _each_ahead(wanted).subquery()
    sums = (
        func.count(each.c.course_id).filter(each.c.dated),
        func.sum(each.c.capacity).filter(each.c.dated),
        func.sum(each.c.left).filter(each.c.dated),
        func.sum(each.c.waiting),
        func.sum(each.c.waiting).filter(~each.c.dated),
    )
    rows = db.session.execute(
        select(Course.id, Course.title, Course.refresher_id, *sums)
        .outerjoin(each, each.c.course_id == Course.id)
        .where(Course.retired_on.is_(None))
        .group_by(Course.id)
        .order_by(Course.title, Course.id)
    )
    return [Offered(*row[:3], *(int(number or 0) for number in row[3:])) for row in rows]


def _each_ahead(wanted: Period) -> Select[*tuple[Any, ...]]:
    """One row an open event that is to come or has no date yet."""
    event, starts = TrainingEvent, TrainingEvent.starts_at
    columns = (
        event.course_id,
        event.capacity,
        (event.capacity + event.overbooked - event.places_taken).label("left"),
        starts.is_not(None).label("dated"),
        waiting_on_event().label("waiting"),
    )
    statement: Select[*tuple[Any, ...]] = select(*columns)
    is_to_come = and_(starts > clock.now(), starts < clock.at_london(wanted.end, time.min))
    return statement.where(event.state == EventState.OPEN, or_(starts.is_(None), is_to_come))
