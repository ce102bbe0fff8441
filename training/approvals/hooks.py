"""What lower rooms ask this one: whether booking somebody is agreeing to it as well."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import literal, select

from portal.kernel.access import Actor, Permission, can
from portal.kernel.db import db
from training.approvals import scope
from training.approvals.domain import OWN, Capacity, StepKind
from training.bookings.domain import ApprovalStep, Learner


def count_agreed(actor: Actor, learner: Learner, steps: Sequence[ApprovalStep]) -> int:
    """How many of the first steps this actor decides: those behind somebody else’s still wait."""
    return len(list_capacities(actor, learner, [StepKind(one.kind) for one in steps]))


def list_capacities(actor: Actor, learner: Learner, kinds: Sequence[StepKind]) -> list[Capacity]:
    """As what this actor decides each of the first steps; it ends before the first that is not theirs.

    Nobody agrees to what they book for themselves: that is decided by whoever else may.
    """
    if actor.person_id in {0, learner.person_id}:
        return []
    named = [kind for kind in dict.fromkeys(kinds) if not kind.is_ours]
    held = _find_capacities(actor.person_id, learner, named)
    if can(actor, Permission.EVENT_MANAGE):
        held |= {kind: Capacity.TEAM for kind in StepKind if kind.is_ours}
    found: list[Capacity] = []
    for kind in kinds:
        if kind not in held:
            break
        found.append(held[kind])
    return found


def _find_capacities(person_id: int, learner: Learner, kinds: Sequence[StepKind]) -> dict[StepKind, Capacity]:
    if not kinds or learner.agency_id is None:
        return {}
    asked = [
        scope.is_among(kind, person_id, learner, for_others=others)
        for kind in kinds
        for others in (False, True)
    ]
    row = db.session.execute(select(scope.is_able(literal(person_id)), *asked)).one()
    able, answers = row[0], list(row[1:])
    held: dict[StepKind, Capacity] = {}
    for number, kind in enumerate(kinds):
        own, as_deputy = answers[2 * number : 2 * number + 2]
        if able and as_deputy:
            held[kind] = OWN[kind] if own else Capacity.DEPUTY
    return held
