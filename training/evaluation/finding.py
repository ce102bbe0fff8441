"""Reads of what people answered: of one event, or of the events of many."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from sqlalchemy import Select, exists, func, select

from portal.kernel import clock
from portal.kernel.access import Actor, Role
from portal.kernel.db import db
from portal.kernel.rules import in_force
from training.bookings.domain import LEARNERS
from training.bookings.models import Booking
from training.catalogue.models import Course, EventTrainer, TrainingEvent
from training.evaluation.domain import Answer, EvaluationForm, Secrecy, Shown, shown
from training.evaluation.models import EvaluationAnswer
from training.evaluation.scope import is_closed

A_YEAR = timedelta(days=365)


def read_shown(events: Select[int]) -> Shown:
    """What may be shown of the answers about these events. Selects columns: there may be many."""
    return shown(_answers(events), in_force(Secrecy))


def _answers(events: Select[int]) -> Iterator[Answer]:
    rows = db.session.execute(
        select(*_READ)
        .where(EvaluationAnswer.event_id.in_(events))
        .order_by(EvaluationAnswer.event_id, EvaluationAnswer.id)
    )
    return (Answer(**row) for row in rows.mappings())


# By the names that rules give them.
_READ = (
    EvaluationAnswer.event_id,
    EvaluationAnswer.pair_key,
    EvaluationAnswer.form,
    EvaluationAnswer.form_version.label("version"),
    EvaluationAnswer.agency_kind.label("kind"),
    EvaluationAnswer.ratings,
    EvaluationAnswer.will_change,
    EvaluationAnswer.comments,
    EvaluationAnswer.words_purged,
    EvaluationAnswer.promised,
    EvaluationAnswer.is_out,
)


def only(event_id: int) -> Select[int]:
    return select(TrainingEvent.id).where(TrainingEvent.id == event_id)


def of_course(course_id: int) -> Select[int]:
    return _over().where(TrainingEvent.course_id == course_id)


def of_trainer(person_id: int) -> Select[int]:
    taught = exists().where(EventTrainer.event_id == TrainingEvent.id, EventTrainer.person_id == person_id)
    return _over().where(taught)


def of_last_year() -> Select[int]:
    """Those whose forms are closed: until then a kind of agency may grow by one person from day to day."""
    return _over().where(TrainingEvent.ends_at > clock.now() - A_YEAR, is_closed())


def _over() -> Select[int]:
    return select(TrainingEvent.id).where(TrainingEvent.ends_at <= clock.now())


def select_courses() -> Select[*tuple[Any, ...]]:
    """Courses with events that are over, by title, with how many those are and how many answers they have."""
    answers = (
        select(func.count())
        .join(TrainingEvent, TrainingEvent.id == EvaluationAnswer.event_id)
        .where(TrainingEvent.course_id == Course.id, EvaluationAnswer.form == EvaluationForm.AFTER)
    )
    events = select(func.count()).where(
        TrainingEvent.course_id == Course.id, TrainingEvent.ends_at <= clock.now()
    )
    return (
        select(
            Course.id,
            Course.title,
            events.correlate(Course).scalar_subquery().label("events"),
            answers.select_from(EvaluationAnswer).correlate(Course).scalar_subquery().label("answered"),
        )
        .where(exists().where(TrainingEvent.course_id == Course.id, TrainingEvent.ends_at <= clock.now()))
        .order_by(Course.title, Course.id)
    )


def count_learners(event_id: int) -> int:
    counted = select(func.count()).where(Booking.event_id == event_id, Booking.status.in_(LEARNERS))
    return db.session.scalar(counted) or 0


def count_answers(event_id: int) -> int:
    counted = select(func.count()).where(
        EvaluationAnswer.event_id == event_id, EvaluationAnswer.form == EvaluationForm.AFTER
    )
    return db.session.scalar(counted) or 0


def select_events(actor: Actor) -> Select[*tuple[Any, ...]]:
    """Past events this actor may read the answers of, newest first, with how many took part and answered."""
    learners = select(func.count()).where(Booking.event_id == TrainingEvent.id, Booking.status.in_(LEARNERS))
    answered = select(func.count()).where(
        EvaluationAnswer.event_id == TrainingEvent.id, EvaluationAnswer.form == EvaluationForm.AFTER
    )
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
