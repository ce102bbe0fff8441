"""Every slot of a sample: who holds it, who may, and what stands against everybody else."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from audits.cycles.allocation import Plan
from audits.cycles.conflicts import Held, SampledCase, Worker, bars, plan_of
from audits.cycles.domain import AllocationState, Pin
from audits.cycles.models import AuditCycle
from audits.cycles.queries import staffing as queries
from audits.cycles.queries import ties
from audits.cycles.queries.staffing import AuditorLine, SlotLine
from portal.kernel import clock
from portal.kernel.errors import NotFound
from portal.kernel.text import listed

NO_CAPACITY = "has no capacity left"


@dataclass(frozen=True, slots=True)
class Question:
    """What an allocation is made from, and what there is of one already."""

    plan: Plan
    auditors: Sequence[AuditorLine]
    cases: Sequence[SampledCase]
    workers: Mapping[int, Worker]
    allocations: Sequence[SlotLine]
    held: Sequence[Held]

    def name_of(self, auditor: str) -> str:
        return next(line.name for line in self.auditors if str(line.person_id) == auditor)


def question_of(cycle: AuditCycle, *, with_costs: bool = True) -> Question:
    """Everything as it stands now: conflicts are always decided afresh."""
    auditors = queries.list_auditors(cycle.id)
    people = {auditor.person_id for auditor in auditors}
    allocations = queries.list_allocations(cycle.id)
    cases, workers = ties.list_cases(cycle.id, allocations, people, clock.today())
    held = [
        Held(one.item_id, one.slot, one.auditor_id)
        for one in allocations
        if one.is_kept and one.auditor_id in people
    ]
    plan = plan_of(
        [(workers[auditor.person_id], auditor.capacity) for auditor in auditors],
        cases,
        held,
        pairs_last_cycle=ties.list_pairs_last_cycle(cycle) if with_costs else frozenset(),
    )
    return Question(plan, auditors, cases, workers, allocations, held)


def rules_against(cycle_id: int, item_id: int, auditor_id: int) -> list[str]:
    """Every hard rule that forbids this auditor this item as things stand now, in words.

    For the moment an audit is opened: what was true when it was given may not be any more
    (docs/audits.md 4.4). Three statements.
    """
    cases, workers = ties.list_cases(cycle_id, (), {auditor_id}, clock.today())
    case = next((one for one in cases if one.item_id == item_id), None)
    if case is None:
        raise NotFound
    return list(bars(workers[auditor_id], case))


def refusals_of(question: Question, item_id: int, slot: int) -> list[tuple[AuditorLine, str]]:
    """Every auditor of the cycle with what stands against giving them this slot."""
    return [(one, why_not(question, Pin(item_id, slot, one.person_id))) for one in question.auditors]


def why_not(question: Question, command: Pin, *, whole_load: bool = False) -> str:
    """What stands against giving this slot to this auditor, in words; empty when nothing does.

    `whole_load` counts what is only proposed for them too, which a pin would push aside.
    """
    auditor = next((one for one in question.auditors if one.person_id == command.auditor_id), None)
    case = next((one for one in question.cases if one.item_id == command.sample_item_id), None)
    if auditor is None or case is None or not 1 <= command.slot <= case.marks:
        raise NotFound
    rules = list(bars(question.workers[auditor.person_id], case))
    others = [
        one
        for one in question.allocations
        if one.auditor_id == auditor.person_id
        and (one.is_kept or (whole_load and one.state is not AllocationState.DECLINED))
        and (one.item_id, one.slot) != (case.item_id, command.slot)
    ]
    if any(one.item_id == case.item_id for one in others):
        rules.append("has the other mark of this assessment")
    elif len(others) >= auditor.capacity:
        rules.append(NO_CAPACITY)
    return f"{auditor.name} {listed(rules)}" if rules else ""


@dataclass(frozen=True, slots=True)
class Slot:
    """One mark that the sample wants: who holds it, or why nobody can."""

    item_id: int
    reference: str
    number: int
    held: SlotLine | None
    barred: tuple[str, ...] = ()
    ways_out: tuple[str, ...] = ()


def list_slots(question: Question) -> list[Slot]:
    """Every slot, by reference. An empty one lists each auditor with the rule that bars them."""
    holders = {
        (one.item_id, one.slot): one
        for one in question.allocations
        if one.state is not AllocationState.DECLINED
    }
    slots = []
    for case in question.cases:
        for number in range(1, case.marks + 1):
            held = holders.get((case.item_id, number))
            slot = Slot(case.item_id, case.reference, number, held)
            slots.append(slot if held else _explained(question, slot))
    return slots


def _explained(question: Question, slot: Slot) -> Slot:
    refusals = {
        one.name: why_not(question, Pin(slot.item_id, slot.number, one.person_id), whole_load=True)
        for one in question.auditors
    }
    full = [name for name, words in refusals.items() if words == f"{name} {NO_CAPACITY}"]
    free = [name for name, words in refusals.items() if not words]
    ways_out = (
        *([f"{listed(free)} could take it: allocate again"] if free else []),
        *([f"Raise the capacity of {listed(full)}"] if full else []),
        "Add an auditor, or ask a partner authority to lend one",
        "Let the next on its reserve list stand in",
        *(["Mark this assessment once only"] if slot.number > 1 else []),
    )
    return replace(slot, barred=tuple(words for words in refusals.values() if words), ways_out=ways_out)
