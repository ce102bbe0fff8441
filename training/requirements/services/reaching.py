"""Whose requirements somebody may see: their own, and those of people near them."""

from __future__ import annotations

from portal.kernel.access import Actor, Permission, can
from portal.kernel.errors import NotFound
from training.bookings.queries import list_learners


def require_near(actor: Actor, person_id: int) -> None:
    """Raise `NotFound` unless the actor may see this person's requirements through any of their posts."""
    if actor.person_id == person_id:
        return
    if not any(can(actor, Permission.REQUIREMENT_READ, learner) for learner in list_learners(person_id)):
        raise NotFound
