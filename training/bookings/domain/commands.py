"""What people ask for."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Book:
    """Command: book this person on this event.

    `join_waiting` takes a turn on the waiting list when no place is left; `despite_clash` books
    although something else is in the diary. `only_wait` takes no place even if there is one: those who
    are booked together get theirs by promotion, all at once.
    """

    event_id: int
    person_id: int
    access_needs: str = ""
    join_waiting: bool = False
    despite_clash: bool = False
    only_wait: bool = False


@dataclass(frozen=True, slots=True)
class AddWalkIn:
    """Command: somebody came without a booking and takes part."""

    event_id: int
    person_id: int
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Withdraw:
    """Command: end this booking before the event."""

    booking_id: int
    reason: str = ""


@dataclass(frozen=True, slots=True)
class CancelEvent:
    """Command: call an event off and tell everybody on it."""

    event_id: int
    reason: str
