"""Places that are taken without a booking, for rooms that reserve them (docs/training.md 4.5)."""

from __future__ import annotations

from collections.abc import Sequence

from portal.kernel import activity
from portal.kernel.access import Actor
from training.bookings import hooks, moving
from training.bookings.domain import EventFull, PlaceKept, Seeker
from training.bookings.models import Booking
from training.bookings.promotion import Cause, promote
from training.catalogue.models import TrainingEvent


def hold_places(actor: Actor, event: TrainingEvent, places: int, *, seekers: Sequence[Seeker] = ()) -> None:
    """Take so many places that have no name yet, all or none. The event is locked. Raises `EventFull`.

    `seekers` say for whom they are: each is asked about as if they booked one after the other, and
    `PlaceKept` raised when a place is not for one of them. Whoever calls keeps the reservation and
    answers `unnamed_places` with it.
    """
    rules = hooks.PlaceRules(event) if seekers else None
    for number, seeker in enumerate(seekers):
        kept = rules.refusal(seeker, seekers[:number]) if rules else ""
        if kept:
            raise PlaceKept(kept)
    if not moving.take_places(event, places):
        raise EventFull
    activity.record(actor, "hold_places", event, places=places, before={}, after={"held": places})


def release_places(actor: Actor, event: TrainingEvent, places: int) -> list[Booking]:
    """Free so many unnamed places, and give them to those who wait. The event is locked."""
    moving.free_places(event, places)
    activity.record(actor, "release_places", event, places=places, before={"held": places}, after={})
    return promote(event, Cause.RESERVATION_RELEASED)
