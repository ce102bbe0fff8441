"""Who audits in a cycle, and which slot goes to whom (docs/audits.md 4.3)."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import delete, insert

from audits.cycles.allocation import Allocation as Answer
from audits.cycles.allocation import allocate
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
from audits.cycles.services.guard import locked_cycle
from audits.cycles.services.slots import Question, question_of, why_not
from portal.kernel import activity
from portal.kernel.access import Actor, Permission, require
from portal.kernel.db import db
from portal.kernel.errors import NotFound


def add_auditor(actor: Actor, command: AddAuditor) -> CycleAuditor:
    """Let somebody audit here, or change how many marks they can take."""
    cycle = locked_cycle(actor, command.cycle_id, STAFFING)
    if command.person_id == cycle.run_by_id:
        raise RunsCycle
    if not queries.is_auditor(command.person_id):
        raise NotAnAuditor
    auditor = queries.find_auditor(cycle.id, command.person_id)
    before = {} if auditor is None else {"capacity": auditor.capacity}
    if auditor is None:
        auditor = CycleAuditor(cycle_id=cycle.id, person_id=command.person_id)
        db.session.add(auditor)
    auditor.capacity = command.capacity
    verb, after = "change_auditor" if before else "add_auditor", {"capacity": command.capacity}
    if after != before:
        activity.record(actor, verb, cycle, person_id=command.person_id, before=before, after=after)
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
    before = {"capacity": auditor.capacity}
    activity.record(actor, "remove_auditor", cycle, person_id=person_id, before=before, after={})


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
    before = cycle.state
    if cycle.state is CycleState.DRAWN and not answer.impossible:
        cycle.state = CycleState.ALLOCATED
    _log_proposal(actor, cycle, before, answer)
    return answer


def _log_proposal(actor: Actor, cycle: AuditCycle, before: CycleState, answer: Answer) -> None:
    numbers = {"slots": len(answer.slots), "empty": sum(case.empty for case in answer.impossible)}
    activity.record(
        actor,
        "allocate",
        cycle,
        max_load=answer.max_load,
        cost=answer.cost,
        before={"state": before.value},
        after={"state": cycle.state.value, **numbers},
    )


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
    gone = [one for one in question.allocations if _gives_way(one, command)]
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
    _log_pin(actor, cycle, command, gone)


def _log_pin(actor: Actor, cycle: AuditCycle, command: Pin, gone: Sequence[queries.SlotLine]) -> None:
    was = next((one.auditor_id for one in gone if one.slot == command.slot), None)
    activity.record(
        actor,
        "pin",
        cycle,
        item_id=command.sample_item_id,
        slot=command.slot,
        person_id=command.auditor_id,
        before={"auditor_id": was},
        after={"auditor_id": command.auditor_id},
    )


def _gives_way(one: queries.SlotLine, command: Pin) -> bool:
    """Whether this allocation stands where the pin is to go, or is the same auditor's on the same case."""
    return (
        one.item_id == command.sample_item_id
        and one.state is not AllocationState.DECLINED
        and (one.slot == command.slot or one.auditor_id == command.auditor_id)
    )


def unpin(actor: Actor, allocation_id: int) -> int:
    """Let the next allocation decide about this slot again; answers with the cycle."""
    require(actor, Permission.CYCLE_MANAGE)
    allocation, cycle_id = queries.get_allocation(allocation_id)
    cycle = locked_cycle(actor, cycle_id, SAMPLING)
    before, allocation.is_pinned = allocation.is_pinned, False
    activity.record(
        actor,
        "unpin",
        cycle,
        allocation_id=allocation.id,
        before={"is_pinned": before},
        after={"is_pinned": False},
    )
    return cycle.id
