"""Drawing a sample that anyone can draw again, and replacing what must leave it."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Any

from sqlalchemy import insert

from audits.cycles.domain import (
    IN_SAMPLE,
    SAMPLING,
    AllocationState,
    AuditBegun,
    CycleState,
    DrawSample,
    LeaveReason,
    LeaveSample,
    NotInSample,
    ReserveEmpty,
    SampleState,
    Scope,
)
from audits.cycles.draw import ONE_STRATUM, Drawn, Framed, draw, second_marks
from audits.cycles.models import Allocation, AuditCycle, CycleFrame, SampleItem
from audits.cycles.queries import sample as queries
from audits.cycles.queries import staffing
from audits.cycles.queries.sample import FrameLine
from audits.cycles.services.guard import locked_cycle
from portal.kernel import activity, clock, letters, outbox
from portal.kernel.access import Actor
from portal.kernel.db import db
from portal.kernel.errors import NotFound
from portal.kernel.months import months_later
from portal.people.letters import addressed_each

SECOND = 2
# Bytes of a seed that the portal makes: long enough that nobody could have looked for a kind one.
SEED_BYTES = 8


def list_frame(cycle: AuditCycle) -> list[FrameLine]:
    """What a draw today would be made from, and what it would leave out."""
    return queries.list_frame(
        cycle.id, Scope.read(cycle.scope), rested_since=months_later(clock.today(), -cycle.rest_months)
    )


def draw_sample(actor: Actor, command: DrawSample) -> AuditCycle:
    """Draw the sample and freeze it with its frame, reserve lists and seed (docs/audits.md 4.3)."""
    cycle = locked_cycle(actor, command.cycle_id, {CycleState.PLANNED})
    lines = {line.reference: line for line in list_frame(cycle) if line.excluded is None}
    rows = [lines[reference].row for reference in sorted(lines)]
    cycle.seed = command.seed or secrets.token_hex(SEED_BYTES)
    drawn = draw(framed(rows, cycle.strata), size=cycle.size, seed=cycle.seed)
    twice = frozenset(_seconds(cycle, drawn))
    db.session.execute(insert(SampleItem), list(_items(cycle.id, drawn, lines, twice)))
    db.session.add(CycleFrame(cycle_id=cycle.id, rows=rows))
    cycle.drawn_at = clock.now()
    cycle.draw_facts = [
        {"name": part.name, "population": part.population, "share": part.share} for part in drawn.strata
    ]
    before, cycle.state = cycle.state, CycleState.DRAWN
    numbers = {"seed": cycle.seed, "size": cycle.size, "population": len(rows), "twice": len(twice)}
    after = {"state": cycle.state.value, **numbers}
    activity.record(actor, "draw_sample", cycle, before={"state": before.value}, after=after)
    return cycle


def framed(rows: Iterable[Mapping[str, str]], strata: Iterable[str]) -> Iterator[Framed]:
    columns = list(strata)
    for row in rows:
        yield Framed(row["reference"], " / ".join(row[name] for name in columns) or ONE_STRATUM)


def _seconds(cycle: AuditCycle, drawn: Drawn) -> tuple[str, ...]:
    """Which get a second mark (docs/audits.md 4.2); a share of nothing means none."""
    if not cycle.double_mark_percent:
        return ()
    share = Fraction(cycle.double_mark_percent, 100)
    return second_marks(cycle.seed, drawn.chosen, share=share, at_least=cycle.double_mark_least)


def _items(
    cycle_id: int, drawn: Drawn, lines: Mapping[str, FrameLine], twice: frozenset[str]
) -> Iterator[dict[str, Any]]:
    for part in drawn.strata:
        for position, reference in enumerate(part.chosen + part.reserve, 1):
            line = lines[reference]
            yield {
                "cycle_id": cycle_id,
                "assessment_id": line.assessment_id,
                "stratum": part.name,
                "position": position,
                "is_reserve": position > part.share,
                "state": SampleState.DRAWN,
                "reason": "",
                "marks": 2 if reference in twice else 1,
                "attributes": {**line.row, "agency": line.agency, "team": line.team},
            }


def replace(actor: Actor, cycle_id: int, command: LeaveSample) -> SampleItem:
    """Take an assessment out and let the next on its stratum's reserve list stand in; both are logged.

    The stand-in takes over the number of marks. Reserves that are on hold by now are passed over,
    and that too is logged.
    """
    item, given = _leaving(actor, cycle_id, command)
    stand_in = _next_reserve(actor, item)
    if stand_in is None:
        raise ReserveEmpty
    stand_in.is_reserve, stand_in.marks, stand_in.replaces_id = False, item.marks, item.id
    _leave(actor, item, given, SampleState.REPLACED, command)
    activity.record(
        actor,
        "stand_in",
        stand_in,
        replaces=item.id,
        position=stand_in.position,
        before={"reserve": True},
        after={"reserve": False, "marks": stand_in.marks},
    )
    return stand_in


def withdraw(actor: Actor, cycle_id: int, command: LeaveSample) -> SampleItem:
    """Take an assessment out of the sample without another in its place."""
    item, given = _leaving(actor, cycle_id, command)
    _leave(actor, item, given, SampleState.WITHDRAWN, command)
    return item


def mark_once(actor: Actor, cycle_id: int, item_id: int) -> SampleItem:
    """Settle an empty second slot: this assessment is marked once only."""
    item = _locked_item(actor, cycle_id, item_id)
    for one in staffing.list_allocations_of(item.id):
        if one.slot == SECOND:
            if one.state is not AllocationState.PROPOSED:
                raise AuditBegun
            db.session.delete(one)
    before, item.marks = item.marks, 1
    activity.record(actor, "mark_once", item, before={"marks": before}, after={"marks": item.marks})
    return item


def _leaving(actor: Actor, cycle_id: int, command: LeaveSample) -> tuple[SampleItem, Sequence[Allocation]]:
    item = _locked_item(actor, cycle_id, command.sample_item_id)
    given = staffing.list_allocations_of(item.id)
    if any(one.state is AllocationState.ACCEPTED for one in given):
        raise AuditBegun
    return item, given


def _locked_item(actor: Actor, cycle_id: int, item_id: int) -> SampleItem:
    """The cycle is locked first: two changes of one sample must follow one another."""
    cycle = locked_cycle(actor, cycle_id, SAMPLING)
    item = queries.get_item(item_id, lock=True)
    if item.is_reserve or item.cycle_id != cycle.id:
        raise NotFound
    if item.state not in IN_SAMPLE:
        raise NotInSample
    return item


def _next_reserve(actor: Actor, item: SampleItem) -> SampleItem | None:
    for candidate in queries.list_reserve(item.cycle_id, item.stratum):
        if not candidate.assessment.on_hold:
            return candidate
        _move(actor, "pass_over", candidate, SampleState.WITHDRAWN, LeaveReason.ON_HOLD.label)
    return None


def _move(actor: Actor, verb: str, item: SampleItem, state: SampleState, reason: str) -> None:
    before, item.state, item.reason = item.state, state, reason
    activity.record(
        actor,
        verb,
        item,
        reason=reason,
        before={"state": before.value},
        after={"state": state.value},
    )


def _leave(
    actor: Actor,
    item: SampleItem,
    given: Sequence[Allocation],
    state: SampleState,
    command: LeaveSample,
) -> None:
    """Work that was only proposed goes; what was already issued is taken back, and its auditor told."""
    for one in given:
        if one.state is AllocationState.PROPOSED:
            db.session.delete(one)
        else:
            one.state, one.reason = AllocationState.DECLINED, "The assessment left the sample"
            _tell(item, one)
    reason = ": ".join(part for part in (command.reason.label, command.note) if part)
    _move(actor, "leave_sample", item, state, reason)


def _tell(item: SampleItem, taken_back: Allocation) -> None:
    """Nobody looks for an assessment that is no longer theirs."""
    auditor = taken_back.auditor
    cycle = db.session.get_one(AuditCycle, item.cycle_id)
    letter = letters.write(
        "cycle_taken_back", cycle=cycle, auditor=auditor, reference=item.assessment.reference
    )
    (sent,) = addressed_each([(auditor, letter)])
    if sent is not None:
        outbox.queue(
            outbox.Message(
                recipient=sent.recipient,
                kind="audit_taken_back",
                about=f"allocation:{taken_back.id}",
                subject=sent.letter.subject,
                body=sent.letter.body,
            )
        )


def redrawn(cycle: AuditCycle, rows: Iterable[Mapping[str, str]]) -> Drawn:
    """The same draw again from its frozen frame."""
    return draw(framed(rows, cycle.strata), size=cycle.size, seed=cycle.seed)
