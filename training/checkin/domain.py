"""The words and rules of checking in at the door (docs/training.md 4.6). Plain Python."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from portal.kernel.errors import RuleBroken
from portal.kernel.rules import Unit, adjustable, amount, in_force
from training.attendance.domain import AttendanceMark, Marked
from training.bookings.domain import PLACE_HOLDERS, BookingStatus

LONGEST_LATE = 600
A_MINUTE = timedelta(minutes=1)
# On the way to a place: whoever stands so has none yet.
_WAITS = frozenset({BookingStatus.WAITING, BookingStatus.REQUESTED})
_WAS_THERE = frozenset({AttendanceMark.PRESENT, AttendanceMark.LATE, AttendanceMark.LEFT_EARLY})


class Outcome(StrEnum):
    """What came of somebody at the door: they are in, or one of the fixed reasons why not."""

    IN = "in"
    UNKNOWN = "unknown"
    WRONG_EVENT = "wrong_event"
    NOT_BOOKED = "not_booked"
    WAITING = "waiting"
    CANCELLED = "cancelled"
    ALREADY_IN = "already_in"
    TOO_EARLY = "too_early"
    TOO_LATE = "too_late"
    AMBIGUOUS = "ambiguous"

    @property
    def label(self) -> str:
        return self.value.replace("_", " ").capitalize()


# What whoever typed a code is told.
SAID = {
    Outcome.UNKNOWN: "This code is not known, or has changed since. Enter the code that is on the screen now",
    Outcome.WRONG_EVENT: "You have a place on another event today, not on this one. Look for its room",
    Outcome.NOT_BOOKED: "You have no booking on this event. Speak to the trainer, who can add you",
    Outcome.WAITING: "You are waiting for a place on this event. Speak to the trainer",
    Outcome.CANCELLED: "Your booking, or this event, was cancelled. Speak to the trainer",
    Outcome.ALREADY_IN: "You are checked in already",
    Outcome.TOO_EARLY: "Check-in has not opened yet. Try again shortly before the start",
    Outcome.TOO_LATE: "Check-in has closed. Speak to the trainer",
    Outcome.AMBIGUOUS: "The register says something else about you. Speak to the trainer",
}


@adjustable("check-in", "Check-in at the door")
@dataclass(frozen=True, slots=True)
class CheckInRules:
    """What a partnership may set for itself."""

    code_changes: timedelta = amount(
        30,
        Unit.SECONDS,
        within=(10, 300),
        label="Code of the room changes every",
        says="So often the code on the screen of a room changes",
    )
    code_valid: timedelta = amount(
        60,
        Unit.SECONDS,
        within=(10, 600),
        label="Code of the room is valid for",
        says="So long after it first appeared a code can be used, and at least while it is shown",
    )
    grace: timedelta = amount(
        5,
        Unit.MINUTES,
        within=(0, 60),
        label="Still in time",
        says="Whoever checks in up to so long after the start is present, and later than that is late",
    )
    wrong_codes: int = amount(
        10,
        Unit.CODES,
        within=(3, 100),
        label="Wrong codes",
        says="After so many wrong codes nobody can enter another for a while",
    )
    pause: timedelta = amount(
        15,
        Unit.MINUTES,
        within=(1, 240),
        label="Pause after wrong codes",
        says="Wrong codes are counted over this time",
    )


# What whoever scans at the door is told about the person.
SCANNED = {
    Outcome.IN: "is in",
    Outcome.UNKNOWN: "Nobody is known by this code",
    Outcome.WRONG_EVENT: "is booked on another event, not on this one",
    Outcome.NOT_BOOKED: "has no booking on this event",
    Outcome.WAITING: "is waiting for a place on this event",
    Outcome.CANCELLED: "had a booking that was cancelled, or the event is",
    Outcome.ALREADY_IN: "is in already",
    Outcome.TOO_EARLY: "is too early: check-in has not opened yet",
    Outcome.TOO_LATE: "is too late: check-in has closed",
    Outcome.AMBIGUOUS: "is marked otherwise on the register. Look there",
}


@adjustable("kept-check-ins", "How long the traces of the door are kept", retention=True)
@dataclass(frozen=True, slots=True)
class CheckInsKept:
    """What a partnership may set for itself (docs/training.md 4.11)."""

    tries: timedelta = amount(
        4,
        Unit.WEEKS,
        within=(1, 52),
        label="Tries to check in",
        says="So long after it was made a try to check in, with the mark of its device, is deleted",
    )
    scans: timedelta = amount(
        26,
        Unit.WEEKS,
        within=(1, 104),
        label="Scans at the door",
        says="So long after it was made a scan at the door is deleted; the register stays",
    )


@dataclass(frozen=True, slots=True)
class CheckIn:
    """Command: the signed-in person enters this code. `device` is what their browser is known by."""

    code: str
    device: str = ""


class Refused(RuleBroken):
    """The door stays shut, for one of the fixed reasons."""

    def __init__(self, outcome: Outcome) -> None:
        super().__init__(SAID[outcome], field="code")
        self.outcome = outcome


class TooManyWrongCodes(RuleBroken):
    message = "You have entered too many wrong codes. Wait a while, or speak to the trainer"
    field = "code"


@dataclass(frozen=True, slots=True)
class Visit:
    """Everything that decides whether somebody is in: the sitting, their booking and the register."""

    opens_at: datetime
    ends_at: datetime
    # Of their newest booking on this event.
    status: BookingStatus | None = None
    is_event_cancelled: bool = False
    is_confirmed: bool = False
    # They have a place on some other event that runs now.
    is_expected_elsewhere: bool = False
    mark: Marked | None = None


def judge(visit: Visit, now: datetime) -> Outcome:
    """Who somebody is comes before when they come; what a trainer has said is never overwritten."""
    if visit.is_event_cancelled:
        return Outcome.CANCELLED
    if visit.status not in PLACE_HOLDERS:
        return _without_place(visit)
    if visit.mark is not None:
        return Outcome.ALREADY_IN if visit.mark.mark in _WAS_THERE else Outcome.AMBIGUOUS
    if now < visit.opens_at:
        return Outcome.TOO_EARLY
    return Outcome.TOO_LATE if visit.is_confirmed or now > visit.ends_at else Outcome.IN


def _without_place(visit: Visit) -> Outcome:
    if visit.status in _WAITS:
        return Outcome.WAITING
    if visit.is_expected_elsewhere:
        return Outcome.WRONG_EVENT
    return Outcome.NOT_BOOKED if visit.status is None else Outcome.CANCELLED


def mark_of_arrival(starts_at: datetime, now: datetime, rules: CheckInRules | None = None) -> Marked:
    """Present, or late by so many whole minutes once the grace is over."""
    rules = rules or in_force(CheckInRules)
    late = now - starts_at
    if late <= rules.grace:
        return Marked(AttendanceMark.PRESENT)
    return Marked(AttendanceMark.LATE, min(late // A_MINUTE, LONGEST_LATE))


# As many as a phone may send at once, and as long as what it read may be.
MOST_SCANS = 500
LONGEST_VALUE = 200


@dataclass(frozen=True, slots=True)
class Scan:
    """What a device read, when by its own clock, and the one-time value that makes it one record."""

    once: str
    value: str
    at: datetime


@dataclass(frozen=True, slots=True)
class RecordScans:
    """Command: these were scanned at a door. Live ones are acted on, others are looked at later."""

    event_id: int
    sitting_id: int
    scans: Sequence[Scan]
    is_live: bool = True


class Decision(StrEnum):
    ACCEPT = "accept"
    IGNORE = "ignore"


@dataclass(frozen=True, slots=True)
class ReviewScans:
    """Command: these scans that came in later count, or do not, by scan id."""

    event_id: int
    decisions: Mapping[int, Decision]


class TooManyScans(RuleBroken):
    message = f"That is more than {MOST_SCANS} scans. Send them in parts"
    field = "file"


class ScansChanged(RuleBroken):
    message = "The register or the list has changed since you opened this page. Check it and save again"


@dataclass(frozen=True, slots=True)
class WalkIn:
    """Command: this person came without a booking. `words` are those by which they were found."""

    event_id: int
    sitting_id: int
    person_id: int
    words: str = ""
    reason: str = ""


class FullForWalkIns(RuleBroken):
    message = "The event is full. Only the training team can add somebody: ask them"


class ReasonForOverbooking(RuleBroken):
    message = "Enter why the event is overbooked for this person"
