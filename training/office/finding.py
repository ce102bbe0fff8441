"""Finding those whom somebody may book: by a list with filters, or by what was typed. Reads only."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, exists, or_, select
from sqlalchemy.orm import aliased

from portal.kernel.access import Actor, Role
from portal.kernel.db import db
from portal.kernel.tables import Page
from portal.kernel.text import folded
from portal.people.domain import RoleGroup
from portal.people.finding.people import named
from portal.people.models import Agency, Person, Post, School
from portal.people.scope import SEES_EVERYONE, is_current, sees_post
from portal.people.searching import Wanted, found, found_page
from training.bookings.domain import LIVE, PENDING, BookingStatus
from training.bookings.models import Booking
from training.catalogue.domain import EventState
from training.catalogue.models import Course, Sitting, TrainingEvent
from training.office.domain import Line, Matched
from training.office.models import OfficeRow
from training.office.scope import is_mine

# Beyond this nobody looks for another date of a course.
MOST_DATES = 50
DATE_COLUMNS = (
    TrainingEvent.id,
    TrainingEvent.code,
    TrainingEvent.starts_at,
    TrainingEvent.capacity,
    TrainingEvent.places_taken,
)


@dataclass(frozen=True, slots=True)
class Chosen:
    """Which of one's people are listed; nothing chosen means all of them."""

    name: str = ""
    agency_id: int | None = None
    role_group: RoleGroup | None = None
    without_email: bool = False


def find_page(actor: Actor, chosen: Chosen, number: int) -> Page[Any]:
    """A page of the people in post whom this actor may book."""
    return found_page(chosen.name, lambda wanted: _select(actor, chosen, wanted), number).page


def find_candidates(actor: Actor, name: str, most: int) -> Sequence[Any]:
    """Whom somebody may have meant by these words, the nearest first, slips of the pen allowed."""
    statement = found(name, lambda wanted: _select(actor, Chosen(name), wanted)).statement
    return db.session.execute(statement.limit(most)).all()


def _select(actor: Actor, chosen: Chosen, wanted: Sequence[Wanted]) -> Select[*tuple[Any, ...]]:
    statement, costs = named(chosen.name, wanted)
    post = aliased(Post)
    asked: list[ColumnElement[bool]] = [is_current(post), post.person_id == Person.id]
    if chosen.agency_id is not None:
        asked.append(post.agency_id == chosen.agency_id)
    if chosen.role_group is not None:
        asked.append(post.role_group == chosen.role_group)
    in_post: ColumnElement[bool] = exists().where(*asked)
    if actor.acts_for_others and len(asked) == 2:  # noqa: PLR2004  # without a filter of posts
        in_post = or_(in_post, Person.office_contact_id == actor.person_id)
    statement = statement.where(is_mine(actor), in_post)
    if chosen.without_email:
        statement = statement.where(Person.email.is_(None))
    nearest = () if costs is None else (costs,)
    return statement.order_by(*nearest, Person.family_name, Person.given_name, Person.id)


def list_agencies(actor: Actor) -> Sequence[tuple[int, str]]:
    """The agencies that the list can be narrowed to: all, or those this actor leads."""
    led, sees_all = actor.agencies_as(Role.AGENCY_LEAD), actor.holds(*SEES_EVERYONE)
    if not sees_all and len(led) <= 1:
        return []
    statement = select(Agency.id, Agency.name).where(Agency.is_active)
    if not sees_all:
        statement = statement.where(Agency.id.in_(led))
    return [(row[0], row[1]) for row in db.session.execute(statement.order_by(Agency.name, Agency.id))]


def map_posts(actor: Actor, person_ids: Collection[int]) -> Mapping[int, str]:
    """What each of these people does, and where: of the posts this actor may know the oldest."""
    schools = actor.schools_as(Role.CHAMPION)
    rows = db.session.execute(
        select(Post.person_id, Post.job_title, Agency.name)
        .join(Agency, Agency.id == Post.agency_id)
        .where(
            Post.person_id.in_(person_ids), is_current(), or_(sees_post(actor), Post.school_id.in_(schools))
        )
        .order_by(Post.started_on.desc(), Post.id.desc())
    )
    return {person_id: f"{title}, {agency}" for person_id, title, agency in rows}


def map_standings(event_id: int, person_ids: Collection[int]) -> Mapping[int, tuple[BookingStatus, str]]:
    """What each of these people has: a booking on this event (title empty), or one at the same time."""
    here, there = aliased(Sitting), aliased(Sitting)
    overlaps = (
        select(here.id)
        .join(there, and_(there.starts_at < here.ends_at, there.ends_at > here.starts_at))
        .where(here.event_id == event_id, there.event_id == Booking.event_id)
        .exists()
    )
    at_once = and_(Booking.status.in_({BookingStatus.BOOKED, BookingStatus.OFFERED}), overlaps)
    rows = db.session.execute(
        select(Booking.person_id, Booking.status, Course.title, Booking.event_id)
        .join(TrainingEvent, TrainingEvent.id == Booking.event_id)
        .join(Course, Course.id == TrainingEvent.course_id)
        .where(
            Booking.person_id.in_(person_ids),
            Booking.status.in_(LIVE),
            or_(Booking.event_id == event_id, at_once),
        )
        # A booking here comes last and stays.
        .order_by(Booking.event_id == event_id, Booking.id)
    )
    return {row[0]: (row[1], "" if row[3] == event_id else row[2]) for row in rows}


def match(actor: Actor, lines: Sequence[Line]) -> list[Matched]:
    """Whom of one's people each line means. Three statements, however many lines there are.

    An address or a number names one person; a name alone does when only one is called so. Where they
    disagree somebody decides: all that may be meant count as candidates.
    """
    by_email = _ids_by(actor, Person.email, {line.email for line in lines if line.email})
    by_reference = _ids_by(actor, Person.reference, {line.reference for line in lines if line.reference})
    names = {form for line in lines for form in _forms(line.name)}
    by_name = _ids_by(actor, Person.search_name, names)
    return [_matched(line, by_email, by_reference, by_name) for line in lines]


def _ids_by(actor: Actor, column: Any, values: Iterable[str]) -> Mapping[str, list[int]]:  # noqa: ANN401  # a column
    found_by: dict[str, list[int]] = {}
    wanted = sorted(values)
    if not wanted:
        return found_by
    rows = select(column, Person.id).where(
        column.in_(wanted), Person.merged_into_id.is_(None), is_mine(actor)
    )
    for value, person_id in db.session.execute(rows.order_by(Person.id)):
        found_by.setdefault(value, []).append(person_id)
    return found_by


def _forms(name: str) -> list[str]:
    """A name as it is sorted by; with a comma in it, the other way round."""
    family, comma, given = name.partition(",")
    return [folded(f"{given} {family}" if comma else name)] if name.strip(" ,") else []


def _matched(
    line: Line,
    by_email: Mapping[str, list[int]],
    by_reference: Mapping[str, list[int]],
    by_name: Mapping[str, list[int]],
) -> Matched:
    keyed = [*by_email.get(line.email, ()), *by_reference.get(line.reference, ())]
    called = [person_id for form in _forms(line.name) for person_id in by_name.get(form, ())]
    asked = sum(map(bool, (line.email, line.reference)))
    people = tuple(dict.fromkeys([*keyed, *called] if len(keyed) < asked else keyed or called))
    # Whoever is named by a key that leads to nobody may be somebody else of the same name.
    is_sure = len(people) == 1 and len(keyed) == asked
    return Matched(line, people, is_sure=is_sure)


def select_mine_on(actor: Actor, event_id: int) -> Select[*tuple[Any, ...]]:
    """The people of this actor who are on the event, or wait for it."""
    statement: Select[*tuple[Any, ...]] = (
        select(
            Booking.id,
            Booking.status,
            Booking.skip_reason,
            Person.given_name,
            Person.family_name,
            Person.email,
            Agency.name.label("agency"),
        )
        .join(Person, Person.id == Booking.person_id)
        .outerjoin(Agency, Agency.id == Booking.agency_id)
        .where(Booking.event_id == event_id, Booking.status.in_(PENDING), is_mine(actor))
    )
    return statement.order_by(Person.family_name, Person.given_name, Booking.id)


def list_other_dates(event: TrainingEvent, now: datetime) -> Sequence[Any]:
    """Open dates of the same course that are still to come, soonest first."""
    return db.session.execute(
        select(
            TrainingEvent.id,
            TrainingEvent.code,
            TrainingEvent.starts_at,
            TrainingEvent.capacity,
            TrainingEvent.places_taken,
        )
        .where(
            TrainingEvent.course_id == event.course_id,
            TrainingEvent.id != event.id,
            TrainingEvent.state == EventState.OPEN,
            TrainingEvent.starts_at > now,
        )
        .order_by(TrainingEvent.starts_at, TrainingEvent.id)
        .limit(MOST_DATES)
    ).all()


def list_slips(list_id: int, *, only_without_email: bool) -> Sequence[Any]:
    """Whoever on a list has a place, for a page on paper each."""
    statement = (
        select(
            Person.given_name,
            Person.family_name,
            Agency.name.label("agency"),
            School.name.label("school"),
            Booking.door_code,
        )
        .join(OfficeRow, OfficeRow.person_id == Person.id)
        .join(Booking, Booking.id == OfficeRow.booking_id)
        .outerjoin(Agency, Agency.id == Booking.agency_id)
        .outerjoin(School, School.id == Booking.school_id)
        .where(OfficeRow.list_id == list_id, Booking.status == BookingStatus.BOOKED)
    )
    if only_without_email:
        statement = statement.where(Person.email.is_(None))
    return db.session.execute(statement.order_by(Person.family_name, Person.given_name, Person.id)).all()
