"""Whoever is late with required training goes before others on what makes up for it. Callers commit."""

from __future__ import annotations

from collections.abc import Collection

from portal.kernel.access import SYSTEM
from portal.kernel.rules import in_force
from training.bookings.domain import Learner, Priority
from training.bookings.services import rank_anew
from training.catalogue.models import TrainingEvent
from training.requirements.domain.commands import RequirementRules
from training.requirements.queries import urgency
from training.requirements.queries.facts import Key

WHY = "Your required training is overdue"


def read_priority(event: TrainingEvent, learner: Learner) -> Priority | None:
    """Of somebody who joins a waiting list (docs/training.md 4.4 step 3)."""
    points = in_force(RequirementRules).priority
    if not points or not urgency.is_late_for(learner.person_id, event.course_id):
        return None
    return Priority(points, WHY)


def rank_those(turned: Collection[Key]) -> None:
    """They have become late, or are so no longer: where they wait their turn follows."""
    people = sorted({person_id for person_id, _ in turned})
    waiting = urgency.map_waiting(people, {asked for _, asked in turned}) if turned else {}
    if waiting:
        courses = frozenset().union(*waiting.values())
        rank_anew(SYSTEM, sorted(waiting), courses, "Required training is overdue, or no longer")
