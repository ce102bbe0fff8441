"""The words of the catalogue, and what a course and an event say about themselves. Plain Python."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Protocol

from portal.kernel import clock
from portal.kernel.text import day, plural
from portal.people.domain import RoleGroup


class CourseFormat(StrEnum):
    FACE_TO_FACE = "face_to_face"
    VIRTUAL = "virtual"
    E_LEARNING = "e_learning"
    BRIEFING = "briefing"
    FORUM = "forum"

    @property
    def label(self) -> str:
        return _FORMAT_LABELS[self]


_FORMAT_LABELS = {
    CourseFormat.FACE_TO_FACE: "Face to face",
    CourseFormat.VIRTUAL: "Virtual classroom",
    CourseFormat.E_LEARNING: "E-learning",
    CourseFormat.BRIEFING: "Briefing",
    CourseFormat.FORUM: "Practitioner forum",
}


class CourseLevel(StrEnum):
    INTRODUCTION = "introduction"
    CORE = "core"
    ADVANCED = "advanced"

    @property
    def label(self) -> str:
        return self.value.capitalize()


class EventState(StrEnum):
    """Planned events are drafts that only staff see; a cancelled one stays, with its reason."""

    PLANNED = "planned"
    OPEN = "open"
    CANCELLED = "cancelled"

    @property
    def label(self) -> str:
        return self.value.capitalize()


class Availability(StrEnum):
    """What somebody who looks at an event may do about it now."""

    CANCELLED = "cancelled"
    PLANNED = "planned"
    STARTED = "started"
    NOT_YET_OPEN = "not_yet_open"
    CLOSED = "closed"
    UNDATED = "undated"
    FULL = "full"
    PLACES = "places"

    @property
    def is_bookable(self) -> bool:
        """A place or a turn on the waiting list can be had."""
        return self in {Availability.PLACES, Availability.FULL, Availability.UNDATED}


class Offered(Protocol):
    """What the rules need to know of an event; rows of a list have it as well as the model."""

    @property
    def state(self) -> EventState: ...
    @property
    def starts_at(self) -> datetime | None: ...
    @property
    def booking_opens_at(self) -> datetime | None: ...
    @property
    def booking_closes_at(self) -> datetime | None: ...
    @property
    def places_left(self) -> int: ...


def availability(event: Offered, now: datetime, *, may_be_late: bool = False) -> Availability:
    """The first reason that keeps people out, or what there is (docs/training.md 4.3, “book”).

    `may_be_late` is for somebody whom staff let book after the closing date.
    """
    if event.state is not EventState.OPEN:
        return Availability(event.state)
    opens, closes, starts = event.booking_opens_at, event.booking_closes_at, event.starts_at
    shut = {
        Availability.STARTED: starts is not None and starts <= now,
        Availability.NOT_YET_OPEN: opens is not None and now < opens,
        Availability.CLOSED: closes is not None and closes <= now and not may_be_late,
        Availability.UNDATED: starts is None,
        Availability.FULL: event.places_left <= 0,
    }
    return next((reason for reason, applies in shut.items() if applies), Availability.PLACES)


def offer_in_words(found: Availability, event: Offered) -> tuple[str, str]:
    """What an event offers, in words and the colour of a tag."""
    if found is Availability.PLACES:
        return f"{plural(event.places_left, 'place')} left", "green"
    if found is Availability.NOT_YET_OPEN and event.booking_opens_at is not None:
        return f"Booking opens {day(event.booking_opens_at)}", "blue"
    return _OFFERS[found]


_OFFERS = {
    Availability.FULL: ("Full, waiting list open", "yellow"),
    Availability.UNDATED: ("Date to be set, waiting list open", "blue"),
    Availability.CLOSED: ("Booking closed", "grey"),
    Availability.STARTED: ("Started", "grey"),
    Availability.PLANNED: ("Planned", "grey"),
    Availability.CANCELLED: ("Cancelled", "red"),
}


@dataclass(frozen=True, slots=True)
class Taught:
    """An event as the access table sees it: somebody teaches it."""

    event_id: int
    trainer_ids: frozenset[int]


@dataclass(frozen=True, slots=True)
class Way:
    """Something that leads on for whoever cannot do what they came for."""

    label: str
    url: str


@dataclass(frozen=True, slots=True)
class EventAction:
    """Something an upper room lets this person do about an event or a course; a button or a link."""

    label: str
    url: str
    is_primary: bool = False
    # Where the person stands, such as “You have a place”; shown above the buttons.
    standing: str = ""
    # What they should know beside it.
    note: str = ""
    # A change that is one button, rather than a page to go to.
    posts: bool = False
    # What to do instead, where they stand outside.
    ways: Sequence[Way] = ()
    # Whoever has this is of the event, and sees where it is held online.
    is_inside: bool = False


@dataclass(frozen=True, slots=True)
class Holding:
    """What somebody has of a course that another one needs, on the day that counts."""

    is_held: bool
    # The last day on which they have or had it; none for ever.
    until: date | None = None


def holding_in_words(holding: Holding | None, today: date) -> str:
    """Whether somebody has what is needed."""
    if holding is None:
        return "You do not have it yet"
    if holding.is_held or holding.until is None:
        return "You have it"
    return f"Yours {'runs' if holding.until >= today else 'ran'} out on {day(holding.until)}"


class CourseOrder(StrEnum):
    DATE = "date"
    TITLE = "title"


@dataclass(frozen=True, slots=True)
class CourseFilter:
    """What somebody looks for in the catalogue. Empty means anything."""

    words: str = ""
    format: CourseFormat | None = None
    level: CourseLevel | None = None
    principle: str = ""
    area_id: int | None = None
    role_group: RoleGroup | None = None
    starts_on: date | None = None
    # The first day of the month that is wanted.
    month: date | None = None
    with_places: bool = False
    order: CourseOrder = CourseOrder.DATE

    @property
    def needs_dates(self) -> bool:
        """Whether only courses with a date that fits are wanted."""
        dates = (self.area_id, self.starts_on, self.month)
        return self.with_places or any(one is not None for one in dates)

    @property
    def first_day(self) -> date | None:
        """The day from which dates count; the later of two that are asked for."""
        return max((one for one in (self.starts_on, self.month) if one is not None), default=None)


def next_month(day: date) -> date:
    """The first day of the month after this one."""
    return date(day.year + day.month // 12, day.month % 12 + 1, 1)


def lasts_days(starts_at: datetime, ends_at: datetime) -> bool:
    """Whether an event goes on for more than one day of London's calendar."""
    return clock.in_london(starts_at).date() != clock.in_london(ends_at).date()


def duration(minutes: int) -> str:
    """As in “45 minutes”, “3 hours”, “1 hour 30 minutes”."""
    hours, rest = divmod(minutes, 60)
    parts = [plural(hours, "hour")] if hours else []
    return " ".join([*parts, plural(rest, "minute")] if rest else parts)


# What a certificate says was learned: a change of any of these is a new version of the course.
TAUGHT = ("title", "aims", "outcomes", "level", "minutes")
