"""Who may see whose certificates."""

from __future__ import annotations

from portal.kernel.access import Actor, Permission, can
from portal.kernel.errors import NotFound
from training.bookings.queries import list_learners


def refuse_strangers(actor: Actor, person_id: int) -> None:
    """Raise `NotFound` unless the actor may see this person's certificates through any of their posts."""
    if actor.person_id == person_id:
        return
    if not any(can(actor, Permission.CERTIFICATE_READ, learner) for learner in list_learners(person_id)):
        raise NotFound
