"""Saying who is asked: policies, an agency's approvers, and deputies. Callers commit."""

from __future__ import annotations

from datetime import time

from portal.kernel import activity, clock, working_days
from portal.kernel.access import Actor, Permission, require
from portal.kernel.db import db
from portal.kernel.rules import in_force
from portal.kernel.text import day
from portal.people.queries import get_agency
from training.approvals import finding, queries
from training.approvals.domain import (
    ApprovalRules,
    EndsBeforeStart,
    NamedAlready,
    NameDeputy,
    NobodyFound,
    NoPost,
    NotOneself,
    SetPolicy,
    StartsInThePast,
    TooLong,
    Way,
)
from training.approvals.models import AgencyApprover, ApprovalPolicy, Deputy
from training.approvals.scope import OfAgency
from training.bookings.finding import find_colleague
from training.catalogue.queries import get_course


def set_course_policy(actor: Actor, course_id: int, command: SetPolicy) -> ApprovalPolicy:
    """Who is asked about a course from now on. Requests that are under way keep their steps."""
    require(actor, Permission.EVENT_MANAGE)
    course = get_course(course_id)
    policy = queries.find_policy(course_id=course.id) or ApprovalPolicy(course_id=course.id)
    return _set(actor, policy, command)


def set_agency_policy(actor: Actor, agency_id: int, command: SetPolicy) -> ApprovalPolicy:
    """The same for everybody who is booked from an agency. The second stage is for courses."""
    refuse_other_agency(actor, agency_id)
    policy = queries.find_policy(agency_id=agency_id) or ApprovalPolicy(agency_id=agency_id)
    return _set(actor, policy, SetPolicy(command.way))


def refuse_other_agency(actor: Actor, agency_id: int) -> None:
    """Raise `NotFound` for an agency that there is not, or whose approvals are not theirs to set."""
    get_agency(agency_id)
    require(actor, Permission.APPROVAL_MANAGE, OfAgency(agency_id))


def _set(actor: Actor, policy: ApprovalPolicy, command: SetPolicy) -> ApprovalPolicy:
    before = _told(policy)
    policy.way, policy.asks_second = command.way, command.asks_second
    if before == _told(policy):
        return policy
    db.session.add(policy)
    activity.record(actor, "set_approval", policy, before=before, after=_told(policy))
    return policy


def _told(policy: ApprovalPolicy) -> dict[str, object]:
    return {"way": (policy.way or Way.NONE).value, "second": bool(policy.asks_second)}


def name_approver(actor: Actor, agency_id: int, colleague: str) -> AgencyApprover:
    """An agency names somebody who works there to agree to bookings, besides its leads."""
    refuse_other_agency(actor, agency_id)
    person_id = find_colleague(colleague, agency_id)
    if person_id is None:
        raise NobodyFound
    if queries.find_approver(agency_id, person_id) is not None:
        raise NamedAlready
    approver = AgencyApprover(
        agency_id=agency_id, person_id=person_id, named_by_id=actor.person_id, named_at=clock.now()
    )
    db.session.add(approver)
    activity.record(
        actor, "name_approver", approver, person_id=person_id, before={}, after={"agency_id": agency_id}
    )
    return approver


def end_approver(actor: Actor, agency_id: int, approver_id: int) -> None:
    """From now on they are not asked any more, and links they hold stop."""
    refuse_other_agency(actor, agency_id)
    approver = queries.get_approver(agency_id, approver_id)
    activity.record(
        actor,
        "end_approver",
        approver,
        person_id=approver.person_id,
        before={"agency_id": agency_id},
        after={},
    )
    db.session.delete(approver)


def name_deputy(actor: Actor, command: NameDeputy) -> Deputy:
    """A colleague of one of one's own agencies decides in one's place, from one day to another."""
    agencies = finding.list_own_agencies(actor.person_id)
    if not agencies:
        raise NoPost
    _refuse_days(command)
    found = (find_colleague(command.colleague, one) for one in agencies)
    deputy_id = next((one for one in found if one is not None), None)
    if deputy_id is None:
        raise NobodyFound
    if deputy_id == actor.person_id:
        raise NotOneself
    deputy = Deputy(
        person_id=actor.person_id,
        deputy_id=deputy_id,
        starts_on=command.starts_on,
        ends_on=command.ends_on,
        named_at=clock.now(),
        over_at=clock.at_london(command.ends_on + working_days.DAY, time(0)),
    )
    db.session.add(deputy)
    activity.record(
        actor, "name_deputy", deputy, person_id=deputy_id, before={}, after={"until": day(command.ends_on)}
    )
    return deputy


def _refuse_days(command: NameDeputy) -> None:
    if command.starts_on < clock.today():
        raise StartsInThePast
    if command.ends_on < command.starts_on:
        raise EndsBeforeStart
    if command.ends_on - command.starts_on > in_force(ApprovalRules).longest_deputy:
        raise TooLong


def end_deputy(actor: Actor, deputy_id: int) -> Deputy:
    """Whoever named a deputy takes it back."""
    deputy = queries.get_deputy(actor.person_id, deputy_id)
    deputy.over_at = clock.now()
    activity.record(
        actor,
        "end_deputy",
        deputy,
        person_id=deputy.deputy_id,
        before={"until": day(deputy.ends_on)},
        after={},
    )
    return deputy
