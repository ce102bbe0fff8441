"""Reads about evaluation: who may send the form, who has, and what nobody in particular answered."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, bindparam, exists, func, select
from sqlalchemy.orm import InstrumentedAttribute

from portal.kernel import clock
from portal.kernel.access import Actor, Role
from portal.kernel.db import db
from portal.kernel.errors import NotFound
from portal.people.domain import AgencyKind
from portal.people.models import Agency
from training.bookings.domain import LEARNERS
from training.bookings.models import Booking
from training.catalogue.models import Course, EventTrainer, TrainingEvent
from training.evaluation.domain import EvaluationForm
from training.evaluation.models import EvaluationAnswer, EvaluationResponse

# The form stays open; the home page stops asking after this long.
ASK_FOR = timedelta(days=60)


@dataclass(frozen=True, slots=True)
class EventFacts:
    """What permissions about an event's answers are asked for, and what its pages are headed with."""

    id: int
    title: str
    code: str
    held_on: date | None
    trainer_ids: frozenset[int]


def get_event(event_id: int) -> EventFacts:
    """Raise `NotFound` when there is no such event."""
    rows = db.session.execute(
        select(Course.title, TrainingEvent.code, TrainingEvent.starts_at, EventTrainer.person_id)
        .join(Course, Course.id == TrainingEvent.course_id)
        .outerjoin(EventTrainer, EventTrainer.event_id == TrainingEvent.id)
        .where(TrainingEvent.id == event_id)
    ).all()
    if not rows:
        raise NotFound
    title, code, starts_at, _ = rows[0]
    held_on = clock.in_london(starts_at).date() if starts_at else None
    return EventFacts(event_id, title, code, held_on, frozenset(row[3] for row in rows if row[3]))


def has_sent(
    person_id: InstrumentedAttribute[int], event_id: InstrumentedAttribute[Any]
) -> ColumnElement[bool]:
    """Whether the person in one column has sent the form about the event in the other."""
    return exists().where(
        EvaluationResponse.person_id == person_id,
        EvaluationResponse.event_id == event_id,
        EvaluationResponse.form == EvaluationForm.AFTER,
    )


def is_learner(person_id: int, event_id: int) -> bool:
    """Whether it is confirmed that they took part, in whole or in part."""
    found = select(Booking.id).where(
        Booking.person_id == person_id, Booking.event_id == event_id, Booking.status.in_(LEARNERS)
    )
    return db.session.scalar(found) is not None


def find_response(person_id: int, event_id: int) -> EvaluationResponse | None:
    return db.session.scalar(
        select(EvaluationResponse).where(
            EvaluationResponse.person_id == person_id,
            EvaluationResponse.event_id == event_id,
            EvaluationResponse.form == EvaluationForm.AFTER,
        )
    )


def lock_event(event_id: int) -> None:
    """Hold the event's row until the transaction ends: two people sending forms wait for each other."""
    found = db.session.scalar(select(TrainingEvent.id).where(TrainingEvent.id == event_id).with_for_update())
    if found is None:
        raise NotFound


def find_agency_kind(person_id: int, event_id: int) -> tuple[AgencyKind | None, int]:
    """The kind of agency this learner came from, and how many learners came from agencies of that kind."""
    own = (
        select(Agency.kind)
        .join(Booking, Booking.agency_id == Agency.id)
        .where(Booking.person_id == person_id, Booking.event_id == event_id, Booking.status.in_(LEARNERS))
    )
    row = db.session.execute(
        select(Agency.kind, func.count(Booking.id))
        .join(Booking, Booking.agency_id == Agency.id)
        .where(
            Booking.event_id == event_id,
            Booking.status.in_(LEARNERS),
            Agency.kind == own.scalar_subquery(),
        )
        .group_by(Agency.kind)
    ).one_or_none()
    return (None, 0) if row is None else (row[0], row[1])


def list_answers(event_id: int) -> Sequence[EvaluationAnswer]:
    """In the order of their random keys, which says nothing."""
    return db.session.scalars(
        select(EvaluationAnswer)
        .where(EvaluationAnswer.event_id == event_id, EvaluationAnswer.form == EvaluationForm.AFTER)
        .order_by(EvaluationAnswer.id)
    ).all()


def count_learners(event_id: int) -> int:
    counted = select(func.count()).where(Booking.event_id == event_id, Booking.status.in_(LEARNERS))
    return db.session.scalar(counted) or 0


def select_events(actor: Actor) -> Select[*tuple[Any, ...]]:
    """Past events this actor may read the answers of, newest first, with how many took part and answered."""
    learners = select(func.count()).where(Booking.event_id == TrainingEvent.id, Booking.status.in_(LEARNERS))
    answered = select(func.count()).where(EvaluationResponse.event_id == TrainingEvent.id)
    statement = (
        select(
            TrainingEvent.id,
            TrainingEvent.code,
            TrainingEvent.starts_at,
            Course.title,
            learners.correlate(TrainingEvent).scalar_subquery().label("learners"),
            answered.correlate(TrainingEvent).scalar_subquery().label("answered"),
        )
        .join(Course, Course.id == TrainingEvent.course_id)
        .where(TrainingEvent.ends_at < clock.now())
        .order_by(TrainingEvent.starts_at.desc(), TrainingEvent.id)
    )
    if actor.holds(Role.COORDINATOR, Role.TRAINING_LEAD):
        return statement
    return statement.where(
        exists().where(EventTrainer.event_id == TrainingEvent.id, EventTrainer.person_id == actor.person_id)
    )


def list_to_send(person_id: int) -> Sequence[Mapping[str, Any]]:
    """Events of the last weeks that this person took part in and has sent no form about."""
    return [
        dict(row._mapping)  # noqa: SLF001  # SQLAlchemy's documented name
        for row in db.session.execute(_TO_SEND, {"person_id": person_id, "since": clock.now() - ASK_FOR})
    ]


# Every home page asks: building the statement took longer than running it.
_TO_SEND = (
    select(TrainingEvent.id, Course.title, Course.requires_evaluation)
    .join(Booking, Booking.event_id == TrainingEvent.id)
    .join(Course, Course.id == TrainingEvent.course_id)
    .where(
        Booking.person_id == bindparam("person_id"),
        Booking.status.in_(LEARNERS),
        TrainingEvent.ends_at > bindparam("since"),
        ~has_sent(Booking.person_id, Booking.event_id),
    )
    .order_by(TrainingEvent.ends_at, TrainingEvent.id)
)
