"""What waits for coordinators on their home page."""

from __future__ import annotations

from collections.abc import Sequence

from flask import url_for

from audits.cycles.domain import CycleState
from audits.cycles.queries.cycles import Desk, list_desk
from portal.kernel import clock
from portal.kernel.access import Actor, Permission, can
from portal.kernel.slice import Waiting
from portal.kernel.text import day, plural


def cycles_to_decide(actor: Actor) -> Sequence[Waiting]:
    """One card for each cycle that cannot go on without a coordinator. One statement, none for others."""
    if not can(actor, Permission.CYCLE_MANAGE):
        return ()
    cards = [(line, _words(line)) for line in list_desk(actor.person_id)]
    return [
        Waiting(
            title=f"{words} in “{line.name}”",
            url=url_for("cycles.show_cycle", cycle_id=line.id),
            detail=f"Audits are due by {day(line.due_on)}",
            urgent=line.due_on < clock.today(),
        )
        for line, words in cards
        if words
    ]


def _words(line: Desk) -> str:
    if line.state is CycleState.PLANNED:
        return "Draw the sample"
    if line.state in {CycleState.DRAWN, CycleState.ALLOCATED}:
        return "Give the assessments to auditors"
    missing = line.wanted - line.given
    if line.state is CycleState.OPEN and missing > 0:
        return f"Fill {plural(missing, 'slot')}"
    if line.state is CycleState.OPEN and line.due_on < clock.today():
        return "Chase overdue audits"
    return ""
