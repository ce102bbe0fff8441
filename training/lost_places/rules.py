"""The numbers of the agency ledger: whether a lost place is counted or charged, and for how much."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import IntEnum, StrEnum
from itertools import pairwise
from typing import Any

from portal.kernel.months import months_later
from portal.kernel.rules import Unit, adjustable, amount, choice
from portal.people.domain import AgencyKind

MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
APRIL = MONTHS.index("April")
A_QUARTER, A_YEAR = 3, 12
A_DAY = timedelta(days=1)


class Charging(IntEnum):
    """What a lost place is to an agency."""

    OFF = 0
    COUNT = 1
    AMOUNT = 2


class EntryWhy(StrEnum):
    """Why a row stands in the ledger of an agency."""

    LOST = "lost"
    # These take a row back.
    EXCUSED = "excused"
    WAIVED = "waived"
    CORRECTED = "corrected"

    @property
    def label(self) -> str:
        return {EntryWhy.WAIVED: "Does not count"}.get(self, self.value.capitalize())


@adjustable("ledger", "What lost places are to agencies")
@dataclass(frozen=True, slots=True)
class LedgerRules:
    """What a partnership may set for itself."""

    charging: int = choice(
        Charging.COUNT.value,
        ("Nothing", "Counted", "Charged"),
        label="Lost places are",
        says="Whether the ledger of an agency says nothing, how many places were lost, or what they cost",
    )
    half_day: timedelta = amount(
        240,
        Unit.MINUTES,
        within=(60, 480),
        label="Half a day",
        says="A day of an event that lasts no longer than this is charged as half a day",
    )
    year_begins: int = choice(
        APRIL, MONTHS, label="The year begins in", says="In which month the year of the ledger begins"
    )

    @property
    def way(self) -> Charging:
        return Charging(self.charging)


def _half(kind: str, pounds: int = 50) -> Any:  # noqa: ANN401  # a field, as `amount` makes it
    return _charge(kind, pounds, "half a day")


def _full(kind: str, pounds: int = 90) -> Any:  # noqa: ANN401  # likewise
    return _charge(kind, pounds, "a full day")


def _charge(kind: str, pounds: int, length: str) -> Any:  # noqa: ANN401  # likewise
    return amount(
        pounds,
        Unit.POUNDS,
        within=(0, 1_000),
        label=f"{kind}: {length}",
        says="What a place that was lost costs, where lost places are charged",
    )


@adjustable("charges", "Charges for lost places")
@dataclass(frozen=True, slots=True)
class Charges:
    """What a partnership may set for itself: by kind of agency, for half a day and for a full one."""

    council_half: int = _half("Council")
    council_full: int = _full("Council")
    early_years_half: int = _half("Early years")
    early_years_full: int = _full("Early years")
    education_half: int = _half("Education")
    education_full: int = _full("Education")
    health_half: int = _half("Health")
    health_full: int = _full("Health")
    housing_half: int = _half("Housing")
    housing_full: int = _full("Housing")
    justice_half: int = _half("Justice")
    justice_full: int = _full("Justice")
    police_half: int = _half("Police")
    police_full: int = _full("Police")
    school_half: int = _half("School")
    school_full: int = _full("School")
    # Small charities are let off until a partnership says otherwise.
    voluntary_half: int = _half("Voluntary", 0)
    voluntary_full: int = _full("Voluntary", 0)
    work_and_benefits_half: int = _half("Work and benefits")
    work_and_benefits_full: int = _full("Work and benefits")

    def of(self, kind: AgencyKind, length: Length) -> int:
        """What a place on an event of this length costs an agency of this kind, in pounds."""
        half: int = getattr(self, f"{kind.value}_half")
        full: int = getattr(self, f"{kind.value}_full")
        return length.half_days * half + length.full_days * full


@dataclass(frozen=True, slots=True)
class Length:
    """How many half and full days an event takes."""

    half_days: int = 0
    full_days: int = 0


def length_of(days: Iterable[timedelta], rules: LedgerRules) -> Length:
    """`days` is how long there is training on each day of an event."""
    lengths = list(days)
    halves = sum(one <= rules.half_day for one in lengths)
    return Length(halves, len(lengths) - halves)


def year_span(year: int, rules: LedgerRules) -> tuple[date, date]:
    """The first day of a year, and the first one after it."""
    month = rules.year_begins + 1
    return date(year, month, 1), date(year + 1, month, 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Quarter:
    """What an agency made of its places in three months. `late`, `no_shows` and `pounds` are its ledger's."""

    first: date
    last: date
    used: int = 0
    substitutes: int = 0
    late: int = 0
    no_shows: int = 0
    pounds: int = 0

    @property
    def said(self) -> str:
        """As in “April to June 2026”."""
        return f"{self.first:%B} to {self.last:%B %Y}"


def quarters(year: int, rules: LedgerRules, today: date) -> list[Quarter]:
    """The quarters of a year that have begun, in order."""
    first, _ = year_span(year, rules)
    starts = [months_later(first, months) for months in range(0, A_YEAR + 1, A_QUARTER)]
    spans = pairwise(starts)
    return [Quarter(first=one, last=after - A_DAY) for one, after in spans if one <= today]


def added_up(found: Sequence[Quarter]) -> Quarter | None:
    """The quarters together; None for none."""
    if not found:
        return None
    names = ("used", "substitutes", "late", "no_shows", "pounds")
    sums = {name: sum(getattr(one, name) for one in found) for name in names}
    return Quarter(first=found[0].first, last=found[-1].last, **sums)


def year_said(year: int, rules: LedgerRules) -> str:
    """As in “2026/27”, or “2026” where it is a calendar year."""
    return str(year) if rules.year_begins == 0 else f"{year}/{(year + 1) % 100:02}"
