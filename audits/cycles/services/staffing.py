"""Who audits in a cycle, and which slot goes to whom (docs/audits.md 4.3)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from sqlalchemy import delete, insert

from audits.cycles.allocation import Allocation as Answer
from audits.cycles.allocation import Plan, allocate
from audits.cycles.conflicts import Held, SampledCase, Worker, bars, plan_of
from audits.cycles.domain import (
    SAMPLING,
    STAFFING,
    AddAuditor,
    AllocationState,
    ConflictFound,
    CycleState,
    HasWork,
    NotAnAuditor,
    Pin,
    RunsCycle,
)
from audits.cycles.models import Allocation, AuditCycle, CycleAuditor
from audits.cycles.queries import staffing as queries
from audits.cycles.queries import ties
from audits.cycles.queries.staffing import AuditorLine, SlotLine
from audits.cycles.services.guard import locked_cycle
from portal.kernel import activity, clock
from portal.kernel.access import Actor, Permission, require
from portal.kernel.db import db
from portal.kernel.errors import NotFound
from portal.kernel.text import listed

NO_CAPACITY = "has no capacity left"


def add_auditor(actor: Actor, command: AddAuditor) -> CycleAuditor:
    """Let somebody audit here, or change how many marks they can take."""
    cycle = locked_cycle(actor, command.cycle_id, STAFFING)
    if command.person_id == cycle.run_by_id:
        raise RunsCycle
    if not queries.is_auditor(command.person_id):
        raise NotAnAuditor
    auditor = queries.find_auditor(cycle.id, command.person_id)
    if auditor is None:
        auditor = CycleAuditor(cycle_id=cycle.id, person_id=command.person_id)
        db.session.add(auditor)
    auditor.capacity = command.capacity
    activity.record(actor, "add_auditor", cycle, person_id=command.person_id, capacity=command.capacity)
    return auditor


def remove_auditor(actor: Actor, cycle_id: int, person_id: int) -> None:
    """Take somebody out who holds no issued work; what was proposed for them becomes empty."""
    cycle = locked_cycle(actor, cycle_id, STAFFING)
    auditor = queries.find_auditor(cycle.id, person_id)
    if auditor is None:
        raise NotFound
    theirs = [one for one in queries.list_allocations(cycle.id) if one.auditor_id == person_id]
    if any(one.is_issued for one in theirs):
        raise HasWork
    gone = [one.id for one in theirs if one.state is AllocationState.PROPOSED]
    db.session.execute(delete(Allocation).where(Allocation.id.in_(gone)))
    db.session.delete(auditor)
    activity.record(actor, "remove_auditor", cycle, person_id=person_id)


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


def propose(actor: Actor, cycle_id: int) -> Answer:
    """Fill every slot that can be filled. What is pinned or with an auditor stays where it is.

    The cycle is allocated once no slot is empty. What stays empty is explained by the answer.
    """
    cycle = locked_cycle(actor, cycle_id, SAMPLING)
    question = question_of(cycle)
    _refuse_broken_pins(question)
    answer = allocate(question.plan)
    gone = [
        one.id for one in question.allocations if not one.is_kept and one.state is AllocationState.PROPOSED
    ]
    db.session.execute(delete(Allocation).where(Allocation.id.in_(gone)))
    slots = _new_slots(question, answer)
    if slots:
        db.session.execute(insert(Allocation), slots)
    if cycle.state is CycleState.DRAWN and not answer.impossible:
        cycle.state = CycleState.ALLOCATED
    activity.record(
        actor,
        "allocate",
        cycle,
        slots=len(answer.slots),
        empty=sum(case.empty for case in answer.impossible),
        max_load=answer.max_load,
        cost=answer.cost,
    )
    return answer


def _refuse_broken_pins(question: Question) -> None:
    """A tie declared after a pin, say: the coordinator must know by name."""
    forbidden = {(one.auditor, one.reference): one.rule for one in question.plan.conflicts}
    for auditor, reference in question.plan.pins:
        if (auditor, reference) in forbidden:
            raise ConflictFound(
                f"{question.name_of(auditor)} {forbidden[auditor, reference]} ({reference}). "
                "Take this slot from them first"
            )


def _new_slots(question: Question, answer: Answer) -> list[dict[str, object]]:
    """Held slots keep their number; the others take what is free, in the answer's order."""
    held = {(one.item_id, one.auditor_id) for one in question.held}
    taken = {(one.item_id, one.slot) for one in question.held}
    cases = {case.reference: case for case in question.cases}
    slots: list[dict[str, object]] = []
    for slot in answer.slots:
        case, auditor_id = cases[slot.reference], int(slot.auditor)
        if (case.item_id, auditor_id) in held:
            continue
        number = next(n for n in range(1, case.marks + 1) if (case.item_id, n) not in taken)
        taken.add((case.item_id, number))
        slots.append(
            {
                "sample_item_id": case.item_id,
                "auditor_id": auditor_id,
                "slot": number,
                "state": AllocationState.PROPOSED,
                "is_pinned": False,
                "reason": "",
            }
        )
    return slots


def pin(actor: Actor, cycle_id: int, command: Pin) -> None:
    """Give a slot to an auditor for good; a new allocation goes round it. Hard rules hold for pins too."""
    cycle = locked_cycle(actor, cycle_id, SAMPLING)
    question = question_of(cycle, with_costs=False)
    refusal = why_not(question, command)
    if refusal:
        raise ConflictFound(refusal, field="auditor")
    gone = [
        one
        for one in question.allocations
        if one.item_id == command.sample_item_id
        and one.state is not AllocationState.DECLINED
        and (one.slot == command.slot or one.auditor_id == command.auditor_id)
    ]
    if any(one.is_issued for one in gone):
        raise HasWork
    db.session.execute(delete(Allocation).where(Allocation.id.in_([one.id for one in gone])))
    db.session.add(
        Allocation(
            sample_item_id=command.sample_item_id,
            auditor_id=command.auditor_id,
            slot=command.slot,
            state=AllocationState.PROPOSED,
            is_pinned=True,
        )
    )
    activity.record(
        actor,
        "pin",
        cycle,
        item_id=command.sample_item_id,
        slot=command.slot,
        person_id=command.auditor_id,
    )


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


def unpin(actor: Actor, allocation_id: int) -> int:
    """Let the next allocation decide about this slot again; answers with the cycle."""
    require(actor, Permission.CYCLE_MANAGE)
    allocation, cycle_id = queries.get_allocation(allocation_id)
    cycle = locked_cycle(actor, cycle_id, SAMPLING)
    allocation.is_pinned = False
    activity.record(actor, "unpin", cycle, allocation_id=allocation.id)
    return cycle.id


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
