"""Who may decide a step today, as SQL conditions (docs/training.md 4.3). Nothing here asks the database.

Always of the present moment: a manager who has handed the team over, a deputy whose days are over, an
approver who left or whose account is closed has nothing to say any more. Nobody decides about themselves.
"""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import ColumnElement, ScalarSelect, Select, and_, exists, false, func, literal, or_, select
from sqlalchemy.orm import aliased

from portal.accounts.models import Account
from portal.kernel import clock
from portal.kernel.access import Role
from portal.people.models import Post, RoleGrant
from portal.people.scope import held_on
from training.approvals.domain import StepKind
from training.approvals.models import AgencyApprover, ApprovalRequest, Decision, Deputy, Step
from training.bookings.domain import BookingStatus, Learner
from training.bookings.models import Booking

Id = ColumnElement[int] | ColumnElement[int | None]


@dataclass(frozen=True, slots=True)
class OfAgency:
    """Something of one agency, for the access table to ask about."""

    agency_id: int | None


def is_able(person_id: Id) -> ColumnElement[bool]:
    """Somebody whose account is closed decides nothing; somebody without one may, by the link of a letter."""
    return ~exists().where(Account.person_id == person_id, Account.closed_at.is_not(None))


def stands_in() -> ColumnElement[bool]:
    """A deputy whose days have come and are not over."""
    return and_(Deputy.starts_on <= clock.today(), Deputy.over_at > clock.now())


def select_managers(person_id: Id, agency_id: Id) -> Select[int]:
    """Who manages somebody's post at an agency today, and works there still."""
    post, boss, today = aliased(Post), aliased(Post), clock.today()
    return select(boss.person_id).where(
        post.person_id == person_id,
        post.agency_id == agency_id,
        held_on(post, today),
        boss.person_id == post.manager_id,
        boss.agency_id == post.agency_id,
        held_on(boss, today),
        boss.person_id != person_id,
        is_able(boss.person_id.expression),
    )


def select_named(person_id: Id, agency_id: Id) -> Select[int]:
    """Those whom the agency named, who work there still; never the learner."""
    own, today = aliased(Post), clock.today()
    works_there = exists().where(
        own.person_id == AgencyApprover.person_id,
        own.agency_id == AgencyApprover.agency_id,
        held_on(own, today),
    )
    return select(AgencyApprover.person_id).where(
        AgencyApprover.agency_id == agency_id,
        AgencyApprover.person_id != person_id,
        works_there,
        is_able(AgencyApprover.person_id.expression),
    )


def select_leads(person_id: Id, agency_id: Id) -> Select[int]:
    """Those who lead the agency; never the learner."""
    today = clock.today()
    return select(RoleGrant.person_id).where(
        RoleGrant.role == Role.AGENCY_LEAD,
        RoleGrant.agency_id == agency_id,
        RoleGrant.starts_on <= today,
        or_(RoleGrant.ends_on.is_(None), RoleGrant.ends_on >= today),
        RoleGrant.person_id != person_id,
        is_able(RoleGrant.person_id.expression),
    )


def select_first(kind: StepKind, person_id: Id, agency_id: Id) -> list[Select[int]]:
    """Those who decide such a step in their own right; nobody by name where it is the training team's."""
    if kind is StepKind.MANAGER:
        return [select_managers(person_id, agency_id)]
    if kind is StepKind.AGENCY:
        return [select_named(person_id, agency_id), select_leads(person_id, agency_id)]
    return []


def decides(person_id: int, *, runs_training: bool, for_others: bool = True) -> ColumnElement[bool]:
    """Whether this person may decide a `Step` about a `Booking` now, in their own right or as a deputy."""
    me: Id = literal(person_id)
    conditions: list[ColumnElement[bool]] = []
    if runs_training:
        conditions.append(Step.kind.in_([one for one in StepKind if one.is_ours]))
    for kind in (StepKind.MANAGER, StepKind.AGENCY):
        first = select_first(kind, Booking.person_id.expression, Booking.agency_id.expression)
        found = [_among(one, me, for_others=for_others) for one in first]
        conditions.append(and_(Step.kind == kind, or_(*found)))
    return and_(Booking.person_id != person_id, or_(*conditions))


def is_among(kind: StepKind, person_id: int, learner: Learner, *, for_others: bool) -> ColumnElement[bool]:
    """The same before there is a booking, of a step of such a kind about this learner."""
    first = select_first(kind, literal(learner.person_id), literal(learner.agency_id))
    return or_(false(), *(_whose(one, literal(person_id), for_others=for_others).exists() for one in first))


def _among(chosen: Select[int], me: Id, *, for_others: bool) -> ColumnElement[bool]:
    return _whose(chosen, me, for_others=for_others).correlate(Booking).exists()


def _whose(chosen: Select[int], me: Id, *, for_others: bool) -> Select[int]:
    column = chosen.selected_columns[0]
    whose = column == me
    if for_others:
        whose = or_(whose, column.in_(select(Deputy.person_id).where(Deputy.deputy_id == me, stands_in())))
    return chosen.where(whose)


def is_current() -> ColumnElement[bool]:
    """Joins a `Step` to its `ApprovalRequest` while it is the one that waits."""
    return and_(
        Step.request_id == ApprovalRequest.id,
        Step.number == ApprovalRequest.current,
        ApprovalRequest.ended_at.is_(None),
    )


def count_in_queue() -> ScalarSelect[int]:
    """How many wait for a place on the event of a `Booking`."""
    waiting = aliased(Booking)
    return (
        select(func.count(waiting.id))
        .where(waiting.event_id == Booking.event_id, waiting.status == BookingStatus.WAITING)
        .scalar_subquery()
    )


def select_team() -> Select[int]:
    """The coordinators of today, whom what the training team decides is told to."""
    today = clock.today()
    return select(RoleGrant.person_id).where(
        RoleGrant.role == Role.COORDINATOR,
        RoleGrant.starts_on <= today,
        or_(RoleGrant.ends_on.is_(None), RoleGrant.ends_on >= today),
        exists().where(Account.person_id == RoleGrant.person_id, Account.closed_at.is_(None)),
    )


def is_undecided() -> ColumnElement[bool]:
    return ~exists().where(Decision.step_id == Step.id)
