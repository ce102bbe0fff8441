"""Lists about approvals: what waits for somebody, what came of it, and who is named. Reads only."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import ColumnElement, ScalarSelect, Select, func, literal, select

from portal.kernel import clock
from portal.kernel.access import Actor, Permission, can
from portal.kernel.db import db
from portal.people.models import Agency, Person, Post
from portal.people.scope import is_current
from training.approvals import scope
from training.approvals.models import (
    AgencyApprover,
    ApprovalRequest,
    Decision,
    Deputy,
    Step,
)
from training.bookings.models import Booking
from training.catalogue.models import Course, TrainingEvent

# No person has this id.
NOBODY = 0


def is_mine(actor: Actor) -> ColumnElement[bool]:
    return scope.decides(actor.person_id, runs_training=can(actor, Permission.EVENT_MANAGE))


def number_mine(actor: Actor) -> ScalarSelect[int]:
    """How many requests wait for this person."""
    return (
        select(func.count(Step.id))
        .join(ApprovalRequest, scope.is_current())
        .join(Booking, Booking.id == ApprovalRequest.booking_id)
        .where(is_mine(actor))
        .scalar_subquery()
    )


def select_open(actor: Actor, *, everybody: bool) -> Select[*tuple[Any, ...]]:
    """The requests that wait for this person, or all but their own; what runs out first stands first."""
    return (
        select(*_SHOWN)
        .join(ApprovalRequest, scope.is_current())
        .join(Booking, Booking.id == ApprovalRequest.booking_id)
        .join(Person, Person.id == Booking.person_id)
        .outerjoin(Agency, Agency.id == Booking.agency_id)
        .join(TrainingEvent, TrainingEvent.id == Booking.event_id)
        .join(Course, Course.id == TrainingEvent.course_id)
        .where(Booking.person_id != actor.person_id if everybody else is_mine(actor))
        .order_by(ApprovalRequest.expires_at, Step.id)
    )


_SHOWN = (
    Step.id,
    Step.number,
    Step.kind,
    ApprovalRequest.steps,
    ApprovalRequest.expires_at,
    Person.given_name,
    Person.family_name,
    Agency.name.label("agency"),
    Course.title,
    TrainingEvent.code,
    TrainingEvent.starts_at,
    (TrainingEvent.capacity + TrainingEvent.overbooked - TrainingEvent.places_taken).label("left"),
    scope.count_in_queue().label("waiting"),
    Booking.keeps_place,
)


def list_answers(request_id: int) -> Sequence[Any]:
    """The steps of a request, with what was answered to each."""
    return db.session.execute(
        select(Step.number, Step.kind, Step.why, Decision.agreed, Decision.at, Decision.capacity)
        .outerjoin(Decision, Decision.step_id == Step.id)
        .where(Step.request_id == request_id)
        .order_by(Step.number)
    ).all()


def list_states(booking_ids: Collection[int]) -> Sequence[Any]:
    """Booking, step and end of each open request among these bookings."""
    return db.session.execute(
        select(
            ApprovalRequest.booking_id,
            Step.number,
            ApprovalRequest.steps,
            Step.kind,
            Step.why,
            ApprovalRequest.expires_at,
        )
        .join(Step, scope.is_current())
        .where(ApprovalRequest.booking_id.in_(booking_ids))
        .order_by(ApprovalRequest.id)
    ).all()


def list_approvers(agency_id: int) -> Sequence[Any]:
    """Whom an agency has named, by name."""
    return db.session.execute(
        select(AgencyApprover.id, Person.given_name, Person.family_name)
        .join(Person, Person.id == AgencyApprover.person_id)
        .where(AgencyApprover.agency_id == agency_id)
        .order_by(Person.family_name, Person.given_name, AgencyApprover.id)
    ).all()


def list_leads(agency_id: int) -> Sequence[Any]:
    """Those who lead an agency today, by name."""
    leads = scope.select_leads(literal(NOBODY), literal(agency_id))
    return db.session.execute(
        select(Person.given_name, Person.family_name)
        .where(Person.id.in_(leads))
        .order_by(Person.family_name, Person.given_name, Person.id)
    ).all()


def list_deputies(person_id: int) -> Sequence[Any]:
    """Who decides for this person, now or later."""
    return db.session.execute(
        select(Deputy.id, Deputy.starts_on, Deputy.ends_on, Person.given_name, Person.family_name)
        .join(Person, Person.id == Deputy.deputy_id)
        .where(Deputy.person_id == person_id, Deputy.over_at > clock.now())
        .order_by(Deputy.starts_on, Deputy.id)
    ).all()


def list_own_agencies(person_id: int) -> Sequence[int]:
    """Where somebody works today."""
    return db.session.scalars(
        select(Post.agency_id).where(Post.person_id == person_id, is_current()).order_by(Post.id)
    ).all()


def select_answers_about(person_id: int) -> Select[*tuple[Any, ...]]:
    """What was asked and answered about somebody's bookings, for a copy of all that is held about them."""
    return (
        select(
            TrainingEvent.code.label("event"),
            ApprovalRequest.asked_at,
            Step.number,
            Step.kind,
            Decision.agreed,
            Decision.reason,
            Decision.at,
        )
        .select_from(ApprovalRequest)
        .join(Step, Step.request_id == ApprovalRequest.id)
        .join(Booking, Booking.id == ApprovalRequest.booking_id)
        .join(TrainingEvent, TrainingEvent.id == Booking.event_id)
        .outerjoin(Decision, Decision.step_id == Step.id)
        .where(Booking.person_id == person_id)
        .order_by(Step.id)
    )
