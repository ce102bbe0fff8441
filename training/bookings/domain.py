"""The words and rules of bookings (docs/training.md 4.1 to 4.4). Plain Python."""

from __future__ import annotations

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
LEARNERS = frozenset({BookingStatus.ATTENDED, BookingStatus.PART})
