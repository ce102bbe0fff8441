"""Asks the rooms above what only they know; the questions are declared in `domain/hooks.py`."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from markupsafe import Markup
from sqlalchemy import ColumnElement, func, literal

from portal.kernel.access import Actor
from portal.kernel.errors import RuleBroken
from portal.kernel.slice import Waiting, registry
from training.bookings.domain import (
    AgreesForReason,
    Approval,
    ApprovalStep,
    BookingStatus,
    Learner,
    PlaceRule,
    Priority,
    Seeker,
    asked_once,
    joined,
)
from training.bookings.models import Booking
from training.catalogue.models import TrainingEvent


def find_obstacle(event: TrainingEvent, learner: Learner) -> RuleBroken | None:
    """The first thing that an upper room has against this person's being on this event."""
    asked = (ask(event, learner) for ask in registry().providers("booking_obstacles"))
    return next((found for found in asked if found is not None), None)


def list_steps(event: TrainingEvent, learner: Learner) -> list[ApprovalStep]:
    """Who has to agree before this person can have a place, each once."""
    asked = registry().providers("approval_steps")
    return asked_once([step for ask in asked for step in ask(event, learner)])


def ask_about(actor: Actor, event: TrainingEvent, learner: Learner, because: str | None = None) -> Approval:
    """Who has to agree to what this actor books, and how many of the first have done so by booking it.

    Where that takes a reason, somebody who was asked for one and gave none is refused, and whoever was not
    asked has not agreed. Raises `AgreesForReason`.
    """
    steps = list_steps(event, learner)
    if not steps:
        return Approval()
    agreed = sum(ask(actor, learner, steps) for ask in registry().providers("agreed_by_booking"))
    if event.starts_at is None:
        because = None  # nothing is agreed to before there is a date, so a reason would be kept nowhere
    asking = [place for place, one in enumerate(steps[:agreed]) if one.asks_reason]
    if not asking:
        return Approval(steps, agreed)
    if because is None:
        return Approval(steps, asking[0])
    if not because.strip():
        raise AgreesForReason(steps[asking[0]].why)
    return Approval(steps, agreed, because.strip())


class PlaceRules:
    """Every rule about who may have the places of one event, asked as one.

    A page that only says how things stand asks without the lock.
    """

    def __init__(self, event: TrainingEvent, *, lock: bool = True) -> None:
        found = (ask(event, lock=lock) for ask in registry().providers("place_rules"))
        self._rules: list[PlaceRule] = [rule for rule in found if rule is not None]

    def refusal(self, seeker: Seeker, taken: Sequence[Seeker] = ()) -> str:
        """The first reason against, or nothing."""
        return next((said for rule in self._rules if (said := rule.refusal(seeker, taken))), "")


def read_priority(event: TrainingEvent, learner: Learner) -> Priority:
    """All that moves this person up this waiting list, in one."""
    asked = (ask(event, learner) for ask in registry().providers("booking_priority"))
    return joined(*(one for one in asked if one is not None))


def count_unnamed(event_ids: Collection[int]) -> Mapping[int, int]:
    """Places of these events that are taken without a booking."""
    counts: dict[int, int] = {}
    for ask in registry().providers("unnamed_places"):
        for event_id, number in ask(event_ids).items():
            counts[event_id] = counts.get(event_id, 0) + number
    return counts


def party_of(booking_id: ColumnElement[int]) -> ColumnElement[int | None]:
    """As SQL: which of those that get places together or not at all the booking in this column is one of."""
    found = [ask(booking_id) for ask in registry().providers("booked_together")]
    return func.coalesce(*found, literal(None)) if found else literal(None)


def map_requests(booking_ids: Collection[int], *, is_own: bool) -> Mapping[int, str]:
    """What each of these bookings that waits for approval waits for, in words."""
    said: dict[int, str] = {}
    for ask in registry().providers("request_states") if booking_ids else ():
        said |= ask(booking_ids, is_own=is_own)
    return said


def tell_moved(
    actor: Actor, event: TrainingEvent, bookings: Sequence[Booking], before: Mapping[int, BookingStatus]
) -> None:
    """Every change of status is told to whoever keeps something that hangs on it."""
    for hear in registry().providers("booking_moved"):
        hear(actor, event, bookings, before)


def tell_asked(actor: Actor, event: TrainingEvent, booking: Booking, approval: Approval) -> None:
    """A new booking that has to be agreed to, or was by making it."""
    for hear in registry().providers("booking_asked"):
        hear(actor, event, booking, approval)


def tell_late_waived(actor: Actor, booking: Booking) -> None:
    """A late withdrawal no longer counts."""
    for hear in registry().providers("late_waived"):
        hear(actor, booking)


def list_notes(person_id: int) -> list[Waiting]:
    """What the rooms above say at the top of “My training”."""
    return [note for ask in registry().providers("my_training_notes") for note in ask(person_id)]


def list_panels(actor: Actor, event: TrainingEvent) -> list[Markup]:
    """What the rooms above show beside the names of those who come, drawn."""
    return [drawn for ask in registry().providers("attendee_panels") for drawn in ask(actor, event)]
