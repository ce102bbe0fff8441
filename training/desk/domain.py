"""The words and sums of the training desk (docs/training.md 4.10). Plain Python."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum
from fractions import Fraction
from typing import Any

from portal.kernel.months import months_later
from portal.kernel.rules import Unit, adjustable, amount
from training.catalogue.domain import next_month

# How far the fill rates and the demand look, and the longest time that somebody may ask for.
MONTHS_BACK = 2
MONTHS_AHEAD = 3
MONTHS_OF_DEMAND = 6
MOST_MONTHS = 24
PERCENT = 100


@adjustable("desk", "Training desk")
@dataclass(frozen=True, slots=True)
class DeskRules:
    """When an event is brought up for a decision."""

    thin_share: Fraction = amount(
        40,
        Unit.PERCENT,
        within=(1, 100),
        label="Events are thin below",
        says="Events of which fewer places are taken are shown while something can still be done",
    )
    thin_within: timedelta = amount(
        21,
        Unit.DAYS,
        within=(1, 120),
        label="Thin events are shown before their start for",
        says="Earlier, people have had no time to book yet",
    )
    most_waiting: int = amount(
        5,
        Unit.PEOPLE,
        within=(0, 500),
        label="Events are overfull when more wait than",
        says="More places or another date may be worth while",
    )
    open_within: timedelta = amount(
        42,
        Unit.DAYS,
        within=(1, 180),
        label="Events that nobody can book yet are shown before their start for",
        says="They are still planned, and people need time to see and book them",
    )
    sheets_within: timedelta = amount(
        14,
        Unit.DAYS,
        within=(1, 60),
        label="Events to get ready for are shown before their start for",
        says="With who is coming and the sign-in sheet",
    )


class Matter(StrEnum):
    """Why an event is on the desk; in the order in which the desk shows them."""

    RESULT = "result"
    UNDATED = "undated"
    TRAINER = "trainer"
    DRAFT = "draft"
    OVERFULL = "overfull"
    THIN = "thin"
    MIX = "mix"
    COMING = "coming"

    @property
    def heading(self) -> str:
        return _HEADINGS[self]


_HEADINGS = {
    Matter.RESULT: "Results to confirm",
    Matter.UNDATED: "People waiting for a date",
    Matter.TRAINER: "Events without a trainer",
    Matter.DRAFT: "Soon, and nobody can book yet",
    Matter.OVERFULL: "Overfull events",
    Matter.THIN: "Thin events",
    Matter.MIX: "Likely to miss their mix",
    Matter.COMING: "Events to get ready for",
}


@dataclass(frozen=True, slots=True)
class Listed:
    """The events of one matter: the first few, and how many there are."""

    of_all: int = 0
    events: tuple[Any, ...] = ()

    @property
    def more(self) -> int:
        return self.of_all - len(self.events)


@dataclass(frozen=True, slots=True)
class Period:
    """Whole months, both included, each by its first day."""

    first: date
    last: date

    @property
    def months(self) -> tuple[date, ...]:
        found = [self.first]
        while found[-1] < self.last:
            found.append(next_month(found[-1]))
        return tuple(found)

    @property
    def end(self) -> date:
        """The first day after it."""
        return next_month(self.last)


def months_away(day: date, months: int) -> date:
    """The first day of the month that is so many months from this day's."""
    return months_later(day.replace(day=1), months)


def usual_period(today: date) -> Period:
    return Period(months_away(today, -MONTHS_BACK), months_away(today, MONTHS_AHEAD))


def period(first: date | None, last: date | None, today: date) -> Period:
    """What is asked for; the usual where nothing is, one month at least and `MOST_MONTHS` at most."""
    usual = usual_period(today)
    begins = first or (min(usual.first, last) if last else usual.first)
    ends = last or max(usual.last, begins)
    return Period(begins, min(max(ends, begins), months_away(begins, MOST_MONTHS - 1)))


def demand_period(today: date) -> Period:
    return Period(today.replace(day=1), months_away(today, MONTHS_OF_DEMAND - 1))


@dataclass(frozen=True, slots=True)
class Fill:
    """How the events of some course or month were taken up; sums of whole numbers."""

    events: int = 0
    places: int = 0
    booked: int = 0
    waiting: int = 0
    attended: int = 0
    no_show: int = 0
    late: int = 0

    def __add__(self, other: Fill) -> Fill:
        pairs = ((getattr(self, name), getattr(other, name)) for name in self.__slots__)
        return Fill(*(a + b for a, b in pairs))

    @property
    def booked_share(self) -> int | None:
        """Of the places, in whole per cent; None where there are none."""
        return share(self.booked, self.places)

    @property
    def no_show_share(self) -> int | None:
        """Of those whose attendance is known: whoever was excused is on neither side."""
        return share(self.no_show, self.attended + self.no_show)


def share(part: int, whole: int) -> int | None:
    """In whole per cent, halves upwards."""
    return (2 * PERCENT * part + whole) // (2 * whole) if whole else None


@dataclass(frozen=True, slots=True)
class CourseMonth:
    """The events of one course that start in one month."""

    course_id: int
    title: str
    month: date
    fill: Fill


def by_month(rows: Iterable[CourseMonth], months: Sequence[date]) -> dict[date, Fill]:
    """Every month of the period, those without events too."""
    sums = dict.fromkeys(months, Fill())
    for row in rows:
        sums[row.month] += row.fill
    return sums


def by_course(rows: Iterable[CourseMonth]) -> list[tuple[str, Fill]]:
    """By title, as the rows come."""
    sums: dict[tuple[int, str], Fill] = {}
    for row in rows:
        key = (row.course_id, row.title)
        sums[key] = sums.get(key, Fill()) + row.fill
    return [(title, fill) for (_, title), fill in sums.items()]


@dataclass(frozen=True, slots=True)
class Offered:
    """What a course has ahead: dates, places on them, places left, and who waits."""

    course_id: int
    title: str
    refresher_id: int | None
    events: int
    places: int
    left: int
    waiting: int
    # Those of them who wait for a date to be set.
    undated: int


@dataclass(frozen=True, slots=True)
class Demand:
    """What a course will be asked for, beside what it offers: its own places and its refresher's."""

    course_id: int
    title: str
    events: int
    places: int
    left: int
    waiting: int
    undated: int
    # Certificates that run out, month by month.
    expiring: tuple[int, ...] = field(default=())

    @property
    def total(self) -> int:
        return sum(self.expiring)

    @property
    def missing(self) -> int:
        """Places that would be needed besides if all came back who wait or whose certificate runs out."""
        return max(0, self.total + self.waiting - self.left)


def demands(
    offered: Sequence[Offered], expiring: Mapping[tuple[int, date], int], months: Sequence[date]
) -> list[Demand]:
    """Courses somebody will ask for, those that lack most places first."""
    known = {one.course_id: one for one in offered}
    found = [
        _demand(one, known.get(one.refresher_id or 0), [expiring.get((one.course_id, m), 0) for m in months])
        for one in offered
    ]
    asked = [one for one in found if one.total or one.waiting]
    return sorted(asked, key=lambda one: (-one.missing, -one.total - one.waiting, one.title, one.course_id))


def _demand(own: Offered, refresher: Offered | None, expiring: Sequence[int]) -> Demand:
    sources = [own] if refresher is None else [own, refresher]
    return Demand(
        own.course_id,
        own.title,
        sum(one.events for one in sources),
        sum(one.places for one in sources),
        sum(one.left for one in sources),
        own.waiting,
        own.undated,
        tuple(expiring),
    )
