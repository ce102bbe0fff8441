"""Whose required training is late, and where they wait for what would make up for it."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from sqlalchemy import (
    BigInteger,
    BindParameter,
    ColumnElement,
    SQLColumnExpression,
    and_,
    bindparam,
    exists,
    or_,
    select,
)

from portal.kernel.db import db
from training.bookings.domain import BookingStatus
from training.bookings.models import Booking
from training.catalogue.models import Course, TrainingEvent
from training.requirements.domain import LATE, State
from training.requirements.models import RequirementCourse, RequirementStanding


def is_late_for(person_id: int, course_id: int) -> bool:
    """Whether they are late with something that this course, or what it renews, counts for."""
    return bool(db.session.scalar(_IS_LATE, {"person_id": person_id, "course_id": course_id}))


def map_waiting(
    person_ids: Collection[int], requirement_ids: Collection[int]
) -> Mapping[int, frozenset[int]]:
    """The courses that count for these requirements and that these people wait for."""
    found: dict[int, set[int]] = {}
    wanted = {"people": list(person_ids), "requirements": list(requirement_ids)}
    for person_id, course_id in db.session.execute(_WAITING, wanted):
        found.setdefault(person_id, set()).add(course_id)
    return {person_id: frozenset(courses) for person_id, courses in found.items()}


def _counts(course_id: SQLColumnExpression[int]) -> ColumnElement[bool]:
    """Either the course that is required, or the shorter one that renews it."""
    return or_(RequirementCourse.course_id == course_id, _renewed_by(course_id))


def _renewed_by(course_id: SQLColumnExpression[int]) -> ColumnElement[bool]:
    return RequirementCourse.course_id.in_(select(Course.id).where(Course.refresher_id == course_id))


# Built once: asked whenever somebody joins a queue.
_course: BindParameter[int] = bindparam("course_id", type_=BigInteger())
# Beyond the time for reactivation only the whole course will do (docs/training.md 4.9).
_IS_LATE = select(
    exists().where(
        RequirementStanding.person_id == bindparam("person_id"),
        RequirementCourse.requirement_id == RequirementStanding.requirement_id,
        or_(
            and_(RequirementStanding.state.in_(LATE), RequirementCourse.course_id == _course),
            and_(RequirementStanding.state == State.REACTIVATABLE, _renewed_by(_course)),
        ),
    )
)
_WAITING = (
    select(Booking.person_id, TrainingEvent.course_id)
    .distinct()
    .join(TrainingEvent, TrainingEvent.id == Booking.event_id)
    .where(
        Booking.person_id.in_(bindparam("people", expanding=True)),
        Booking.status == BookingStatus.WAITING,
        exists().where(
            RequirementCourse.requirement_id.in_(bindparam("requirements", expanding=True)),
            _counts(TrainingEvent.course_id),
        ),
    )
    .order_by(Booking.person_id, TrainingEvent.course_id)
)
