"""The words and rules of booking several people at once (docs/training.md 4.4). Plain Python."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from portal.kernel.errors import RuleBroken
from portal.kernel.rules import Unit, adjustable, amount, in_force
from portal.kernel.text import plural


class ListState(StrEnum):
    """What became of a list of people. An open one is still being put together."""

    OPEN = "open"
    BOOKED = "booked"
    UNDONE = "undone"
    DISCARDED = "discarded"


class Mode(StrEnum):
    """What happens when there are fewer places than people."""

    EACH_WAITS = "each_waits"
    EACH_PLACE = "each_place"
    ALL_WAIT = "all_wait"
    ALL_OR_NONE = "all_or_none"

    @property
    def label(self) -> str:
        return _MODE_LABELS[self]

    @property
    def is_together(self) -> bool:
        return self in {Mode.ALL_WAIT, Mode.ALL_OR_NONE}


_MODE_LABELS = {
    Mode.EACH_WAITS: "Separately: whoever gets no place joins the waiting list",
    Mode.EACH_PLACE: "Separately: whoever gets no place is not booked",
    Mode.ALL_WAIT: "Together: if there are not enough places, everybody waits until there are places for all",
    Mode.ALL_OR_NONE: "Together: if there are not enough places, nobody is booked",
}


class Outcome(StrEnum):
    """What one person on a list gets, or got."""

    PLACE = "place"
    WAITING = "waiting"
    REQUESTED = "requested"
    REFUSED = "refused"

    @property
    def label(self) -> str:
        return _OUTCOME_LABELS[self]

    @property
    def colour(self) -> str:
        colours = {Outcome.PLACE: "green", Outcome.WAITING: "yellow", Outcome.REQUESTED: "blue"}
        return colours.get(self, "red")


_OUTCOME_LABELS = {
    Outcome.PLACE: "A place",
    Outcome.WAITING: "Waiting list",
    Outcome.REQUESTED: "Approval needed",
    Outcome.REFUSED: "Not booked",
}


@adjustable("office", "Booking several people at once")
@dataclass(frozen=True, slots=True)
class OfficeRules:
    """What a partnership may set for itself."""

    most_people: int = amount(
        200,
        Unit.PEOPLE,
        within=(2, 500),
        label="People on one list",
        says="So many people can be booked on an event in one go",
    )
    undo_within: timedelta = amount(
        60,
        Unit.MINUTES,
        within=(0, 1_440),
        label="Time to undo",
        says="So long after a list was booked, whoever booked it can undo it all at once",
    )


@adjustable("kept-office", "How long lists of people to book are kept", retention=True)
@dataclass(frozen=True, slots=True)
class OfficeKept:
    """What a partnership may set for itself."""

    lists: timedelta = amount(
        4,
        Unit.WEEKS,
        within=(1, 26),
        label="Lists of people booked at once",
        says="So long after the event, or after a list that was never booked was begun, it is deleted",
    )


@dataclass(frozen=True, slots=True)
class Line:
    """One person as somebody typed or uploaded them."""

    number: int
    name: str = ""
    email: str = ""
    reference: str = ""
    access_needs: str = ""

    @property
    def typed(self) -> str:
        """All of it in one line, for whoever decides who is meant."""
        return "; ".join(word for word in (self.name, self.email, self.reference) if word)


@dataclass(frozen=True, slots=True)
class Matched:
    """A line and everybody it may mean; `is_sure` when there is exactly one and nothing speaks against it."""

    line: Line
    person_ids: tuple[int, ...] = ()
    is_sure: bool = False


@dataclass(frozen=True, slots=True)
class Added:
    """How many people or lines joined a list, and how many were on it already."""

    list_id: int
    new: int
    known: int


@dataclass(frozen=True, slots=True)
class RowChoice:
    """What was said about one person on a list."""

    access_needs: str = ""
    despite_clash: bool = False
    is_left_out: bool = False


@dataclass(frozen=True, slots=True)
class SaveList:
    """Command: write what was said about the people on a list, by row, and how they are booked."""

    list_id: int
    mode: Mode
    rows: Mapping[int, RowChoice] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class WithdrawSeveral:
    """Command: end these bookings of one event."""

    event_id: int
    booking_ids: Sequence[int]
    reason: str = ""


@dataclass(frozen=True, slots=True)
class MoveSeveral:
    """Command: give these people a place on another date instead."""

    event_id: int
    booking_ids: Sequence[int]
    to_event_id: int


@dataclass(frozen=True, slots=True)
class Kept:
    """Somebody whose booking stayed as it was, and why."""

    name: str
    why: str


class NobodyChosen(RuleBroken):
    message = "Select at least one person"
    field = "people"


class TooManyPeople(RuleBroken):
    def __init__(self, most: int, field: str | None = None) -> None:
        super().__init__(
            f"A list can have {plural(most, 'person', 'people')} at most. Make a second list for the others",
            field=field,
        )


class NothingRead(RuleBroken):
    message = "Enter at least one name, email address or reference"


class ListIsClosed(RuleBroken):
    message = "This list has been booked already. Begin another to book more people"


class StillUndecided(RuleBroken):
    def __init__(self, count: int) -> None:
        super().__init__(f"Say who is meant by {plural(count, 'line')}, or leave them out")


class ListIsEmpty(RuleBroken):
    message = "Nobody is on this list yet"


class NotAllTogether(RuleBroken):
    """One of those who are booked together cannot be, so that nobody is."""


class TooFewPlaces(RuleBroken):
    def __init__(self, people: int) -> None:
        super().__init__(
            f"There are not places for all {plural(people, 'person', 'people')}, so nobody is booked"
        )


class TooLateToUndo(RuleBroken):
    message = (
        "It is too late to undo this list at once. Withdraw the people one by one or from the event’s list"
    )


class NotOneGroup(RuleBroken):
    message = "These people are not waiting as a group"


class OtherCourse(RuleBroken):
    message = "Select a date of the same course"
    field = "to_event"


def may_undo(booked_at: datetime | None, now: datetime, rules: OfficeRules | None = None) -> bool:
    """Whether all that a list booked can still be taken back at once."""
    return booked_at is not None and now < booked_at + (rules or in_force(OfficeRules)).undo_within
