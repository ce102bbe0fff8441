"""What lower rooms ask this one (`training/bookings/domain/hooks.py`)."""

from __future__ import annotations

from portal.kernel.rules import in_force
from portal.kernel.text import plural
from training.bookings.domain import ApprovalStep, Learner
from training.catalogue.models import TrainingEvent
from training.lost_places import queries
from training.lost_places.domain import LadderRules


def list_steps(event: TrainingEvent, learner: Learner) -> list[ApprovalStep]:
    """Those who run training have to agree where too much was missed, unless they let somebody book already.

    Whoever joined a waiting list before it was too much keeps their turn there.
    """
    rules = in_force(LadderRules)
    ladder, waits_since = queries.read_ladder_on(event.id, learner.person_id)
    if not ladder.is_barred(rules):
        return []
    barred_at = ladder.barred_at(rules)
    if waits_since is not None and barred_at is not None and waits_since < barred_at:
        return []
    missed, months = plural(len(ladder.days), "event"), plural(rules.months, "month")
    return [ApprovalStep("coordinator", f"They missed {missed} in the last {months}", asks_reason=True)]


def list_resting(event_id: int) -> list[str]:
    """What rests on the result of an event, for whoever is about to open its register again."""
    asked = queries.count_asked(event_id)
    return [f"{plural(asked, 'person was', 'people were')} asked why they did not come"] if asked else []
