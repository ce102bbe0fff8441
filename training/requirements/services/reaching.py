"""Whose requirements somebody may see: their own, and those of people near them."""

from __future__ import annotations

from portal.kernel.access import Actor, Permission, can
from portal.kernel.errors import NotFound
from training.bookings.queries import list_learners


def require_near(actor: Actor, person_id: int) -> str:
    """Their name. Raises `NotFound` unless they are oneself or seen through any of their posts."""
    learners = list_learners(person_id)
    if actor.person_id != person_id and not any(
        can(actor, Permission.REQUIREMENT_READ, learner) for learner in learners
    ):
        raise NotFound
    return learners[0].name
