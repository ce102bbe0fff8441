"""Handing the allocated work to its auditors."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from sqlalchemy import update

from audits.cycles.conflicts import bars
from audits.cycles.domain import AllocationState, ConflictFound, CycleState, SampleState, SlotsEmpty
from audits.cycles.models import Allocation, AuditCycle, SampleItem
from audits.cycles.queries.staffing import AuditorLine, SlotLine
from audits.cycles.services.guard import locked_cycle
from audits.cycles.services.slots import Question, list_slots, question_of
from portal.kernel import activity, clock, letters, outbox
from portal.kernel.access import Actor
from portal.kernel.db import db
from portal.kernel.errors import RuleBroken
from portal.kernel.text import listed
from portal.people.letters import Addressed, Reader, addressed_each


class NothingToIssue(RuleBroken):
    message = "Every slot is with its auditor already"


def issue(actor: Actor, cycle_id: int) -> Sequence[str]:
    """Give auditors their work and open the cycle; answers with those whom no message can reach.

    Every conflict is looked up again first: a tie declared since the allocation stops it. One
    message for each auditor and round of issuing, in the same transaction as the change.
    """
    cycle = locked_cycle(actor, cycle_id, {CycleState.ALLOCATED, CycleState.OPEN})
    question = question_of(cycle, with_costs=False)
    if any(slot.held is None for slot in list_slots(question)):
        raise SlotsEmpty
    proposed = [one for one in question.allocations if one.state is AllocationState.PROPOSED]
    if not proposed:
        raise NothingToIssue
    _refuse_conflicts(question)
    db.session.execute(
        update(Allocation)
        .where(Allocation.id.in_([one.id for one in proposed]))
        .values(state=AllocationState.ISSUED, issued_at=clock.now(), due_on=cycle.due_on)
    )
    items = sorted({one.item_id for one in proposed})
    db.session.execute(update(SampleItem).where(SampleItem.id.in_(items)).values(state=SampleState.CONFIRMED))
    before, cycle.state = cycle.state, CycleState.OPEN
    activity.record(
        actor,
        "issue",
        cycle,
        before={"state": before.value},
        after={"state": cycle.state.value, "slots": len(proposed)},
    )
    return _tell(cycle, question.auditors, proposed)


def _refuse_conflicts(question: Question) -> None:
    cases = {case.item_id: case for case in question.cases}
    broken = [
        f"{case.reference}: {one.auditor} {rule}"
        for one in question.allocations
        if one.state is AllocationState.PROPOSED
        for case in [cases[one.item_id]]
        for rule in bars(question.workers[one.auditor_id], case)
    ]
    if broken:
        raise ConflictFound(f"Allocate again: {listed(sorted(broken))}")


def _tell(cycle: AuditCycle, auditors: Sequence[AuditorLine], proposed: Sequence[SlotLine]) -> list[str]:
    # Every round has allocations that are newer than all before, so each round is told once.
    newest = max(one.id for one in proposed)
    numbers = Counter(one.auditor_id for one in proposed)
    told = [one for one in auditors if numbers[one.person_id]]
    sent = addressed_each((_reader(one), _letter(cycle, one, numbers[one.person_id])) for one in told)
    pairs = zip(told, sent, strict=True)
    outbox.queue_all([_message(cycle, one, newest, way) for one, way in pairs if way is not None])
    return [one.name for one, way in zip(told, sent, strict=True) if way is None]


def _reader(auditor: AuditorLine) -> Reader:
    return Reader(auditor.person_id, auditor.name, auditor.email)


def _letter(cycle: AuditCycle, auditor: AuditorLine, number: int) -> letters.Letter:
    return letters.write("cycle_issued", cycle=cycle, auditor=auditor, number=number)


def _message(cycle: AuditCycle, auditor: AuditorLine, newest: int, sent: Addressed) -> outbox.Message:
    return outbox.Message(
        recipient=sent.recipient,
        kind="audits_issued",
        # One colleague may get the letters of several auditors.
        about=f"cycle:{cycle.id}:{auditor.person_id}",
        subject=sent.letter.subject,
        body=sent.letter.body,
        version=newest,
    )
