"""What every change to a cycle checks first."""

from __future__ import annotations

from collections.abc import Collection

from audits.cycles.domain import AuditsHere, CycleState, WrongState
from audits.cycles.models import AuditCycle
from audits.cycles.queries import cycles as queries
from portal.kernel.access import Actor, Permission, require
from portal.kernel.text import listed


def locked_cycle(actor: Actor, cycle_id: int, states: Collection[CycleState]) -> AuditCycle:
    """The cycle, locked, in one of these states, for a coordinator who does not audit in it.

    Coordinators may audit only in cycles that another runs (docs/audits.md 4.5): whoever audits
    here must neither see who else does nor change the sample.
    """
    cycle = queries.get_cycle(cycle_id, lock=True)
    require(actor, Permission.CYCLE_MANAGE, cycle)
    refuse_auditor(actor, cycle)
    if cycle.state not in states:
        wanted = listed([state.label.lower() for state in CycleState if state in states])
        raise WrongState(cycle.state, f"this can be done while it is {wanted}")
    return cycle


def refuse_auditor(actor: Actor, cycle: AuditCycle) -> None:
    if queries.audits_in(cycle.id, actor.person_id):
        raise AuditsHere
