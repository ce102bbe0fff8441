"""Seat banks: how much training an agency may use in a year, and how much it has (docs/training.md 4.5)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from portal.kernel.errors import RuleBroken
from portal.kernel.months import year_of
from portal.kernel.rules import Unit, adjustable, amount
from portal.kernel.text import plural

MONTHS = 12
# At this number nobody is refused: an agency that used its seats up is only told.
NO_LIMIT = 1000


@adjustable("seat-banks", "Seat banks")
@dataclass(frozen=True, slots=True)
class SeatRules:
    """What a partnership may set for itself."""

    begins_after: int = amount(
        3,
        Unit.MONTHS,
        within=(0, 11),
        label="Beginning of the year of seats",
        says="So long after 1 January: at 3 months the year runs from 1 April to 31 March",
    )
    beyond: int = amount(
        NO_LIMIT,
        Unit.PLACES,
        within=(0, NO_LIMIT),
        label="Places an agency may book beyond its seats",
        says="Above it bookings are refused. At 1,000 nobody is, and those who lead the agency are only told",
    )

    def year_of(self, day: date) -> int:
        """The year of seats that a day is in, by the calendar year it begins in."""
        return year_of(day, self.begins_after)

    def first_day(self, year: int) -> date:
        return date(year, self.begins_after + 1, 1)

    def title(self, year: int) -> str:
        """As in “2026 to 2027”."""
        return f"{year} to {year + 1}" if self.begins_after else str(year)


@dataclass(frozen=True, slots=True)
class Allowance:
    """What was agreed with an agency for a year, and what was added, brought along and left for the next."""

    agreed: int = 0
    extra: int = 0
    carried_over: int = 0
    carried_forward: int = 0

    @property
    def seats(self) -> int:
        return self.agreed + self.extra + self.carried_over - self.carried_forward


@dataclass(frozen=True, slots=True)
class SeatsOf:
    """How an agency stands in a year."""

    agency_id: int
    agency: str
    allowance: Allowance
    # Seats that were used, and places that are booked on events of the year still to come.
    used: int
    booked: int
    # Whether anything was agreed for this year.
    is_agreed: bool = True

    @property
    def left(self) -> int:
        """Below nought when more were used than there are."""
        return self.allowance.seats - self.used

    @property
    def is_short(self) -> bool:
        """Whether what is booked already would use more than is left."""
        return self.is_agreed and self.booked > self.left

    @property
    def said(self) -> str:
        if not self.is_agreed:
            return "Nothing agreed"
        if self.left < 0:
            return f"{plural(-self.left, 'seat')} more used than agreed"
        return f"{plural(self.left, 'seat')} left"


@dataclass(frozen=True, slots=True)
class SaveSeats:
    """Command: what an agency may use in a year, and why it is so."""

    agency_id: int
    year: int
    allowance: Allowance
    reason: str


class ForwardTooMuch(RuleBroken):
    message = "No more can be left for the next year than there is"
    field = "carried_forward"


class WhyChanged(RuleBroken):
    message = "Enter a reason"
    field = "reason"


class SeatsUsed(RuleBroken):
    """The agency has used its seats, and the partnership refuses beyond."""

    def __init__(self, seats: SeatsOf, title: str) -> None:
        super().__init__(
            f"{seats.agency} has no seats left for {title}: {seats.used} are used and {seats.booked} booked "
            f"of {seats.allowance.seats}. Ask the training team"
        )
