"""Reads for word to managers: what happened to whose people, and what was said of it already."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, time, timedelta
from itertools import pairwise
from typing import Any

from sqlalchemy import ColumnElement, Select, String, and_, case, cast, exists, func, literal, or_, select
from sqlalchemy.orm import aliased

from portal.kernel import clock
from portal.kernel.db import db
from portal.kernel.errors import NotFound
from portal.kernel.outbox import OutgoingMessage
from portal.people.models import Agency, Person, Post
from portal.people.scope import is_current, manager_in_post
from training.bookings.domain import LEARNERS, BookingStatus
from training.bookings.models import Booking, StatusEntry
from training.catalogue.models import Course, TrainingEvent
from training.certificates.domain import CertificateState
from training.certificates.models import Certificate
from training.lost_places.domain import ASKING
from training.lost_places.kinds import MANAGER
from training.lost_places.letters import PREFIX
from training.lost_places.models import LostPlace
from training.managers.domain import ManagerWay, News, Told
from training.managers.models import ManagerWord
from training.requirements.domain.saying import in_short
from training.requirements.models import Requirement, RequirementStanding
from training.requirements.queries.news import is_news

_manager = aliased(Person)


def get_agency(agency_id: int, *, lock: bool = False) -> Agency:
    """Raise `NotFound` when there is no such agency."""
    agency = db.session.get(Agency, agency_id, with_for_update=lock or None, populate_existing=lock)
    if agency is None:
        raise NotFound
    return agency


def find_word(agency_id: int) -> ManagerWord | None:
    return db.session.scalar(select(ManagerWord).where(ManagerWord.agency_id == agency_id))


def has_copies() -> bool:
    """Whether any agency wants copies at all: looked at every few minutes, and most want none."""
    wants = select(ManagerWord.id).where(ManagerWord.way == ManagerWay.COPIES).limit(1)
    return db.session.scalar(wants) is not None


def list_news(way: ManagerWay, since: datetime, until: datetime) -> list[Told]:
    """What happened in this time to people whose managers hear of it in this way, by manager and time."""
    rows = [
        *db.session.execute(_of_bookings(way, since, until)),
        *db.session.execute(_of_certificates(way, since, until)),
    ]
    told = [_told(row) for row in sorted(rows, key=lambda row: (row.manager_id, row.at, row.key))]
    return told + (_list_required(since, until) if way is ManagerWay.DIGEST else [])


def list_untold(since: datetime, until: datetime) -> list[Told]:
    """The same of copies, without those that were written already."""
    is_news = _of_bookings(ManagerWay.COPIES, since, until).where(~_was_told(_NEWS, StatusEntry.id))
    is_new = _of_certificates(ManagerWay.COPIES, since, until).where(
        ~_was_told(literal(News.CERTIFICATE.value), Certificate.id)
    )
    return [_told(row) for one in (is_news, is_new) for row in db.session.execute(one)]


def _told(row: Any) -> Told:  # noqa: ANN401  # a row of either
    name = f"{row.given_name} {row.family_name}"
    return Told(News(row.news), row.key, row.manager_id, name, row.title, row.code, row.starts_at)


_STATUSES = {
    BookingStatus.REQUESTED: News.REQUESTED,
    BookingStatus.BOOKED: News.BOOKED,
    BookingStatus.NO_SHOW: News.NO_SHOW,
    BookingStatus.WITHDRAWN: News.LATE,
}
_NEWS = case(*((StatusEntry.status == status, news.value) for status, news in _STATUSES.items()), else_="")


def about_copy(told: Told) -> str:
    return f"copy:{told.news.value}:{told.key}"


def _was_told(news: ColumnElement[str], key: Any) -> ColumnElement[bool]:  # noqa: ANN401  # a column
    """Whether this manager was written to about it, at whatever address they had."""
    about = literal("copy:") + news + literal(":") + cast(key, String)
    return exists().where(OutgoingMessage.about == about, OutgoingMessage.person_id == _manager.id)


def _of_bookings(way: ManagerWay, since: datetime, until: datetime) -> Select[*tuple[Any, ...]]:
    """Steps of bookings that no later one has overtaken by then: who asked and was booked is booked."""
    later = aliased(StatusEntry)
    overtaken = exists().where(
        later.booking_id == StatusEntry.booking_id, later.id > StatusEntry.id, later.at < until
    )
    is_late = and_(Booking.is_late_cancel, Booking.late_waived_reason == "")
    columns = (_NEWS.label("news"), StatusEntry.id.label("key"), StatusEntry.at.label("at"), *_FACTS)
    statement: Select[*tuple[Any, ...]] = select(*columns)
    return (
        statement.join(Booking, Booking.id == StatusEntry.booking_id)
        .join(Person, Person.id == Booking.person_id)
        .join(TrainingEvent, TrainingEvent.id == Booking.event_id)
        .join(Course, Course.id == TrainingEvent.course_id)
        .join(Post, and_(Post.person_id == Booking.person_id, _is_of(Post), is_current()))
        .join(_manager, _manager.id == manager_in_post())
        .outerjoin(ManagerWord, ManagerWord.agency_id == Post.agency_id)
        .where(*_hears(way, StatusEntry.at, since, until), StatusEntry.status.in_(_STATUSES), ~overtaken)
        .where(or_(StatusEntry.status != BookingStatus.WITHDRAWN, is_late))
        .where(or_(StatusEntry.status != BookingStatus.NO_SHOW, ~_is_told_elsewhere()))
    )


def _is_told_elsewhere() -> ColumnElement[bool]:
    """Whether a manager was asked why they did not come, or is about to be: that letter says it already."""
    about = literal(PREFIX) + cast(LostPlace.id, String)
    was_asked = exists().where(OutgoingMessage.about == about, OutgoingMessage.kind == MANAGER)
    is_next = and_(LostPlace.asked_at.is_(None), LostPlace.state.in_(ASKING))
    return exists().where(LostPlace.booking_id == Booking.id, or_(was_asked, is_next))


# What a line of news says.
_FACTS = (
    _manager.id.label("manager_id"),
    Person.given_name,
    Person.family_name,
    Course.title,
    TrainingEvent.code,
    TrainingEvent.starts_at,
)


def _of_certificates(way: ManagerWay, since: datetime, until: datetime) -> Select[*tuple[Any, ...]]:
    """Certificates of this portal's own events; another version of one is no news."""
    issued, columns = Certificate.issued_at, (literal(News.CERTIFICATE.value).label("news"),)
    learned = exists().where(
        Booking.event_id == Certificate.event_id,
        Booking.person_id == Certificate.person_id,
        Booking.status.in_(LEARNERS),
        _is_of(Post),
    )
    statement: Select[*tuple[Any, ...]] = select(
        *columns, Certificate.id.label("key"), issued.label("at"), *_FACTS
    )
    return (
        statement.join(Person, Person.id == Certificate.person_id)
        .join(TrainingEvent, TrainingEvent.id == Certificate.event_id)
        .join(Course, Course.id == TrainingEvent.course_id)
        .join(Post, and_(Post.person_id == Certificate.person_id, is_current()))
        .join(_manager, _manager.id == manager_in_post())
        .outerjoin(ManagerWord, ManagerWord.agency_id == Post.agency_id)
        .where(*_hears(way, issued, since, until), learned)
        .where(Certificate.version == 1, Certificate.state == CertificateState.CURRENT)
    )


def _list_required(since: datetime, until: datetime) -> list[Told]:
    """What became of what is required of their people: once a week, and in no copy."""
    other = and_(_manager.email.is_not(None), _manager.id != Person.id)
    chosen = func.coalesce(ManagerWord.way, ManagerWay.DIGEST.value) == ManagerWay.DIGEST.value
    rows = db.session.execute(
        select(
            *(_manager.id, Person.given_name, Person.family_name, Requirement.name),
            *(RequirementStanding.id, RequirementStanding.state, RequirementStanding.due_on),
        )
        .join(Person, Person.id == RequirementStanding.person_id)
        .join(Requirement, Requirement.id == RequirementStanding.requirement_id)
        .join(Post, and_(Post.person_id == Person.id, is_current()))
        .join(_manager, _manager.id == manager_in_post())
        .outerjoin(ManagerWord, ManagerWord.agency_id == Post.agency_id)
        .where(_is_news_there(since, until), chosen, other)
        .order_by(_manager.id, RequirementStanding.due_on, RequirementStanding.id)
    )
    return [
        Told(News.REQUIRED, row[4], row[0], f"{row[1]} {row[2]}", row[3], "", None, in_short(row[5], row[6]))
        for row in rows
    ]


def _is_news_there(since: datetime, until: datetime) -> ColumnElement[bool]:
    """What became of it on days of this time by whose end, in London, the agency had chosen."""
    first, last = (clock.in_london(one).date() for one in (since, until))
    days = [first + timedelta(days=ahead) for ahead in range((last - first).days + 1)]
    chosen_at = func.coalesce(ManagerWord.chosen_at, since)
    return or_(
        *(
            and_(is_news(day, after), chosen_at < clock.at_london(after, time.min))
            for day, after in pairwise(days)
        )
    )


def _is_of(post: type[Post]) -> ColumnElement[bool]:
    """The post through which the booking was made: managers elsewhere are not told."""
    return or_(Booking.agency_id.is_(None), Booking.agency_id == post.agency_id)


def _hears(way: ManagerWay, at: Any, since: datetime, until: datetime) -> tuple[ColumnElement[bool], ...]:  # noqa: ANN401  # a column
    """Managers with an address, in agencies that hear so and did when it happened; nobody of themself."""
    chosen = func.coalesce(ManagerWord.way, ManagerWay.DIGEST.value) == way.value
    since_chosen = or_(ManagerWord.chosen_at.is_(None), at >= ManagerWord.chosen_at)
    other = and_(_manager.email.is_not(None), _manager.id != Person.id)
    return (at >= since, at < until, chosen, since_chosen, other)


def map_managers(manager_ids: Collection[int]) -> Mapping[int, Person]:
    rows = db.session.scalars(select(Person).where(Person.id.in_(manager_ids)).order_by(Person.id))
    return {one.id: one for one in rows}


def list_written(abouts: Collection[str]) -> frozenset[str]:
    """About which of these a message was written."""
    rows: Sequence[str] = db.session.scalars(
        select(OutgoingMessage.about).where(OutgoingMessage.about.in_(abouts))
    ).all()
    return frozenset(rows)
