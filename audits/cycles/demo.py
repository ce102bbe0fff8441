"""Audit cycles of the demo partnership: one that is over, one with auditors, and one planned.

Everything is done by the services that coordinators use, so the draw can be run again by anyone. Only the
dates of the cycle that is over are put back to when it was.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, time, timedelta

from sqlalchemy import ColumnElement, select, update

from audits.cycles.domain import (
    AddAuditor,
    DrawSample,
    LeaveReason,
    LeaveSample,
    PlanCycle,
    ReserveEmpty,
    Scope,
    Stratum,
)
from audits.cycles.draw import draw
from audits.cycles.models import Allocation, AuditCycle, SampleItem
from audits.cycles.services import drawing, issuing, planning, staffing
from audits.register.models import Assessment
from checklists import queries as checklist_queries
from checklists.domain import FormKind
from portal.accounts.models import Account
from portal.kernel import clock
from portal.kernel.access import Role
from portal.kernel.bulk import add_rows
from portal.kernel.db import db
from portal.kernel.errors import NotFound
from portal.kernel.slice import DemoPlan
from portal.people.demo.cast import Player, find_cast
from portal.people.domain import AgencyKind, RoleGroup
from portal.people.models import Agency, Post, RoleGrant

ORDER = 120
CHECKLIST = "feha-audit"
# The one that is over and the one with auditors, in this order; the coming one is a dip sample.
FULL_FORM_CYCLES = 2
OTHER_AUDITORS = 5
AUDITOR_KINDS = (AgencyKind.COUNCIL, AgencyKind.HEALTH, AgencyKind.VOLUNTARY, AgencyKind.EDUCATION)
AUDITOR_GROUPS = (
    RoleGroup.EARLY_HELP,
    RoleGroup.FAMILY_SUPPORT,
    RoleGroup.SCHOOL_NURSING,
    RoleGroup.MANAGEMENT,
)
SPARE_CAPACITY = 4
DOUBLE_MARK_PERCENT = 20
# One assessment in so many is drawn, between the fewest that the strata need and what a team can mark.
ONE_IN, FEWEST, MOST = 7, 18, 48
SEEDS_TO_TRY = 500


@dataclass(frozen=True, slots=True)
class Round:
    """When a cycle runs, in days from today, and how old the assessments in its scope are."""

    opens: int
    due: int
    oldest: int
    newest: int


OVER = Round(opens=-160, due=-118, oldest=-725, newest=-170)
RUNNING = Round(opens=-16, due=19, oldest=-500, newest=-30)
COMING = Round(opens=75, due=110, oldest=-365, newest=-1)


def load(plan: DemoPlan) -> None:
    """Plan, draw, allocate and issue. What the auditors did with it is the marking room's to say."""
    cast = find_cast()
    coordinator = cast["coordinator"]
    auditors = [cast["auditor"].person_id, cast["auditor2"].person_id, *_add_auditors()]
    over = _plan(coordinator, OVER, FormKind.FULL)
    _draw(coordinator, over, plan.seed, must_hold=cast["practitioner"].person_id)
    _staff(coordinator, over, auditors)
    _put_back(over)
    running = _plan(coordinator, RUNNING, FormKind.FULL)
    _draw(coordinator, running, plan.seed)
    _staff(coordinator, running, auditors)
    _plan(coordinator, COMING, FormKind.DIP)
    plan.say(f"3 audit cycles: {over.size} audits in the one that is over, {running.size} in the open one")


def _add_auditors() -> list[int]:
    """Practitioners of several agencies who are given the role; of any agency when those are too few."""
    preferred = [Agency.kind.in_(AUDITOR_KINDS), Post.role_group.in_(AUDITOR_GROUPS)]
    chosen = _list_people(*preferred)
    if len(chosen) < OTHER_AUDITORS:
        chosen = _list_people(Post.school_id.is_(None))
    since = clock.today() - timedelta(days=365)
    add_rows(
        RoleGrant,
        (
            {"person_id": one, "role": Role.AUDITOR, "starts_on": since, "reason": "Trained auditor"}
            for one in chosen
        ),
    )
    return list(chosen)


def _list_people(*wanted: ColumnElement[bool]) -> Sequence[int]:
    """The first who have an account and no role yet."""
    return db.session.scalars(
        select(Post.person_id)
        .join(Account, Account.person_id == Post.person_id)
        .join(Agency, Agency.id == Post.agency_id)
        .where(*wanted, Post.ended_on.is_(None), Account.is_active)
        .where(Post.person_id.not_in(select(RoleGrant.person_id)))
        .group_by(Post.person_id)
        .order_by(Post.person_id)
        .limit(OTHER_AUDITORS)
    ).all()


def _plan(coordinator: Player, when: Round, kind: FormKind) -> AuditCycle:
    version = checklist_queries.find_newest_published(CHECKLIST)
    if version is None:
        raise NotFound("The FEHA audit form has not been published")
    opens_on, due_on = _day(when.opens), _day(when.due)
    scope = Scope(opened_from=_day(when.oldest), opened_to=_day(when.newest))
    command = PlanCycle(
        name=_name(opens_on, kind),
        checklist_version_id=version.id,
        form_kind=kind,
        opens_on=opens_on,
        due_on=due_on,
        size=_size(scope),
        double_mark_percent=DOUBLE_MARK_PERCENT,
        strata=(Stratum.LOCALITY, Stratum.AGENCY_GROUP),
        scope=scope,
    )
    return planning.plan_cycle(coordinator.actor, command)


def _day(days: int) -> date:
    return clock.today() + timedelta(days=days)


def _name(opens_on: date, kind: FormKind) -> str:
    what = "FEHA audit" if kind is FormKind.FULL else "FEHA dip sample"
    return f"{what}, {opens_on:%B %Y}"


def _size(scope: Scope) -> int:
    in_scope = db.session.scalars(
        select(Assessment.id).where(Assessment.opened_on.between(scope.opened_from, scope.opened_to))
    ).all()
    return max(FEWEST, min(MOST, len(in_scope) // ONE_IN))


def _draw(coordinator: Player, cycle: AuditCycle, seed: int, must_hold: int | None = None) -> None:
    """Draw by the first of these seeds that holds an assessment which the demo practitioner leads."""
    lines = [line for line in drawing.list_frame(cycle) if line.excluded is None]
    theirs = set(
        db.session.scalars(select(Assessment.reference).where(Assessment.lead_practitioner_id == must_hold))
    )
    for number in range(1, SEEDS_TO_TRY):
        word = f"{cycle.opens_on:%Y-%m}-{seed}-{number}"
        framed = drawing.framed([line.row for line in lines], cycle.strata)
        drawn = draw(framed, size=cycle.size, seed=word)
        if must_hold is None or theirs & set(drawn.chosen):
            break
    drawing.draw_sample(coordinator.actor, DrawSample(cycle.id, word))


def _staff(coordinator: Player, cycle: AuditCycle, auditors: list[int]) -> None:
    capacity = -(-2 * cycle.size // len(auditors)) + SPARE_CAPACITY
    for person_id in auditors:
        staffing.add_auditor(coordinator.actor, AddAuditor(cycle.id, person_id, capacity))
    while empty := staffing.propose(coordinator.actor, cycle.id).impossible:
        _settle(coordinator, cycle, {one.reference for one in empty})
    issuing.issue(coordinator.actor, cycle.id)


def _settle(coordinator: Player, cycle: AuditCycle, references: set[str]) -> None:
    """In a tiny workforce nobody may be free to audit: mark once, or take another, or one less."""
    items = db.session.scalars(
        select(SampleItem)
        .join(Assessment, Assessment.id == SampleItem.assessment_id)
        .where(SampleItem.cycle_id == cycle.id, Assessment.reference.in_(references))
        .order_by(SampleItem.id)
    ).all()
    for item in items:
        leave = LeaveSample(item.id, LeaveReason.NO_AUDITOR)
        if item.marks > 1:
            drawing.mark_once(coordinator.actor, cycle.id, item.id)
            continue
        try:
            drawing.replace(coordinator.actor, cycle.id, leave)
        except ReserveEmpty:
            drawing.withdraw(coordinator.actor, cycle.id, leave)


def _put_back(cycle: AuditCycle) -> None:
    """What was done today was done when the cycle opened."""
    at = clock.at_london(cycle.opens_on, time(10, 0))
    cycle.drawn_at = at
    items = select(SampleItem.id).where(SampleItem.cycle_id == cycle.id)
    db.session.execute(update(Allocation).where(Allocation.sample_item_id.in_(items)).values(issued_at=at))
