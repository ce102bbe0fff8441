"""Reads about who wants which course."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, exists, func, or_, select
from sqlalchemy.orm import joinedload

from portal.kernel import clock
from portal.kernel.db import db
from portal.kernel.tables import Sort
from portal.kernel.text import sought
from portal.people.models import Agency, Post
from portal.people.scope import is_current
from training.bookings.domain import LIVE
from training.bookings.models import Booking
from training.catalogue.domain import EventState
from training.catalogue.models import Course, TrainingEvent
from training.interest.models import Interest, ToldDate

ORDERS = ("course", "people", "waited", "dates")


def find_interest(course_id: int, person_id: int) -> Interest | None:
    return db.session.scalar(
        select(Interest).where(Interest.course_id == course_id, Interest.person_id == person_id)
    )


def count_wishes(course_id: int) -> int:
    wishes = select(func.count(Interest.id)).where(Interest.course_id == course_id)
    return db.session.scalar(wishes) or 0


def list_of(person_id: int) -> Sequence[Any]:
    """The courses that this person wants: number and title."""
    return db.session.execute(
        select(Course.id, Course.title)
        .join(Interest, Interest.course_id == Course.id)
        .where(Interest.person_id == person_id)
        .order_by(Course.title, Course.id)
    ).all()


def is_news() -> ColumnElement[bool]:
    """Events that somebody can book today."""
    now, opens, closes = clock.now(), TrainingEvent.booking_opens_at, TrainingEvent.booking_closes_at
    return and_(
        TrainingEvent.state == EventState.OPEN,
        TrainingEvent.starts_at > now,
        or_(opens.is_(None), opens <= now),
        or_(closes.is_(None), closes > now),
    )


def list_news(most: int) -> Sequence[tuple[Interest, TrainingEvent]]:
    """Who is to be told of which event now: neither told before nor on it. So many rows at most.

    Each with its person and course.
    """
    told = exists().where(ToldDate.interest_id == Interest.id, ToldDate.event_id == TrainingEvent.id)
    is_on_it = exists().where(
        Booking.event_id == TrainingEvent.id,
        Booking.person_id == Interest.person_id,
        Booking.status.in_(LIVE),
    )
    found = db.session.execute(
        select(Interest, TrainingEvent)
        .options(joinedload(Interest.person), joinedload(Interest.course))
        .join(TrainingEvent, TrainingEvent.course_id == Interest.course_id)
        .where(is_news(), ~told, ~is_on_it)
        .order_by(Interest.id, TrainingEvent.starts_at, TrainingEvent.id)
        .limit(most)
    )
    return [(one, event) for one, event in found]


def list_bookable(course_id: int) -> Sequence[int]:
    """The course's events that stand there for everybody to see already."""
    return db.session.scalars(
        select(TrainingEvent.id).where(TrainingEvent.course_id == course_id, is_news())
    ).all()


def select_demand(words: str = "", sort: Sort | None = None) -> Select[*tuple[Any, ...]]:
    """By course: how many want it, since when the first does, and how many dates can be booked."""
    people, since = func.count(Interest.id).label("people"), func.min(Interest.since).label("since")
    dates = (
        select(func.count())
        .where(TrainingEvent.course_id == Course.id, is_news())
        .correlate(Course)
        .scalar_subquery()
        .label("dates")
    )
    statement: Select[*tuple[Any, ...]] = select(Course.id, Course.title, people, since, dates)
    statement = statement.join(Interest, Interest.course_id == Course.id).group_by(Course.id)
    for word in sought(words):
        statement = statement.where(Course.search_text.contains(word, autoescape=True))
    orders: dict[str, ColumnElement[Any]] = {
        "course": Course.title.expression,
        "people": people,
        "waited": since,
        "dates": dates,
    }
    first = (sort or Sort("people", descending=True)).by(orders)
    return statement.order_by(first, Course.title, Course.id)


def select_agencies(course_id: int) -> Select[*tuple[Any, ...]]:
    """How many people of each agency want this course; who works for two is counted at both."""
    people = func.count(Interest.id.distinct()).label("people")
    columns = (func.coalesce(Agency.name, "").label("agency"), people)
    statement: Select[*tuple[Any, ...]] = select(*columns)
    return (
        statement.select_from(Interest)
        .outerjoin(Post, and_(Post.person_id == Interest.person_id, is_current()))
        .outerjoin(Agency, Agency.id == Post.agency_id)
        .where(Interest.course_id == course_id)
        .group_by(Agency.id, Agency.name)
        .order_by(people.desc(), "agency")
    )
