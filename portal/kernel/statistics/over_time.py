"""One figure cycle after cycle: a run chart while cycles are few, XmR limits later (docs/audits.md 5.3).

Both ask one question: is this more than chance? The "trend" rule is left out on purpose: simulation
found it nearly useless.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import groupby, pairwise
from statistics import fmean, median

from portal.kernel.text import plural

# From so many cycles on, a chart has limits.
XMR_FROM = 12
# With fewer useful points no run is long enough to say anything.
FEWEST_USEFUL = 10
CHANCE_OF_FEW_CROSSINGS = Fraction(1, 20)
# Shewhart's constants for moving ranges of two.
LIMIT = 2.66
RANGE_LIMIT = 3.267


@dataclass(frozen=True, slots=True)
class RunChart:
    """Anhoej's rules. `useful` points are those not on the median; limits are None with too few of them."""

    n: int
    median: float
    useful: int
    longest_run: int
    longest_run_limit: int | None
    crossings: int
    fewest_crossings: int | None

    @property
    def is_more_than_chance(self) -> bool:
        if self.longest_run_limit is None or self.fewest_crossings is None:
            return False
        return self.longest_run > self.longest_run_limit or self.crossings < self.fewest_crossings

    @property
    def sentence(self) -> str:
        counted = f"n = {plural(self.n, 'cycle')}, {self.useful} off the median"
        if self.longest_run_limit is None:
            return f"Too early to tell a change from chance ({counted}; {FEWEST_USEFUL} are needed)"
        found = "More than chance" if self.is_more_than_chance else "No more than chance"
        longest = f"longest run on one side {self.longest_run} (chance gives up to {self.longest_run_limit})"
        crossed = (
            f"median crossed {plural(self.crossings, 'time')} (at least {self.fewest_crossings} by chance)"
        )
        return f"{found}: {longest}, {crossed}; {counted}"


@dataclass(frozen=True, slots=True)
class XmR:
    """Limits of natural variation, from moving ranges; `outside` are the places beyond them, from 0."""

    n: int
    mean: float
    moving_range: float
    low: float
    high: float
    outside: tuple[int, ...]
    screened: int

    @property
    def is_more_than_chance(self) -> bool:
        return bool(self.outside)

    @property
    def sentence(self) -> str:
        counted = f"n = {plural(self.n, 'cycle')}"
        if not self.outside:
            return f"No more than chance: every cycle lies within the limits ({counted})"
        beyond = plural(len(self.outside), "cycle lies", "cycles lie")
        return f"More than chance: {beyond} beyond the limits ({counted})"


def over_time(values: Sequence[float], xmr_from: int = XMR_FROM) -> RunChart | XmR:
    """The chart that so many cycles deserve; the last value is the latest."""
    return run_chart(values) if len(values) < xmr_from else xmr(values)


def run_chart(values: Sequence[float]) -> RunChart:
    """Raise `ValueError` without values."""
    if not values:
        raise ValueError("There is no cycle to chart")
    middle = median(values)
    sides = [value > middle for value in values if value != middle]
    runs = [len(list(run)) for _, run in groupby(sides)]
    enough = len(sides) >= FEWEST_USEFUL
    return RunChart(
        n=len(values),
        median=middle,
        useful=len(sides),
        longest_run=max(runs, default=0),
        longest_run_limit=longest_run_limit(len(sides)) if enough else None,
        crossings=max(len(runs) - 1, 0),
        fewest_crossings=fewest_crossings(len(sides)) if enough else None,
    )


def longest_run_limit(useful: int) -> int:
    """The longest run on one side of the median that chance explains."""
    return round(math.log2(useful)) + 3


def fewest_crossings(useful: int) -> int:
    """The fewest crossings of the median that chance explains: the 5% point of binomial(n - 1, 1/2)."""
    steps = useful - 1
    seen = 0
    for crossings in range(steps + 1):
        seen += math.comb(steps, crossings)
        if seen >= CHANCE_OF_FEW_CROSSINGS * 2**steps:
            return crossings
    raise AssertionError("the whole distribution is more than a twentieth of it")


def xmr(values: Sequence[float], *, screen: bool = True) -> XmR:
    """Limits at 2.66 mean moving ranges. Raise `ValueError` with fewer than two values.

    Screening leaves out, once, ranges so long that they belong to a shift and not to the variation.
    """
    if len(values) <= 1:
        raise ValueError("Limits need two cycles or more")
    ranges = [abs(later - earlier) for earlier, later in pairwise(values)]
    kept = [one for one in ranges if not screen or one <= RANGE_LIMIT * fmean(ranges)]
    mean, moving = fmean(values), fmean(kept)
    low, high = mean - LIMIT * moving, mean + LIMIT * moving
    outside = tuple(place for place, value in enumerate(values) if not low <= value <= high)
    return XmR(len(values), mean, moving, low, high, outside, len(ranges) - len(kept))
