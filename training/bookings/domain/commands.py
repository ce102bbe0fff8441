"""What people ask for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Book:
    """Command: book this person on this event.

    `join_waiting` takes a turn on the waiting list when no place is left; `despite_clash` books
    although something else is in the diary. `only_wait` takes no place even if there is one: those who
    are booked together get theirs by promotion, all at once. `agreed_because` is why those who run training
    let somebody come who missed too much: empty is refused, and without the question they decide later.
    """

    event_id: int
    person_id: int
    access_needs: str = ""
    join_waiting: bool = False
    despite_clash: bool = False
    only_wait: bool = False
    agreed_because: str | None = None


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
    # Whether it may be marked as late.
    may_count: bool = True


@dataclass(frozen=True, slots=True)
class CancelEvent:
    """Command: call an event off and tell everybody on it."""

    event_id: int
    reason: str
    # How many messages that sends, as typed by whoever asks for so many.
    count: int | None = None


@dataclass(frozen=True, slots=True)
class AnswerOffer:
    """Command: take the place that is offered, or let the next person have it."""

    booking_id: int
    accepts: bool


@dataclass(frozen=True, slots=True)
class Substitute:
    """Command: a colleague, known by e-mail address or reference, comes instead."""

    booking_id: int
    colleague: str
    access_needs: str = ""
    despite_clash: bool = False


@dataclass(frozen=True, slots=True)
class MoveUp:
    """Command: give somebody who waits a place now, whoever else waits and however near the start is."""

    booking_id: int
    reason: str
    overbook: bool = False


@dataclass(frozen=True, slots=True)
class ExtendWindow:
    """Command: let one person, known by e-mail address or reference, book after booking has closed."""

    event_id: int
    colleague: str
    until: datetime
    reason: str


@dataclass(frozen=True, slots=True)
class WaiveLate:
    """Command: a late withdrawal does not count, for a reason."""

    booking_id: int
    reason: str


@dataclass(frozen=True, slots=True)
class ChangeNeeds:
    """Command: what somebody told us of their needs is different now."""

    booking_id: int
    access_needs: str


@dataclass(frozen=True, slots=True)
class PutBack:
    """Command: a booking that was ended by mistake stands again where it stood."""

    booking_id: int
    reason: str


@dataclass(frozen=True, slots=True)
class PlanDraw:
    """Command: the places of an event go by lot, drawn at this moment; None takes that back."""

    event_id: int
    draw_at: datetime | None
