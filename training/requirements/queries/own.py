"""What one person's page about required training shows. A few statements, however much there is."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Date, Integer, String, cast, false, func, literal, null, select, true, union_all

from portal.kernel import clock
from portal.kernel.db import db
from training.bookings.domain import PENDING
from training.bookings.models import Booking
from training.catalogue.domain import CourseLevel, EventState
from training.catalogue.models import Course, TrainingEvent
from training.requirements.domain import AllowanceKind, EvidenceState, State
from training.requirements.models import (
    Requirement,
    RequirementAllowance,
    RequirementCycle,
    RequirementEvidence,
    RequirementStanding,
)
from training.requirements.queries.facts import LEVELS

# How many dates are named when any training would do.
FEW = 3


def list_standings(person_id: int) -> Sequence[tuple[RequirementStanding, Requirement]]:
    """What is required of this person, what presses first."""
    rows = db.session.execute(
        select(RequirementStanding, Requirement)
        .join(Requirement, Requirement.id == RequirementStanding.requirement_id)
        .where(RequirementStanding.person_id == person_id, RequirementStanding.state != State.NOT_REQUIRED)
        .order_by(RequirementStanding.due_on.is_(None), RequirementStanding.due_on, Requirement.name)
    )
    return [(row[0], row[1]) for row in rows]


@dataclass(frozen=True, slots=True)
class Note:
    """Evidence from elsewhere, an exemption or an extension; `what` is the state of evidence, or the kind."""

    is_evidence: bool
    id: int
    requirement_id: int
    what: str
    first: date
    last: date | None
    minutes: int | None
    text: str
    reason: str
    is_bulk: bool

    @property
    def label(self) -> str:
        return (EvidenceState if self.is_evidence else AllowanceKind)(self.what).label


def list_notes(person_id: int) -> Sequence[Note]:
    """All evidence of this person, and what they are allowed today or will be. One statement."""
    sent, given = RequirementEvidence, RequirementAllowance
    evidence: Any = select(
        *(true().label("is_evidence"), sent.id.label("id"), sent.requirement_id),
        *(cast(sent.state, String), sent.completed_on.label("first"), cast(null(), Date), sent.minutes),
        *(sent.reference, sent.reason, false()),
    ).where(sent.person_id == person_id)
    allowed: Any = select(
        *(false(), given.id, given.requirement_id, cast(given.kind, String), given.starts_on),
        *(given.until, cast(null(), Integer), given.reason, literal(""), given.is_bulk),
    ).where(
        given.person_id == person_id,
        given.ended_at.is_(None),
        func.coalesce(given.until, date.max) >= clock.today(),
    )
    rows = db.session.execute(union_all(evidence, allowed))
    notes = [Note(*row) for row in rows]
    return sorted(notes, key=lambda one: (one.first, one.id), reverse=True)


def list_cycles(person_id: int) -> Sequence[RequirementCycle]:
    return db.session.scalars(
        select(RequirementCycle)
        .where(RequirementCycle.person_id == person_id)
        .order_by(RequirementCycle.requirement_id, RequirementCycle.number.desc())
    ).all()


@dataclass(frozen=True, slots=True)
class Offered:
    """A course with its next open date, and the person's own place or turn on one."""

    id: int
    title: str
    minutes: int
    level: CourseLevel
    is_listed: bool
    event_id: int | None
    starts_at: datetime | None
    places_left: int
    booked_id: int | None


def map_offered(person_id: int, course_ids: Collection[int] | None) -> Mapping[int, Offered]:
    """These courses, or all that are listed, with their next dates. One statement."""
    statement: Any = (
        select(
            *(Course.id, Course.title, Course.minutes, Course.level, Course.is_listed),
            *(TrainingEvent.id, TrainingEvent.starts_at),
            TrainingEvent.capacity + TrainingEvent.overbooked - TrainingEvent.places_taken,
            _own_event(person_id),
        )
        .outerjoin(TrainingEvent, TrainingEvent.id == _next_event())
        .order_by(Course.title, Course.id)
    )
    chosen = Course.is_listed if course_ids is None else Course.id.in_(course_ids)
    return {row[0]: Offered(*row) for row in db.session.execute(statement.where(chosen))}


def _next_event() -> Any:  # noqa: ANN401  # a subquery
    """The soonest open event of the course: with a place, if there is one."""
    has_place = TrainingEvent.places_taken < TrainingEvent.capacity + TrainingEvent.overbooked
    return (
        select(TrainingEvent.id)
        .where(
            TrainingEvent.course_id == Course.id,
            TrainingEvent.state == EventState.OPEN,
            TrainingEvent.starts_at > clock.now(),
        )
        .order_by(has_place.desc(), TrainingEvent.starts_at, TrainingEvent.id)
        .limit(1)
        .correlate(Course)
        .scalar_subquery()
    )


def _own_event(person_id: int) -> Any:  # noqa: ANN401  # a subquery
    return (
        select(func.min(Booking.event_id))
        .join(TrainingEvent, TrainingEvent.id == Booking.event_id)
        .where(
            Booking.person_id == person_id,
            Booking.status.in_(PENDING),
            TrainingEvent.course_id == Course.id,
            TrainingEvent.state == EventState.OPEN,
        )
        .correlate(Course)
        .scalar_subquery()
    )


def soonest(offered: Mapping[int, Offered], level: CourseLevel | None) -> list[Offered]:
    """A few dates of any course of this level or a higher one."""
    fit = [
        one
        for one in offered.values()
        if one.starts_at is not None and (level is None or LEVELS[one.level] >= LEVELS[level])
    ]
    return sorted(fit, key=lambda one: (one.starts_at or clock.now(), one.id))[:FEW]
