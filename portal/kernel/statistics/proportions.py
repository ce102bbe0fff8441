"""Shares of a sample and changes in them, with 95% intervals (docs/audits.md R17, R20)."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum
from fractions import Fraction
from statistics import NormalDist

from portal.kernel.text import listed

CONFIDENCE = 0.95
Z = NormalDist().inv_cdf((1 + CONFIDENCE) / 2)
# A sample of more than this part of its population says more than its size tells (R17).
NOTICEABLE_PART = Fraction(1, 10)

NO_CASES = "No cases, so there is no share (n = 0)"


@dataclass(frozen=True, slots=True)
class Proportion:
    """A share with its interval. `n` counts cases; all three figures are None when it is 0."""

    share: float | None
    low: float | None
    high: float | None
    n: int
    sentence: str


@dataclass(frozen=True, slots=True)
class Stratum:
    """One stratum of a draw: how many there are, how many were looked at, how many of those were good."""

    name: str
    population: int
    n: int
    good: int

    def __post_init__(self) -> None:
        _check(self.good, self.n, self.population)


class Change(StrEnum):
    """What may be said of two shares or distributions (R20)."""

    IMPROVED = "improved"
    FELL = "fell"
    UNCLEAR = "no clear change"

    @classmethod
    def of(cls, low: float, high: float) -> Change:
        """Only an interval that excludes zero speaks of change."""
        if low > 0:
            return cls.IMPROVED
        return cls.FELL if high < 0 else cls.UNCLEAR


@dataclass(frozen=True, slots=True)
class Difference:
    """The first share less the second. All figures are None when either has no cases."""

    difference: float | None
    low: float | None
    high: float | None
    change: Change
    sentence: str


def wilson(share: float, n: float) -> tuple[float, float]:
    """Wilson's score interval; `n` may be an effective one, and infinite when everything was looked at."""
    if math.isinf(n):
        return share, share
    middle = (share + Z * Z / (2 * n)) / (1 + Z * Z / n)
    reach = Z * math.sqrt(share * (1 - share) / n + Z * Z / (4 * n * n)) / (1 + Z * Z / n)
    # At the ends the interval touches them exactly, which rounding would miss by a hair.
    return (0.0 if share == 0 else middle - reach), (1.0 if share == 1 else middle + reach)


def population_factor(n: int, population: int) -> float:
    """What the size of a sample is multiplied by for its population: (N-1)/(N-n), 1 for a small part."""
    if Fraction(n, population) <= NOTICEABLE_PART:
        return 1.0
    return math.inf if n == population else (population - 1) / (population - n)


def kish(weights: Sequence[Fraction]) -> Fraction:
    """Kish's effective size of a sample whose cases have these weights, one weight a case."""
    return sum(weights, Fraction(0)) ** 2 / sum((weight * weight for weight in weights), Fraction(0))


def proportion(good: int, n: int, population: int | None = None) -> Proportion:
    """`good` of `n`, drawn from `population` when that is known."""
    _check(good, n, population)
    if not n:
        return Proportion(None, None, None, 0, NO_CASES)
    factor = 1.0 if population is None else population_factor(n, population)
    share = good / n
    low, high = wilson(share, n * factor)
    said = f"{good:,} of {n:,} ({percent(share)})"
    return Proportion(share, low, high, n, f"{said}; {_reach(low, high, n, population)}")


def weighted_proportion(strata: Sequence[Stratum]) -> Proportion:
    """Each stratum counts by its part of the population, whatever was drawn from it.

    A stratum nothing was seen of is left out, and the sentence says so. The correction for the
    population is taken on the effective size.
    """
    seen = [stratum for stratum in strata if stratum.n]
    n, population = sum(stratum.n for stratum in seen), sum(stratum.population for stratum in seen)
    if not n:
        return Proportion(None, None, None, 0, NO_CASES)
    weights = [Fraction(stratum.population, stratum.n) for stratum in seen for _ in range(stratum.n)]
    share = float(sum(Fraction(s.population * s.good, s.n) for s in seen) / population)
    low, high = wilson(share, float(kish(weights)) * population_factor(n, population))
    unseen = [stratum.name for stratum in strata if stratum.population and not stratum.n]
    left_out = f". Left out, because no case was seen: {listed(unseen)}" if unseen else ""
    said = f"{percent(share)}, each part weighted by its size; {_reach(low, high, n, population)}"
    return Proportion(share, low, high, n, said + left_out)


def difference(first: Proportion, second: Proportion) -> Difference:
    """Newcombe's interval for the first share less the second, from whatever intervals these have.

    For a change between cycles the first is the later one.
    """
    if first.share is None or first.low is None or first.high is None:
        return _no_difference(first, second)
    if second.share is None or second.low is None or second.high is None:
        return _no_difference(first, second)
    value = first.share - second.share
    low = value - math.hypot(first.share - first.low, second.high - second.share)
    high = value + math.hypot(first.high - first.share, second.share - second.low)
    change = Change.of(low, high)
    shares = f"{percent(first.share)} (n = {first.n:,}) against {percent(second.share)} (n = {second.n:,})"
    said = f"{verdict(change, first.n, second.n)}: {shares}, a difference of {points(value)} points"
    return Difference(value, low, high, change, f"{said} (95% interval {points(low)} to {points(high)})")


def verdict(change: Change, first: int, second: int) -> str:
    """As in “improved”, “no clear change (12, 10)”."""
    return f"{change} ({first:,}, {second:,})" if change is Change.UNCLEAR else change.value


def percent(share: float) -> str:
    """As in “65%”, half-up."""
    return f"{_whole(share)}%"


def points(value: float) -> str:
    """A difference of shares in percentage points, half-up by size: “45”, “-7”."""
    return f"{_whole(value):,}"


def _whole(share: float) -> int:
    # Twelve places first: 0.285 * 100 is 28.499999999999996, and is meant as 28.5.
    exact = Decimal(f"{share:.12f}") * 100
    return int(exact.quantize(Decimal(1), ROUND_HALF_UP))


def _reach(low: float, high: float, n: int, population: int | None) -> str:
    if n == population:
        return f"all {n:,} were looked at, so this is the share itself (n = {n:,})"
    whole = "many more like these" if population is None else f"all {population:,}"
    between = f"between {percent(low)} and {percent(high)}"
    return f"had {whole} been looked at, the share would probably be {between} (95% interval, n = {n:,})"


def _no_difference(first: Proportion, second: Proportion) -> Difference:
    said = f"{verdict(Change.UNCLEAR, first.n, second.n)}: one side has no cases"
    return Difference(None, None, None, Change.UNCLEAR, said)


def _check(good: int, n: int, population: int | None) -> None:
    if not 0 <= good <= n:
        raise ValueError(f"{good} of {n} is not a share")
    if population is not None and n > population:
        raise ValueError(f"{n} cannot be drawn from {population}")
