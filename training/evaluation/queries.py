"""Reads about sending evaluations: who may send which form, who has, and what is there to be written anew."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import bindparam, exists, func, or_, select

from portal.kernel import clock
from portal.kernel.db import db
from portal.kernel.errors import NotFound
from portal.kernel.rules import in_force
from portal.people.domain import AgencyKind
from portal.people.models import Agency, Person
from training.bookings.domain import LEARNERS, BookingStatus
from training.bookings.models import Booking
from training.catalogue.domain import EventState
from training.catalogue.models import Course, EventTrainer, TrainingEvent
from training.evaluation.domain import (
    FORM_VERSION,
    OF_LEARNERS,
    SHIPPED,
    EvaluationForm,
    FormTimes,
    Questionnaire,
    Standing,
    Turn,
    Versions,
)
from training.evaluation.models import (
    EvaluationAnswer,
    EvaluationInvitation,
    EvaluationManager,
    EvaluationQuestions,
    EvaluationResponse,
)
from training.evaluation.scope import has_sent, is_closed

# Whose kind of agency is counted: whoever may send one form or the other.
ASKED = LEARNERS | {BookingStatus.BOOKED}


@dataclass(frozen=True, slots=True)
class EventFacts:
    """What permissions about an event's answers are asked for, and what its pages are headed with."""

    id: int
    course_id: int
    title: str
    code: str
    held_on: date | None
    trainer_ids: frozenset[int]


def get_event(event_id: int) -> EventFacts:
    """Raise `NotFound` when there is no such event."""
    rows = db.session.execute(
        select(Course.id, Course.title, TrainingEvent.code, TrainingEvent.starts_at, EventTrainer.person_id)
        .join(Course, Course.id == TrainingEvent.course_id)
        .outerjoin(EventTrainer, EventTrainer.event_id == TrainingEvent.id)
        .where(TrainingEvent.id == event_id)
    ).all()
    if not rows:
        raise NotFound
    course_id, title, code, starts_at, _ = rows[0]
    held_on = clock.in_london(starts_at).date() if starts_at else None
    return EventFacts(event_id, course_id, title, code, held_on, frozenset(row[4] for row in rows if row[4]))


def get_course(course_id: int) -> Course:
    """Raise `NotFound` when there is no such course."""
    found = db.session.get(Course, course_id)
    if found is None:
        raise NotFound
    return found


def list_trainers(person_ids: Collection[int]) -> Sequence[tuple[int, str]]:
    """The trainers among these people, by name."""
    rows = db.session.execute(
        select(Person.id, Person.given_name, Person.family_name)
        .where(Person.id.in_(person_ids), exists().where(EventTrainer.person_id == Person.id))
        .order_by(Person.search_name, Person.id)
    )
    return [(row[0], f"{row[1]} {row[2]}") for row in rows]


def get_trainer(person_id: int) -> str:
    """The trainer's name. Raise `NotFound` for anybody else."""
    found = list_trainers([person_id])
    if not found:
        raise NotFound
    return found[0][1]


def find_standing(person_id: int, event_id: int) -> Standing | None:
    """What this person's forms about the event depend on; None without a booking that could ask for any."""
    row = db.session.execute(
        select(
            Booking.status,
            TrainingEvent.state,
            TrainingEvent.starts_at,
            TrainingEvent.ends_at,
            is_closed(),
        )
        .join(TrainingEvent, TrainingEvent.id == Booking.event_id)
        .where(
            Booking.person_id == person_id,
            Booking.event_id == event_id,
            Booking.status.in_(ASKED),
        )
    ).one_or_none()
    if row is None:
        return None
    return Standing(status=row[0], state=row[1], starts_at=row[2], ends_at=row[3], is_closed=row[4])


def find_response(person_id: int, event_id: int, form: EvaluationForm) -> EvaluationResponse | None:
    return db.session.scalar(
        select(EvaluationResponse).where(
            EvaluationResponse.person_id == person_id,
            EvaluationResponse.event_id == event_id,
            EvaluationResponse.form == form,
        )
    )


def find_invitation(person_id: int, event_id: int) -> EvaluationInvitation | None:
    return db.session.scalar(
        select(EvaluationInvitation).where(
            EvaluationInvitation.person_id == person_id, EvaluationInvitation.event_id == event_id
        )
    )


def lock_event(event_id: int) -> None:
    """Make whoever else answers about this event wait. Raises `NotFound`."""
    found = db.session.scalar(select(TrainingEvent.id).where(TrainingEvent.id == event_id).with_for_update())
    if found is None:
        raise NotFound


def find_agency_kind(person_id: int, event_id: int) -> tuple[AgencyKind | None, int]:
    """The kind of agency this learner came from, and how many learners came from agencies of that kind."""
    own = (
        select(Agency.kind)
        .join(Booking, Booking.agency_id == Agency.id)
        .where(Booking.person_id == person_id, Booking.event_id == event_id, Booking.status.in_(ASKED))
    )
    row = db.session.execute(
        select(Agency.kind, func.count(Booking.id))
        .join(Booking, Booking.agency_id == Agency.id)
        .where(
            Booking.event_id == event_id,
            Booking.status.in_(ASKED),
            Agency.kind == own.scalar_subquery(),
        )
        .group_by(Agency.kind)
    ).one_or_none()
    return (None, 0) if row is None else (row[0], row[1])


def list_answers(event_id: int, *forms: EvaluationForm) -> Sequence[EvaluationAnswer]:
    """In the order of their random keys, which says nothing. Without `forms`, of every form."""
    asked = forms or tuple(EvaluationForm)
    return db.session.scalars(
        select(EvaluationAnswer)
        .where(EvaluationAnswer.event_id == event_id, EvaluationAnswer.form.in_(asked))
        .order_by(EvaluationAnswer.id)
    ).all()


def find_version(event_id: int) -> int:
    """Which version of the questions this event asks: that of its answers, so that they can be compared.

    Before the first of them the newest that is published.
    """
    found = select(func.min(EvaluationAnswer.form_version)).where(EvaluationAnswer.event_id == event_id)
    newest = select(func.max(EvaluationQuestions.number)).where(EvaluationQuestions.published_at.is_not(None))
    asked = select(func.coalesce(found.scalar_subquery(), newest.scalar_subquery(), FORM_VERSION))
    return int(db.session.scalars(asked).one())


def map_versions() -> Versions:
    """Every version of the questions by number, a draft among them."""
    own = db.session.scalars(select(EvaluationQuestions).order_by(EvaluationQuestions.number))
    return {**SHIPPED, **{one.number: one.said() for one in own}}


def get_questions(number: int) -> Questionnaire:
    """Raise `NotFound` when there is no such version."""
    if number in SHIPPED:
        return SHIPPED[number]
    return get_own_questions(number).said()


def get_own_questions(number: int, *, lock: bool = False) -> EvaluationQuestions:
    """One that this partnership worded. Raise `NotFound` when there is none."""
    statement = select(EvaluationQuestions).where(EvaluationQuestions.number == number)
    if lock:
        statement = statement.with_for_update().execution_options(populate_existing=True)
    found = db.session.scalar(statement)
    if found is None:
        raise NotFound
    return found


def list_events_to_close() -> Sequence[int]:
    """Events with answers or keys whose forms are over, or that were cancelled, and that are not closed."""
    kept = (EvaluationAnswer, EvaluationInvitation, EvaluationManager)
    has_any = or_(*(exists().where(one.event_id == TrainingEvent.id) for one in kept))
    over = TrainingEvent.ends_at <= clock.now() - in_force(FormTimes).closes
    return db.session.scalars(
        select(TrainingEvent.id)
        .where(over | (TrainingEvent.state == EventState.CANCELLED), has_any, ~is_closed())
        .order_by(TrainingEvent.id)
    ).all()


@dataclass(frozen=True, slots=True)
class ToSend:
    """One form that somebody can send now."""

    event_id: int
    title: str
    form: EvaluationForm
    opens_certificate: bool


def list_to_send(person_id: int) -> Sequence[ToSend]:
    """Every form that is open to this person, and not sent yet; the one before only shortly before."""
    times, now = in_force(FormTimes), clock.now()
    rows = db.session.execute(
        _TO_SEND,
        {"person_id": person_id, "since": now - times.closes, "soon": now + times.asked_before, "now": now},
    )
    return [
        ToSend(row.id, row.title, form, row.requires_evaluation and form is EvaluationForm.AFTER)
        for row in rows
        for form in _open_forms(row, times)
    ]


def _open_forms(row: Any, times: FormTimes) -> Sequence[EvaluationForm]:  # noqa: ANN401  # a row
    standing = Standing(
        status=row.status,
        state=row.state,
        starts_at=row.starts_at,
        ends_at=row.ends_at,
        is_closed=row.is_closed,
    )
    sent: Mapping[EvaluationForm, bool] = {form: getattr(row, form.value) for form in OF_LEARNERS}
    return [
        form
        for form in OF_LEARNERS
        if standing.concerns(form) and not sent[form] and standing.turn(form, clock.now(), times) is Turn.OPEN
    ]


# Every home page asks: building the statement took longer than running it.
_TO_SEND = (
    select(
        TrainingEvent.id,
        Course.title,
        Course.requires_evaluation,
        Booking.status,
        TrainingEvent.state,
        TrainingEvent.starts_at,
        TrainingEvent.ends_at,
        is_closed().label("is_closed"),
        *(has_sent(Booking.person_id, Booking.event_id, form).label(form.value) for form in OF_LEARNERS),
    )
    .join(Booking, Booking.event_id == TrainingEvent.id)
    .join(Course, Course.id == TrainingEvent.course_id)
    .where(
        Booking.person_id == bindparam("person_id"),
        Booking.status.in_(ASKED),
        TrainingEvent.ends_at > bindparam("since"),
        (TrainingEvent.ends_at <= bindparam("now")) | (TrainingEvent.starts_at <= bindparam("soon")),
    )
    .order_by(TrainingEvent.ends_at, TrainingEvent.id)
)
