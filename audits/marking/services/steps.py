"""What marking has against the next step of a cycle (docs/audits.md 4.4)."""

from __future__ import annotations

from collections.abc import Sequence

from audits.cycles.domain import CycleState
from audits.marking.queries.steps import count_unfinished, count_unsubmitted
from portal.kernel.text import plural


def find_blockers(cycle_id: int, to: CycleState) -> Sequence[str]:
    """Open to moderating: all audits submitted. Moderating to feedback: none waits for another."""
    if to is CycleState.MODERATING and (waiting := count_unsubmitted(cycle_id)):
        return [f"{plural(waiting, 'audit is', 'audits are')} not submitted yet"]
    if to is CycleState.FEEDBACK and (waiting := count_unfinished(cycle_id)):
        return [f"{plural(waiting, 'audit waits', 'audits wait')} for a second mark or for moderation"]
    return []
