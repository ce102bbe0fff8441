"""Numbers that a partnership may set for itself, declared where they are used. Plain Python.

A room writes its numbers down once, in a frozen dataclass of its `domain.py`:

    @adjustable("bookings", "Booking and waiting lists")
    @dataclass(frozen=True, slots=True)
    class BookingRules:
        freeze: timedelta = amount(
            24, Unit.HOURS, within=(0, 336), label="Freeze", says="Nobody is promoted this shortly before"
        )

lists the class in its slice (`Slice(rules=(BookingRules,))`), which puts it on the administrator's page, and
asks `in_force(BookingRules)` at the moment it needs them. `BookingRules()` still holds the defaults, for unit
tests and for arithmetic on invented numbers. A number is kept under “bookings.freeze”; a stored value outside
`within` (limits may change with a release) counts as the nearest limit.

How long things are kept is declared in the same way, with `retention=True`: those are shown together.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import Field, dataclass, field, fields
from datetime import timedelta
from enum import StrEnum
from fractions import Fraction
from typing import Any, TypeVar

from portal.kernel.chosen import chosen
from portal.kernel.words import worded

R = TypeVar("R")
MARK = "amount"
WHOLE = 100


class Unit(StrEnum):
    """What a number counts. Times become `timedelta`, a percentage a `Fraction`, all else an `int`."""

    SECONDS = "seconds"
    MINUTES = "minutes"
    HOURS = "hours"
    DAYS = "days"
    WEEKS = "weeks"
    MONTHS = "months"
    YEARS = "years"
    PERCENT = "%"
    BOOKINGS = "bookings"
    PEOPLE = "people"
    ROWS = "rows"
    CHARACTERS = "characters"
    PLACES = "places"
    POINTS = "points"
    COURSES = "courses"
    MESSAGES = "messages"
    POUNDS = "pounds"
    CODES = "codes"
    CERTIFICATES = "certificates"
    LINKS = "links"

    def measured(self, number: int) -> Any:  # noqa: ANN401  # whatever the declaring field is of
        """The number as rules use it."""
        if self in _SPANS:
            return timedelta(**{self.value: number})
        return Fraction(number, WHOLE) if self is Unit.PERCENT else number

    def said(self, number: int) -> str:
        """As in “24 hours”, “1 day”, “50%”, “£50”."""
        if self is Unit.POUNDS:
            return f"£{number:,}"
        if self is Unit.PERCENT:
            return f"{number}%"
        one = {Unit.PEOPLE: "person"}.get(self, self.value.removesuffix("s"))
        return f"{number:,} {one if number == 1 else self.value}"


_SPANS = {Unit.SECONDS, Unit.MINUTES, Unit.HOURS, Unit.DAYS, Unit.WEEKS}


@dataclass(frozen=True, slots=True)
class Amount:
    """One adjustable number: its default and limits, in its unit, and what it means to people."""

    default: int
    unit: Unit
    low: int
    high: int
    label: str
    says: str
    # What each number from 0 on stands for, where it is one of a few words rather than an amount.
    options: tuple[str, ...] = ()

    def within(self, number: int) -> int:
        """The number, or the nearest that is allowed."""
        return min(max(number, self.low), self.high)

    def said(self, number: int) -> str:
        """As people read it: “24 hours”, or the word that it stands for."""
        return self.options[self.within(number)] if self.options else self.unit.said(number)


def amount(default: int, unit: Unit, *, within: tuple[int, int], label: str, says: str) -> Any:  # noqa: ANN401  # a field of any type
    """A field of an adjustable dataclass, with `default` and `within` in `unit`."""
    one = Amount(default, unit, *within, label, says)
    if not one.low <= default <= one.high:
        raise ValueError(f"The default of “{label}” is outside its own limits")
    return field(default=unit.measured(default), metadata={MARK: one})


def choice(default: int, options: tuple[str, ...], *, label: str, says: str) -> Any:  # noqa: ANN401  # as `amount`
    """A field for one of a few words, such as a switch: kept and read as the place of the word, from 0."""
    one = Amount(default, Unit.ROWS, 0, len(options) - 1, label, says, options)
    return field(default=default, metadata={MARK: one})


@dataclass(frozen=True, slots=True)
class Declared:
    """A class of adjustable numbers: the key they are kept under, and what the page calls them.

    `heading` may hold words of the vocabulary in braces (portal/kernel/words.py).
    """

    key: str
    heading: str
    is_retention: bool

    @property
    def title(self) -> str:
        return worded(self.heading)


_declared: dict[type, Declared] = {}


def adjustable(key: str, title: str, *, retention: bool = False) -> Callable[[type[R]], type[R]]:
    """Declare a frozen dataclass whose amounts a partnership may set; stands above `@dataclass`."""

    def mark(rules: type[R]) -> type[R]:
        _declared[rules] = Declared(key, title, retention)
        return rules

    return mark


def declared(rules: type) -> Declared:
    return _declared[rules]


def amounts(rules: type) -> Mapping[str, Amount]:
    """By field name. A field that is no `amount` is nobody's to change."""
    return {one.name: one.metadata[MARK] for one in _fields(rules)}


def _fields(rules: Any) -> Iterator[Field[Any]]:  # noqa: ANN401  # any dataclass
    return (one for one in fields(rules) if MARK in one.metadata)


def in_force(rules: type[R]) -> R:
    """The rules with the partnership's own numbers in them."""
    kept, room = chosen().numbers, _declared[rules].key
    given = {
        name: one.unit.measured(one.within(kept[f"{room}.{name}"]))
        for name, one in amounts(rules).items()
        if f"{room}.{name}" in kept
    }
    return rules(**given)
