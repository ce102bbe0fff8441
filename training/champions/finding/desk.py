"""What the page of a Champion rests on: one school and its staff, in a fixed number of statements."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import BigInteger, Select, and_, cast, func, null, or_, select, union_all

from portal.kernel import clock
from portal.kernel.db import db
from portal.kernel.errors import NotFound
from portal.people.models import Person, Post, School
from portal.people.scope import is_current as is_in_post
from training.bookings.domain import PENDING, BookingStatus
from training.bookings.models import Booking
from training.catalogue.domain import CourseLevel, EventState
from training.catalogue.finding import NEXT_DATES, PLACES_LEFT, can_be_taken
from training.catalogue.models import Course, TrainingEvent
from training.certificates.domain import CertificateState
from training.certificates.models import Certificate
from training.champions.domain import ChampionKind
from training.champions.finding.roster import TERM_END, TODAY
from training.champions.models import (
    BriefingSchool,
    ChampionAppointment,
    ChampionBriefing,
    ChampionCourse,
    is_current,
)
from training.requirements.domain import LATE, EvidenceState, State
from training.requirements.models import (
    Requirement,
    RequirementCourse,
    RequirementEvidence,
    RequirementStanding,
)
from training.requirements.queries.facts import Learned, OfPerson

# What is to be done now, whenever it is due.
TO_DO = frozenset({*LATE, State.RENEW, State.DUE, State.IN_PROGRESS})
# No school office works through a longer list at once; the page says how many there are beyond it.
MOST = 200


@dataclass(frozen=True, slots=True)
class DeskSchool:
    """The school of the page, and the day on which its term ends."""

    id: int
    name: str
    agency_id: int
    is_open: bool
    term_ends_on: date


@dataclass(frozen=True, slots=True)
class Need:
    """Somebody of the staff whom a requirement presses, or will by the end of the term."""

    person_id: int
    name: str
    state: State
    due_on: date | None
    requirement: Requirement
    # The last day on which they had accepted evidence for the whole of it.
    evidence_on: date | None

    @property
    def is_to_do(self) -> bool:
        return self.state in TO_DO

    def presses_by(self, day: date) -> bool:
        """Whether it is late, or will be after that day."""
        return self.state.is_late or self.due_on is None or self.due_on <= day


@dataclass(frozen=True, slots=True)
class Held:
    """A certificate of somebody of the staff that was not taken back."""

    person_id: int
    name: str
    course_id: int
    course: str
    completed_on: date
    expires_on: date | None
    minutes: int
    level: CourseLevel

    @property
    def is_over(self) -> bool:
        return self.expires_on is not None and self.expires_on < clock.today()


@dataclass(frozen=True, slots=True)
class Place:
    """A booking of one of the staff that is still to come."""

    status: BookingStatus
    event_id: int
    starts_at: Any


def get_school(school_id: int, own: Collection[int]) -> tuple[DeskSchool, Sequence[DeskSchool]]:
    """The school, and those of one's own beside it, by name. Raises `NotFound`."""
    rows = db.session.execute(
        select(School.id, School.name, School.agency_id, School.is_open, TERM_END)
        .where(School.id.in_({school_id, *own}))
        .order_by(School.name, School.id)
    )
    found = [DeskSchool(*row) for row in rows]
    wanted = next((one for one in found if one.id == school_id), None)
    if wanted is None:
        raise NotFound
    return wanted, [one for one in found if one is not wanted]


def _staff_of(school_id: int) -> Select[int]:
    return select(Post.person_id).where(Post.school_id == school_id, is_in_post())


# The last day on which somebody had accepted evidence for the whole of a requirement.
_EVIDENCE = (
    select(func.max(RequirementEvidence.completed_on))
    .where(
        RequirementEvidence.person_id == RequirementStanding.person_id,
        RequirementEvidence.requirement_id == Requirement.id,
        RequirementEvidence.state == EvidenceState.ACCEPTED,
        RequirementEvidence.minutes.is_(None),
    )
    .scalar_subquery()
)


def list_needs(school: DeskSchool) -> Sequence[Need]:
    """Everyone of the staff whom something presses, soonest first."""
    lasting = (State.CURRENT, State.EXTENDED)
    by_the_end = RequirementStanding.state.in_(lasting) & (RequirementStanding.due_on <= school.term_ends_on)
    rows: Iterable[Any] = db.session.execute(
        select(
            *(Person.id, Person.given_name, Person.family_name),
            *(RequirementStanding.state, RequirementStanding.due_on, Requirement, _EVIDENCE),
        )
        .join(RequirementStanding, RequirementStanding.person_id == Person.id)
        .join(Requirement, Requirement.id == RequirementStanding.requirement_id)
        .where(Person.id.in_(_staff_of(school.id)), or_(RequirementStanding.state.in_(TO_DO), by_the_end))
        .order_by(RequirementStanding.due_on.is_(None), RequirementStanding.due_on)
        .order_by(Person.search_name, RequirementStanding.id)
        .limit(MOST + 1)
    )
    return [Need(row[0], f"{row[1]} {row[2]}", *row[3:]) for row in rows]


def map_courses(requirement_ids: Collection[int]) -> dict[int | None, dict[int, int | None]]:
    """The courses of these requirements, each with its refresher; under None, Champions' own."""
    asked: Any = (
        select(RequirementCourse.requirement_id, Course.id, Course.refresher_id)
        .join(Course, Course.id == RequirementCourse.course_id)
        .where(RequirementCourse.requirement_id.in_(requirement_ids))
    )
    of_champions: Any = select(cast(null(), BigInteger), ChampionCourse.course_id, cast(null(), BigInteger))
    found: dict[int | None, dict[int, int | None]] = {}
    for requirement_id, course_id, refresher_id in db.session.execute(union_all(asked, of_champions)):
        found.setdefault(requirement_id, {})[course_id] = refresher_id
    return found


def list_certificates(school_id: int) -> Sequence[Held]:
    """All that the staff hold, by day."""
    rows = db.session.execute(
        select(
            *(Person.id, Person.given_name, Person.family_name, Course.id, Course.title),
            *(Certificate.completed_on, Certificate.expires_on),
            *(Certificate.snapshot["minutes"].as_integer(), Course.level),
        )
        .join(Certificate, Certificate.person_id == Person.id)
        .join(Course, Course.id == Certificate.course_id)
        .where(Person.id.in_(_staff_of(school_id)), Certificate.state == CertificateState.CURRENT)
        .order_by(Certificate.completed_on, Certificate.id)
    )
    return [Held(row[0], f"{row[1]} {row[2]}", *row[3:]) for row in rows]


def learned_of(held: Sequence[Held], need: Need) -> OfPerson:
    """What is known of somebody, as far as the shortest way for them asks."""
    known = OfPerson()
    theirs = [one for one in held if one.person_id == need.person_id]
    known.learned = [Learned(one.course_id, one.completed_on, one.minutes or 0, one.level) for one in theirs]
    if need.evidence_on is not None:
        known.evidence[need.requirement.id] = [(need.evidence_on, None)]
    return known


def map_places(people: Collection[int], courses: Collection[int]) -> dict[tuple[int, int], Place]:
    """What these people have of these courses already, by person and course."""
    rows = db.session.execute(
        select(
            *(Booking.person_id, TrainingEvent.course_id, Booking.status),
            *(TrainingEvent.id, TrainingEvent.starts_at),
        )
        .join(TrainingEvent, TrainingEvent.id == Booking.event_id)
        .where(
            *(Booking.person_id.in_(people), TrainingEvent.course_id.in_(courses)),
            *(Booking.status.in_(PENDING), TrainingEvent.state == EventState.OPEN),
            or_(TrainingEvent.ends_at.is_(None), TrainingEvent.ends_at > clock.now()),
        )
        .order_by(TrainingEvent.starts_at.desc(), Booking.id)
    )
    return {(row[0], row[1]): Place(*row[2:]) for row in rows}


@dataclass(frozen=True, slots=True)
class Date:
    """A date of a course with places left; with no event, it can be taken at any time."""

    event_id: int | None
    starts_at: Any
    left: int | None


def map_dates(course_ids: Collection[int]) -> dict[int, tuple[str, list[Date]]]:
    """Title and next dates of each of these courses that the catalogue shows. One statement."""
    number = func.row_number().over(
        partition_by=Course.id, order_by=(TrainingEvent.starts_at, TrainingEvent.id)
    )
    ranked = (
        select(Course.id, Course.title, TrainingEvent.id.label("event_id"), TrainingEvent.starts_at)
        .add_columns(PLACES_LEFT.label("left"), (Course.e_learning_link != "").label("is_any_time"))
        .add_columns(number.label("number"))
        .outerjoin(TrainingEvent, can_be_taken(None))
        .where(Course.id.in_(course_ids), Course.is_listed)
        .subquery()
    )
    rows = db.session.execute(select(ranked).where(ranked.c.number <= NEXT_DATES).order_by(ranked.c.number))
    found: dict[int, tuple[str, list[Date]]] = {}
    for row in rows:
        _, dates = found.setdefault(row.id, (row.title, []))
        if row.event_id is not None or row.is_any_time:
            dates.append(Date(row.event_id, row.starts_at, row.left))
    return found


def list_briefings_waiting(school_id: int) -> Sequence[Any]:
    """Id, title and first sending of what this school has not passed on, oldest first."""
    return db.session.execute(
        select(ChampionBriefing.id, ChampionBriefing.title, ChampionBriefing.first_sent_at)
        .join(BriefingSchool, BriefingSchool.briefing_id == ChampionBriefing.id)
        .where(BriefingSchool.school_id == school_id, BriefingSchool.briefed_on.is_(None))
        .order_by(ChampionBriefing.first_sent_at, ChampionBriefing.id)
        .limit(MOST)
    ).all()


def list_covers_from(school_id: int) -> Sequence[Any]:
    """The schools that a Champion of this one covers today: id and name, who does, until when."""
    appointment = ChampionAppointment
    return db.session.execute(
        select(School.id, School.name, Person.given_name, Person.family_name, appointment.ends_on)
        .join(appointment, and_(appointment.school_id == School.id, appointment.kind == ChampionKind.COVER))
        .join(Person, Person.id == appointment.person_id)
        .where(appointment.from_school_id == school_id, is_current(TODAY))
        .order_by(appointment.ends_on, appointment.id)
    ).all()
