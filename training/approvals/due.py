"""What approvers have not heard of yet, and whose letter is due: reads for the letters to them."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any

from sqlalchemy import Integer, cast, exists, func, literal, select
from sqlalchemy.orm import aliased

from portal.kernel.db import db
from portal.people.models import Person
from training.approvals import scope
from training.approvals.domain import ApprovalRules, StepKind
from training.approvals.models import ApprovalLink, ApprovalRequest, Step
from training.approvals.telling import Waits, is_letter_due
from training.bookings.models import Booking
from training.catalogue.models import Course, TrainingEvent


@dataclass(frozen=True, slots=True)
class Untold:
    """A request as it stands in a letter, with the rows by which it came there."""

    link_ids: tuple[int, ...]
    reminds: bool
    kind: StepKind
    step: str
    expires_at: datetime
    learner: str
    course: str
    code: str
    starts_at: datetime | None
    left: int
    waiting: int


def list_due(now: datetime, rules: ApprovalRules) -> list[int]:
    """Those whose letter is due."""
    heard = aliased(ApprovalLink)
    last = select(func.max(heard.written_at)).where(heard.person_id == ApprovalLink.person_id)
    rows = db.session.execute(
        select(
            ApprovalLink.person_id,
            func.min(ApprovalLink.made_at).label("since"),
            func.min(ApprovalRequest.expires_at).label("ends_at"),
            func.max(cast(ApprovalLink.reminds, Integer)).label("reminds"),
            last.correlate(ApprovalLink).scalar_subquery().label("heard_at"),
        )
        .join(Step, Step.id == ApprovalLink.step_id)
        .join(ApprovalRequest, scope.is_current())
        .where(ApprovalLink.round.is_(None), ApprovalRequest.expires_at > now)
        .group_by(ApprovalLink.person_id)
        .order_by(ApprovalLink.person_id)
    )
    return [
        row.person_id
        for row in rows
        if is_letter_due(now, Waits(row.since, row.ends_at, bool(row.reminds), row.heard_at), rules)
    ]


def list_waiting() -> Sequence[int]:
    """Everybody who has not heard of something, due or not."""
    return db.session.scalars(
        select(ApprovalLink.person_id)
        .where(ApprovalLink.round.is_(None))
        .distinct()
        .order_by(ApprovalLink.person_id)
    ).all()


def get_locked_person(person_id: int) -> Person:
    return db.session.scalars(
        select(Person)
        .where(Person.id == person_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one()


def is_of_team(person_id: int) -> bool:
    """Whether this person is one of those whom the training team's steps are told to."""
    return bool(db.session.scalar(select(literal(person_id).in_(scope.select_team()))))


def next_round(person_id: int) -> int:
    """The number of the next letter to this person."""
    newest = select(func.max(ApprovalLink.round)).where(ApprovalLink.person_id == person_id)
    return (db.session.scalar(newest) or 0) + 1


def list_untold(person_id: int, *, is_of_team: bool) -> list[Untold]:
    """What they decide now and have not heard of, what runs out first at the top."""
    rows = db.session.execute(
        select(*_SHOWN)
        .join(Step, Step.id == ApprovalLink.step_id)
        .join(ApprovalRequest, scope.is_current())
        .join(Booking, Booking.id == ApprovalRequest.booking_id)
        .join(Person, Person.id == Booking.person_id)
        .join(TrainingEvent, TrainingEvent.id == Booking.event_id)
        .join(Course, Course.id == TrainingEvent.course_id)
        .where(
            ApprovalLink.person_id == person_id,
            ApprovalLink.round.is_(None),
            scope.decides(person_id, runs_training=is_of_team),
            scope.is_able(literal(person_id)),
        )
        .order_by(ApprovalRequest.expires_at, Step.id, ApprovalLink.id)
    )
    return [_untold(list(same)) for _, same in groupby(rows, key=lambda row: row.step_id)]


_SHOWN = (
    ApprovalLink.id.label("link_id"),
    ApprovalLink.reminds,
    Step.id.label("step_id"),
    Step.number,
    Step.kind,
    ApprovalRequest.steps,
    ApprovalRequest.expires_at,
    Person.given_name,
    Person.family_name,
    Course.title,
    TrainingEvent.code,
    TrainingEvent.starts_at,
    (TrainingEvent.capacity + TrainingEvent.overbooked - TrainingEvent.places_taken).label("left"),
    scope.count_in_queue().label("waiting"),
)


def _untold(rows: Sequence[Any]) -> Untold:
    one = rows[0]
    return Untold(
        link_ids=tuple(row.link_id for row in rows),
        reminds=any(row.reminds for row in rows),
        kind=one.kind,
        step=f"step {one.number} of {one.steps}",
        expires_at=one.expires_at,
        learner=f"{one.given_name} {one.family_name}",
        course=one.title,
        code=one.code,
        starts_at=one.starts_at,
        left=max(0, one.left),
        waiting=one.waiting,
    )


def list_spent_rounds(request_ids: Collection[int]) -> Sequence[tuple[int, int]]:
    """Person and number of each letter about these requests in which nothing is open any more."""
    other, step, asked = aliased(ApprovalLink), aliased(Step), aliased(ApprovalRequest)
    still_open = exists().where(
        other.person_id == ApprovalLink.person_id,
        other.round == ApprovalLink.round,
        step.id == other.step_id,
        asked.id == step.request_id,
        asked.ended_at.is_(None),
        asked.current == step.number,
    )
    rows = db.session.execute(
        select(ApprovalLink.person_id, ApprovalLink.round)
        .join(Step, Step.id == ApprovalLink.step_id)
        .where(Step.request_id.in_(request_ids), ApprovalLink.round.is_not(None), ~still_open)
        .distinct()
        .order_by(ApprovalLink.person_id, ApprovalLink.round)
    )
    return [(person_id, number) for person_id, number in rows if number is not None]
