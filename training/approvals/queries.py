"""Reads that asking and deciding rest on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, bindparam, func, literal, or_, select
from sqlalchemy.orm import joinedload

from portal.kernel import clock
from portal.kernel.bulk import read_rows
from portal.kernel.db import db
from portal.kernel.errors import NotFound
from portal.people.models import Person
from training.approvals import scope
from training.approvals.domain import OWN, Capacity, Planned, StepKind, Way, joined, plan
from training.approvals.models import (
    AgencyApprover,
    ApprovalLink,
    ApprovalPolicy,
    ApprovalRequest,
    Decision,
    Deputy,
    Step,
)
from training.bookings.domain import ApprovalStep, BookingStatus, Learner
from training.bookings.models import Booking
from training.catalogue.models import TrainingEvent


def list_steps(event: TrainingEvent, learner: Learner) -> list[ApprovalStep]:
    """Who has to agree before this person can have a place on this event, as things are today.

    The same for everybody, whoever books: promotion asks this too.
    """
    facts = {"course_id": event.course_id, "agency_id": learner.agency_id}
    policies = [(row[0], row[1]) for row in read_rows(_POLICIES, facts)]
    wanted = joined(policies)
    if not (wanted.manager or wanted.agency):
        steps = plan(wanted, has_manager=False, has_agency=False)
    else:
        has_manager, has_agency = _who_is_there(learner.person_id, learner.agency_id)
        steps = plan(wanted, has_manager=has_manager, has_agency=has_agency)
    return [ApprovalStep(one.kind.value, one.why) for one in steps]


# Statements of busy pages are built once: building one takes longer than running it.
_POLICIES = select(ApprovalPolicy.way, ApprovalPolicy.asks_second).where(
    or_(
        ApprovalPolicy.course_id == bindparam("course_id"),
        ApprovalPolicy.agency_id == bindparam("agency_id"),
    )
)


def _who_is_there(person_id: int, agency_id: int | None) -> tuple[bool, bool]:
    """Whether there is a line manager to ask, and somebody at the agency."""
    if agency_id is None:
        return False, False
    whose, where = literal(person_id), literal(agency_id)
    found = [
        or_(*(one.exists() for one in scope.select_first(kind, whose, where)))
        for kind in (StepKind.MANAGER, StepKind.AGENCY)
    ]
    row = db.session.execute(select(*found)).one()
    return bool(row[0]), bool(row[1])


_WAYS = {StepKind.MANAGER: Way.MANAGER, StepKind.AGENCY: Way.AGENCY}


def replan(kind: StepKind, booking: Booking) -> Planned:
    """Whose turn a step is when whoever it was for is gone."""
    has_manager, has_agency = _who_is_there(booking.person_id, booking.agency_id)
    wanted = joined([(_WAYS[kind], False)] if kind in _WAYS else [])
    found = plan(wanted, has_manager=has_manager, has_agency=has_agency)
    return found[0] if found else Planned(kind)


@dataclass(frozen=True, slots=True)
class Asked:
    """A step with the request it is of, its booking with the person, and the decision, if there is one."""

    step: Step
    request: ApprovalRequest
    booking: Booking
    decision: Decision | None

    @property
    def is_open(self) -> bool:
        return (
            self.decision is None
            and self.request.ended_at is None
            and self.step.number == self.request.current
        )


def get_asked(step_id: int) -> Asked:
    """Read anew. Raises `NotFound`."""
    row = db.session.execute(
        select(Step, ApprovalRequest, Booking, Decision)
        .join(ApprovalRequest, ApprovalRequest.id == Step.request_id)
        .join(Booking, Booking.id == ApprovalRequest.booking_id)
        .outerjoin(Decision, Decision.step_id == Step.id)
        .where(Step.id == step_id)
        .options(joinedload(Booking.person, innerjoin=True))
        .execution_options(populate_existing=True)
    ).one_or_none()
    if row is None:
        raise NotFound
    return Asked(*row)


def get_locked_event(step_id: int) -> TrainingEvent:
    """The event that a step is about with its course, locked as `get_event` does it. Raises `NotFound`."""
    whose = (
        select(Booking.event_id)
        .join(ApprovalRequest, ApprovalRequest.booking_id == Booking.id)
        .join(Step, Step.request_id == ApprovalRequest.id)
        .where(Step.id == step_id)
    )
    event = db.session.scalar(
        select(TrainingEvent)
        .where(TrainingEvent.id == whose.scalar_subquery())
        .options(joinedload(TrainingEvent.course, innerjoin=True))
        .with_for_update(of=TrainingEvent)
        .execution_options(populate_existing=True)
    )
    if event is None:
        raise NotFound
    return event


def find_capacity(asked: Asked, person_id: int, *, runs_training: bool) -> Capacity | None:
    """As what this person may decide the step now; None when it is not theirs to decide."""
    own, as_deputy = (
        scope.decides(person_id, runs_training=runs_training, for_others=others) for others in (False, True)
    )
    row = db.session.execute(
        select(own, as_deputy, scope.is_able(literal(person_id)))
        .select_from(Step)
        .join(ApprovalRequest, ApprovalRequest.id == Step.request_id)
        .join(Booking, Booking.id == ApprovalRequest.booking_id)
        .where(Step.id == asked.step.id)
    ).one()
    if not row[1] or not row[2]:
        return None
    return OWN[asked.step.kind] if row[0] else Capacity.DEPUTY


def list_deciders(asked: Asked) -> Sequence[Person]:
    """Whom to write to about a step: those who decide it, and who stands in for them.

    Of the training team each coordinator; they have no deputies.
    """
    if asked.step.kind.is_ours:
        return _list_team(asked.booking.person_id)
    whose, where = literal(asked.booking.person_id), literal(asked.booking.agency_id)
    first = scope.select_first(asked.step.kind, whose, where)
    if not first or asked.booking.agency_id is None:
        return []
    # What the agency decides goes to those it named, and to its leads where it named nobody.
    for one in first:
        found = _list_with_deputies(one, asked.booking.person_id)
        if found:
            return found
    return []


def _list_team(learner_id: int) -> Sequence[Person]:
    return db.session.scalars(
        select(Person).where(Person.id.in_(scope.select_team()), Person.id != learner_id).order_by(Person.id)
    ).all()


def _list_with_deputies(first: Any, learner_id: int) -> Sequence[Person]:  # noqa: ANN401  # a select of ids
    deputies = select(Deputy.deputy_id).where(Deputy.person_id.in_(first), scope.stands_in())
    return db.session.scalars(
        select(Person)
        .where(
            or_(Person.id.in_(first), Person.id.in_(deputies)),
            Person.id != learner_id,
            scope.is_able(Person.id.expression),
        )
        .order_by(Person.id)
    ).all()


def list_written_to(step_id: int) -> frozenset[int]:
    """Those who have been sent a letter about a step."""
    return frozenset(
        db.session.scalars(select(ApprovalLink.person_id).where(ApprovalLink.step_id == step_id))
    )


def find_link(digest: str) -> ApprovalLink | None:
    return db.session.scalar(select(ApprovalLink).where(ApprovalLink.digest == digest))


def count_waiting(event_id: int) -> int:
    """How many are on the waiting list of an event."""
    waiting = (Booking.event_id == event_id, Booking.status == BookingStatus.WAITING)
    return db.session.scalar(select(func.count(Booking.id)).where(*waiting)) or 0


def get_current_step_id(booking_id: int) -> int:
    """The step that a booking waits for. Raises `NotFound` when it waits for none."""
    found = db.session.scalar(_CURRENT.where(ApprovalRequest.booking_id == booking_id))
    if found is None:
        raise NotFound
    return found


def get_step_id(request_id: int, number: int) -> int:
    found = db.session.scalar(select(Step.id).where(Step.request_id == request_id, Step.number == number))
    if found is None:
        raise NotFound
    return found


def list_run_out(now: datetime) -> Sequence[Row[int, int]]:
    """Request and booking of everything that nobody answered in time."""
    return db.session.execute(
        select(ApprovalRequest.id, ApprovalRequest.booking_id)
        .where(ApprovalRequest.ended_at.is_(None), ApprovalRequest.expires_at <= now)
        .order_by(ApprovalRequest.id)
    ).all()


def list_to_remind(now: datetime) -> Sequence[int]:
    """The steps whose approver is reminded now."""
    return db.session.scalars(
        _CURRENT.where(
            ApprovalRequest.remind_at <= now,
            ApprovalRequest.reminded_at.is_(None),
            ApprovalRequest.expires_at > now,
        )
    ).all()


def list_current() -> Sequence[int]:
    """Every step that waits for an answer from somebody outside the training team."""
    named = [kind for kind in StepKind if not kind.is_ours]
    return db.session.scalars(_CURRENT.where(Step.kind.in_(named))).all()


_CURRENT = (
    select(Step.id)
    .join(ApprovalRequest, ApprovalRequest.id == Step.request_id)
    .where(ApprovalRequest.ended_at.is_(None), Step.number == ApprovalRequest.current)
    .order_by(Step.id)
)


def find_policy(*, course_id: int | None = None, agency_id: int | None = None) -> ApprovalPolicy | None:
    if course_id is not None:
        return db.session.scalar(select(ApprovalPolicy).where(ApprovalPolicy.course_id == course_id))
    return db.session.scalar(select(ApprovalPolicy).where(ApprovalPolicy.agency_id == agency_id))


def find_approver(agency_id: int, person_id: int) -> AgencyApprover | None:
    return db.session.scalar(
        select(AgencyApprover).where(
            AgencyApprover.agency_id == agency_id, AgencyApprover.person_id == person_id
        )
    )


def get_approver(agency_id: int, approver_id: int) -> AgencyApprover:
    """Raise `NotFound` when the agency has named nobody of this number."""
    found = db.session.get(AgencyApprover, approver_id)
    if found is None or found.agency_id != agency_id:
        raise NotFound
    return found


def get_deputy(person_id: int, deputy_id: int) -> Deputy:
    """Raise `NotFound` for what is over, or somebody else's."""
    found = db.session.get(Deputy, deputy_id)
    if found is None or found.person_id != person_id or found.over_at <= clock.now():
        raise NotFound
    return found
