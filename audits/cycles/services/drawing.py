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
    months_before,
)
from audits.cycles.draw import ONE_STRATUM, Drawn, Framed, draw, second_marks
from audits.cycles.models import Allocation, AuditCycle, CycleFrame, SampleItem
from audits.cycles.queries import sample as queries
from audits.cycles.queries import staffing
from audits.cycles.queries.sample import FrameLine
from audits.cycles.services.guard import locked_cycle
from portal.kernel import activity, clock
from portal.kernel.access import Actor, Permission, require
from portal.kernel.db import db
from portal.kernel.errors import NotFound

SECOND = 2
# Bytes of a seed that the portal makes: long enough that nobody could have looked for a kind one.
SEED_BYTES = 8


def list_frame(cycle: AuditCycle) -> list[FrameLine]:
    """What a draw today would be made from, and what it would leave out."""
    return queries.list_frame(
        cycle.id, Scope.read(cycle.scope), rested_since=months_before(clock.today(), cycle.rest_months)
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
    cycle.state = CycleState.DRAWN
    activity.record(
        actor, "draw_sample", cycle, seed=cycle.seed, size=cycle.size, population=len(rows), twice=len(twice)
    )
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


def replace(actor: Actor, command: LeaveSample) -> SampleItem:
    """Take an assessment out and let the next on its stratum's reserve list stand in; both are logged.

    The stand-in takes over the number of marks. Reserves that are on hold by now are passed over,
    and that too is logged.
    """
    item = _leaving(actor, command)
    stand_in = _next_reserve(actor, item)
    if stand_in is None:
        raise ReserveEmpty
    stand_in.is_reserve, stand_in.marks, stand_in.replaces_id = False, item.marks, item.id
    _leave(actor, item, SampleState.REPLACED, command)
    activity.record(actor, "stand_in", stand_in, replaces=item.id, position=stand_in.position)
    return stand_in


def withdraw(actor: Actor, command: LeaveSample) -> SampleItem:
    """Take an assessment out of the sample without another in its place."""
    item = _leaving(actor, command)
    _leave(actor, item, SampleState.WITHDRAWN, command)
    return item


def mark_once(actor: Actor, item_id: int) -> SampleItem:
    """Settle an empty second slot: this assessment is marked once only."""
    item = _locked_item(actor, item_id)
    for one in _allocations(item):
        if one.slot == SECOND:
            if one.state is not AllocationState.PROPOSED:
                raise AuditBegun
            db.session.delete(one)
    item.marks = 1
    activity.record(actor, "mark_once", item)
    return item


def _leaving(actor: Actor, command: LeaveSample) -> SampleItem:
    item = _locked_item(actor, command.sample_item_id)
    if any(one.state is AllocationState.ACCEPTED for one in _allocations(item)):
        raise AuditBegun
    return item


def _locked_item(actor: Actor, item_id: int) -> SampleItem:
    require(actor, Permission.CYCLE_MANAGE)
    cycle_id = queries.get_item(item_id).cycle_id
    locked_cycle(actor, cycle_id, SAMPLING)
    item = queries.get_item(item_id, lock=True)
    if item.is_reserve:
        raise NotFound
    if item.state not in IN_SAMPLE:
        raise NotInSample
    return item


def _allocations(item: SampleItem) -> Sequence[Allocation]:
    return staffing.list_allocations_of(item.id)


def _next_reserve(actor: Actor, item: SampleItem) -> SampleItem | None:
    for candidate in queries.list_reserve(item.cycle_id, item.stratum):
        if not candidate.assessment.on_hold:
            return candidate
        candidate.state, candidate.reason = SampleState.WITHDRAWN, LeaveReason.ON_HOLD.label
        activity.record(actor, "pass_over", candidate, reason=candidate.reason)
    return None


def _leave(actor: Actor, item: SampleItem, state: SampleState, command: LeaveSample) -> None:
    """Work that was only proposed goes; what was already issued is taken back."""
    for one in _allocations(item):
        if one.state is AllocationState.PROPOSED:
            db.session.delete(one)
        else:
            one.state, one.reason = AllocationState.DECLINED, "The assessment left the sample"
    item.state = state
    item.reason = ": ".join(part for part in (command.reason.label, command.note) if part)
    activity.record(actor, "leave_sample", item, reason=item.reason, state=state.value)


def redrawn(cycle: AuditCycle, rows: Iterable[Mapping[str, str]]) -> Drawn:
    """The same draw again from its frozen frame."""
    return draw(framed(rows, cycle.strata), size=cycle.size, seed=cycle.seed)
