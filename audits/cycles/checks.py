"""What must hold in the live data: `flask portal check` names every breach."""

from __future__ import annotations

from collections.abc import Iterator

from audits.cycles.conflicts import ADVISED, MANAGED, MANAGES, SAME_SETTING, rules_against
from audits.cycles.domain import SAMPLING, AllocationState, CycleState
from audits.cycles.models import AuditCycle
from audits.cycles.queries import cycles as queries
from audits.cycles.queries import sample as sample_queries
from audits.cycles.services.drawing import redrawn
from audits.cycles.services.slots import question_of
from portal.kernel.errors import RuleBroken
from portal.kernel.words import worded

# True on the day a slot was given, perhaps not years later: only asked while slots are still given.
PASSING = frozenset({MANAGES, MANAGED, SAME_SETTING, ADVISED})


def broken_conflicts() -> Iterator[str]:
    """No allocation breaks a hard rule, and nobody audits in a cycle that they run."""
    for cycle in queries.list_cycles():
        if cycle.drawn_at is not None and cycle.state is not CycleState.CANCELLED:
            yield from _broken_in(cycle)
        if queries.audits_in(cycle.id, cycle.run_by_id):
            yield f"{cycle.name}: {cycle.run_by.name} runs it and audits in it"


def _broken_in(cycle: AuditCycle) -> Iterator[str]:
    question = question_of(cycle, with_costs=False)
    cases = {case.item_id: case for case in question.cases}
    ignored = frozenset() if cycle.state in SAMPLING else PASSING
    for one in question.allocations:
        worker = question.workers.get(one.auditor_id)
        if one.state is AllocationState.DECLINED:
            continue
        if worker is None:
            yield f"{cycle.name}: {one.auditor} has work and is no auditor of this cycle"
            continue
        case = cases[one.item_id]
        yield from (
            f"{cycle.name}: {one.auditor} {worded(rule)} ({case.reference})"
            for rule in rules_against(worker, case)
            if rule not in ignored
        )


def draws_that_differ() -> Iterator[str]:
    """The frozen frame and the seed give the sample and the reserve lists that are stored."""
    for cycle, rows in queries.list_drawn():
        if rows is None:
            yield f"{cycle.name}: what it was drawn from is not kept"
            continue
        stored = sample_queries.list_drawn_references(cycle.id)
        try:
            drawn = redrawn(cycle, rows)
        except RuleBroken as error:
            yield f"{cycle.name}: cannot be drawn again: {error.message}"
            continue
        again = [
            (reference, part.name, place <= part.share)
            for part in drawn.strata
            for place, reference in enumerate(part.chosen + part.reserve, 1)
        ]
        in_order = sorted(stored, key=lambda one: (one.stratum, one.position))
        if again != [(one.reference, one.stratum, one.was_chosen) for one in in_order]:
            yield f"{cycle.name}: drawing again with the seed {cycle.seed} gives another sample"
