"""Setting up a cycle, and moving it on once its work is with auditors."""

from __future__ import annotations

from audits.cycles.domain import (
    NEXT_STATES,
    STEPS,
    CycleState,
    DueBeforeOpening,
    FormNotPublished,
    NameTaken,
    PlanCycle,
    ScopeUpsideDown,
    StepBlocked,
    WrongState,
)
from audits.cycles.models import AuditCycle
from audits.cycles.queries import cycles as queries
from audits.cycles.services.guard import locked_cycle
from checklists.domain import VersionState
from checklists.queries import get_version
from portal.kernel import activity
from portal.kernel.access import Actor, Permission, require
from portal.kernel.db import db
from portal.kernel.slice import registry
from portal.kernel.text import plural


def plan_cycle(actor: Actor, command: PlanCycle) -> AuditCycle:
    """Set up a cycle; it is planned at once, since nothing it needs is left open. The actor runs it."""
    require(actor, Permission.CYCLE_MANAGE)
    _refuse(command)
    cycle = AuditCycle(
        name=command.name,
        state=CycleState.PLANNED,
        checklist_version_id=command.checklist_version_id,
        form_kind=command.form_kind,
        opens_on=command.opens_on,
        due_on=command.due_on,
        size=command.size,
        double_mark_percent=command.double_mark_percent,
        strata=[stratum.value for stratum in command.strata],
        scope=command.scope.stored(),
        run_by_id=actor.person_id,
    )
    db.session.add(cycle)
    planned = {"size": cycle.size, "strata": cycle.strata, "scope": cycle.scope}
    activity.record(actor, "plan_cycle", cycle, before={}, after=planned)
    return cycle


def _refuse(command: PlanCycle) -> None:
    if queries.is_name_taken(command.name):
        raise NameTaken
    version = get_version(command.checklist_version_id)
    if version.state is not VersionState.PUBLISHED or command.form_kind not in version.structure_hashes:
        raise FormNotPublished
    if command.due_on < command.opens_on:
        raise DueBeforeOpening
    first, last = command.scope.opened_from, command.scope.opened_to
    if first and last and last < first:
        raise ScopeUpsideDown


def advance(actor: Actor, cycle_id: int, to: CycleState) -> AuditCycle:
    """Move an open cycle on: moderating, feedback, published, closed (docs/audits.md 4.4).

    Rooms above say what is still open through the provider `cycle_blockers(cycle_id, to)`.
    """
    before = {state for state in CycleState if to in NEXT_STATES[state]}
    if to not in STEPS:
        raise WrongState(queries.get_cycle(cycle_id).state, "this step has a page of its own")
    cycle = locked_cycle(actor, cycle_id, before)
    blockers = find_blockers(cycle.id, to, queries.get_progress(cycle.id))
    if blockers:
        raise StepBlocked(". ".join(blockers))
    _move(actor, cycle, to)
    return cycle


def find_blockers(cycle_id: int, to: CycleState, progress: queries.Progress) -> list[str]:
    """What stands against a step, in words: slots to be filled, and what the rooms above say."""
    missing = progress.empty + progress.proposed
    own = [f"{plural(missing, 'mark')} still to be handed out"] if missing else []
    above = [words for find in registry().providers("cycle_blockers") for words in find(cycle_id, to)]
    return [*(own if to is CycleState.MODERATING else []), *above]


def cancel(actor: Actor, cycle_id: int, reason: str) -> AuditCycle:
    """Call a cycle off. What was marked is kept and not counted."""
    can_be = {state for state, after in NEXT_STATES.items() if CycleState.CANCELLED in after}
    cycle = locked_cycle(actor, cycle_id, can_be)
    _move(actor, cycle, CycleState.CANCELLED, reason=reason)
    return cycle


def _move(actor: Actor, cycle: AuditCycle, to: CycleState, *, reason: str = "") -> None:
    before, cycle.state = cycle.state, to
    after = {"state": to.value}
    activity.record(actor, "move_cycle", cycle, reason=reason, before={"state": before.value}, after=after)
