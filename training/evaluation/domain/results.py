"""What ratings come to: how often each was given, how they changed (docs/training.md 4.7). Plain Python."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from statistics import fmean

from training.evaluation.domain.words import HIGHEST, LOWEST, Statement

CONFIDENCE = 0.95
# A rating is rounded to a whole point, and so is each of the two that a change is made of: even where all
# changes are alike, their spread is not taken for less than that (twice the variance of rounding, 1/12).
ROUNDING = 2 / 12
FEWEST = 2


@dataclass(frozen=True, slots=True)
class Distribution:
    """How often each rating was given."""

    statement: Statement
    counts: Mapping[int, int] = field(default_factory=dict)

    @property
    def n(self) -> int:
        return sum(self.counts.values())

    @property
    def mean(self) -> float | None:
        return sum(rating * count for rating, count in self.counts.items()) / self.n if self.n else None


def distribution(statement: Statement, ratings: Iterable[int]) -> Distribution:
    """What is no rating is not counted."""
    counts = dict.fromkeys(range(LOWEST, HIGHEST + 1), 0)
    for rating in ratings:
        if rating in counts:
            counts[rating] += 1
    return Distribution(statement, counts)


@dataclass(frozen=True, slots=True)
class Change:
    """How the ratings of the same people changed: the mean of their differences and its 95% interval."""

    n: int
    mean: float
    low: float
    high: float

    @property
    def sentence(self) -> str:
        """As in “Rose by 0.8 points on average (95% interval 0.4 to 1.2, n = 14)”."""
        interval = f"95% interval {_signed(self.low)} to {_signed(self.high)}, n = {self.n}"
        if self.low > 0:
            return f"Rose by {self.mean:.1f} points on average ({interval})"
        if self.high < 0:
            return f"Fell by {-self.mean:.1f} points on average ({interval})"
        return f"No clear change: {_signed(self.mean)} points on average ({interval})"


def paired_change(differences: Sequence[float]) -> Change | None:
    """Student's interval for the mean of paired differences; None for fewer than two."""
    n = len(differences)
    if n < FEWEST:
        return None
    from scipy.special import stdtrit  # noqa: PLC0415  # slow to load, and only results need it

    mean = fmean(differences)
    # Not `statistics.variance`, which reckons in fractions: too slow for tens of thousands.
    spread = math.fsum((one - mean) ** 2 for one in differences) / (n - 1)
    error = math.sqrt(max(spread, ROUNDING) / n)
    reach = float(stdtrit(n - 1, (1 + CONFIDENCE) / 2)) * error
    return Change(n, mean, mean - reach, mean + reach)


def _signed(value: float) -> str:
    return f"{value:+.1f}".replace("-", "−") if round(value, 1) else "0.0"  # noqa: RUF001  # a minus sign
