"""The words and rules of bookings (docs/training.md 4.1 to 4.4). Plain Python."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from portal.kernel.errors import RuleBroken
from portal.kernel.rules import Unit, adjustable, amount, in_force
from training.catalogue.domain import Availability, Offered, availability


class BookingStatus(StrEnum):
    """Where a booking stands; the newest of its status entries."""

    REQUESTED = "requested"
    WAITING = "waiting"
    OFFERED = "offered"
    BOOKED = "booked"
    ATTENDED = "attended"
    PART = "part"
    NO_SHOW = "no_show"
    EXCUSED = "excused"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"
    REMOVED = "removed"
    EVENT_CANCELLED = "event_cancelled"
    LAPSED = "lapsed"
    EXPIRED_REQUEST = "expired_request"

    @property
    def label(self) -> str:
        return _LABELS.get(self, self.value.replace("_", " ").capitalize())


_LABELS = {
    BookingStatus.WAITING: "On the waiting list",
    BookingStatus.PART: "Attended in part",
    BookingStatus.NO_SHOW: "Did not attend",
}

# What the trainer's register comes to, once confirmed.
RESULTS = frozenset(
    {BookingStatus.ATTENDED, BookingStatus.PART, BookingStatus.NO_SHOW, BookingStatus.EXCUSED}
)
# Whoever uses one of the event's places.
PLACE_HOLDERS = frozenset({BookingStatus.OFFERED, BookingStatus.BOOKED}) | RESULTS
# A person has at most one of these on an event (I2).
LIVE = PLACE_HOLDERS | {BookingStatus.REQUESTED, BookingStatus.WAITING}
# Live, and the event has not happened for them yet.
PENDING = LIVE - RESULTS
# Learned something, in whole or part: evaluation and certificates ask for these.
# Ended, or overtaken by the event, without ever having had a place.
NEVER_PLACED = frozenset(
    {
        BookingStatus.REQUESTED,
        BookingStatus.WAITING,
        BookingStatus.DECLINED,
        BookingStatus.LAPSED,
        BookingStatus.EXPIRED_REQUEST,
    }
)
LEARNERS = frozenset({BookingStatus.ATTENDED, BookingStatus.PART})


@adjustable("bookings", "Booking and waiting lists")
@dataclass(frozen=True, slots=True)
class BookingRules:
    """What a partnership may set for itself."""

    freeze: timedelta = amount(
        24,
        Unit.HOURS,
        within=(0, 336),
        label="No places given out before the start",
        says="This shortly before it begins nobody is moved up from the waiting list: too late to know",
    )


@adjustable("kept-bookings", "How long bookings are kept", retention=True)
@dataclass(frozen=True, slots=True)
class BookingsKept:
    """What a partnership may set for itself (docs/training.md 4.11)."""

    access_needs: timedelta = amount(
        4,
        Unit.WEEKS,
        within=(1, 52),
        label="Access needs",
        says="So long after an event what people said they need there is blanked",
    )
    waiting: timedelta = amount(
        26,
        Unit.WEEKS,
        within=(4, 104),
        label="Turns on a waiting list",
        says="So long after an event the bookings that never became a place are deleted",
    )


@dataclass(frozen=True, slots=True)
class Book:
    """Command: book this person on this event.

    `join_waiting` takes a turn on the waiting list when no place is left; `despite_clash` books
    although something else is in the diary.
    """

    event_id: int
    person_id: int
    access_needs: str = ""
    join_waiting: bool = False
    despite_clash: bool = False


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


@dataclass(frozen=True, slots=True)
class Learner:
    """Somebody who may be booked, seen through one of their posts; all three are empty without one."""

    person_id: int
    name: str
    email: str | None
    agency_id: int | None = None
    school_id: int | None = None
    manager_id: int | None = None
    office_contact_id: int | None = None


class EventFull(RuleBroken):
    message = "There are no places left on this event. You can join the waiting list"
    field = "join_waiting"


class EventNotBookable(RuleBroken):
    """The event itself is in the way; one message for each reason."""


class AlreadyBooked(RuleBroken):
    message = "There is already a booking for this person on this event"


class DiaryClash(RuleBroken):
    field = "despite_clash"

    def __init__(self, title: str) -> None:
        super().__init__(f"This is at the same time as “{title}”. Select “Book anyway” to book both")


class BookingEnded(RuleBroken):
    message = "This booking has already ended, so there is nothing to withdraw from"


class AlreadyCancelled(RuleBroken):
    message = "This event has already been cancelled"


class EventStarted(RuleBroken):
    message = "The event has started. Ask the training team to change the register"


class TakenMeanwhile(RuleBroken):
    """A booking that was ended cannot be taken up again, and why."""


# From least to most: of two bookings of one person on one event the one further along is kept.
_WORTH = (
    BookingStatus.WAITING,
    BookingStatus.REQUESTED,
    BookingStatus.OFFERED,
    BookingStatus.BOOKED,
    BookingStatus.EXCUSED,
    BookingStatus.NO_SHOW,
    BookingStatus.PART,
    BookingStatus.ATTENDED,
)


def worth(status: BookingStatus) -> int:
    """How far a live booking has come."""
    return _WORTH.index(status)


_NOT_BOOKABLE = {
    Availability.CANCELLED: "This event has been cancelled",
    Availability.PLANNED: "This event is not open for booking",
    Availability.STARTED: "This event has already started",
    Availability.NOT_YET_OPEN: "Booking for this event has not opened yet",
    Availability.CLOSED: "Booking for this event has closed",
}


def refuse_unless_bookable(found: Availability) -> None:
    """Raise `EventNotBookable` with the reason in plain words."""
    if not found.is_bookable:
        raise EventNotBookable(_NOT_BOOKABLE[found])


def may_promote(event: Offered, now: datetime, rules: BookingRules | None = None) -> bool:
    """Whether the portal may move people up the waiting list now (docs/training.md 4.4 step 2).

    Not while the event is undated, closed, started or cancelled, and not inside the freeze.
    """
    if event.starts_at is None or not availability(event, now).is_bookable:
        return False
    return now < event.starts_at - (rules or in_force(BookingRules)).freeze


class Standing(StrEnum):
    """Where a booking belongs on the page of one's own training."""

    UPCOMING = "upcoming"
    WAITING = "waiting"
    PAST = "past"


def standing(status: BookingStatus, starts_at: datetime | None, now: datetime) -> Standing:
    """What is over or ended is past; a started event is, even before its result is confirmed."""
    if status not in PENDING or (starts_at is not None and starts_at <= now):
        return Standing.PAST
    return Standing.UPCOMING if status in PLACE_HOLDERS else Standing.WAITING
