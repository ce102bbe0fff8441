"""The statuses of a booking, and which of them mean the same to somebody (docs/training.md 4.3)."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum


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
    BookingStatus.REQUESTED: "Waiting for approval",
    BookingStatus.WAITING: "On the waiting list",
    BookingStatus.OFFERED: "Offered a place",
    BookingStatus.PART: "Attended in part",
    BookingStatus.NO_SHOW: "Did not attend",
    BookingStatus.LAPSED: "Offer not taken up",
    BookingStatus.EXPIRED_REQUEST: "Not approved in time",
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
# Learned something, in whole or part: evaluation and certificates ask for these.
LEARNERS = frozenset({BookingStatus.ATTENDED, BookingStatus.PART})

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
