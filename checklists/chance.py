"""Agreement beyond chance: the three families of coefficients, in exact fractions (docs/audits.md 5.1)."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from functools import cached_property
from itertools import product
from statistics import NormalDist

CONFIDENCE = 0.95
PAIR = 2

# How many markers gave each grade of the scale to one file.
Tally = tuple[int, ...]


class Metric(StrEnum):
    """How far apart Krippendorff holds two grades to be."""

    NOMINAL = "nominal"
    ORDINAL = "ordinal"
    INTERVAL = "interval"


class Weights(StrEnum):
    """How much of an agreement Cohen and Gwet give two grades that differ."""

    IDENTITY = "identity"
    LINEAR = "linear"
    QUADRATIC = "quadratic"

    def credit(self, one: int, other: int, scale: int) -> Fraction:
        """1 for the same grade; places on a scale of that many grades count from 0."""
        if self is Weights.IDENTITY:
            return Fraction(one == other)
        apart = Fraction(abs(one - other), scale - 1)
        return 1 - (apart if self is Weights.LINEAR else apart * apart)


@dataclass(frozen=True, slots=True)
class Coefficient:
    """A figure, None where it is not defined, and its standard error where that is.

    `degrees` of freedom go with a t interval; None is the normal one.
    """

    value: float | None = None
    error: float | None = None
    degrees: int | None = None

    @property
    def interval(self) -> tuple[float, float] | None:
        """95%, cut at 1, above which there is nothing. None where the data show no spread to judge it by."""
        if self.value is None or not self.error:
            return None
        reach = self.error * _quantile(self.degrees)
        return self.value - reach, min(1.0, self.value + reach)


@dataclass(frozen=True)
class Marks:
    """One row a marker, one column a file; None is a mark not given. Every grade of the scale is known."""

    rows: Sequence[Sequence[int | None]]
    grades: Sequence[int]

    def __post_init__(self) -> None:
        if len(set(self.grades)) < PAIR:
            raise ValueError("A scale has at least two grades")
        if len({len(row) for row in self.rows}) > 1:
            raise ValueError("Every marker has as many marks as there are files")
        if {mark for row in self.rows for mark in row} - {*self.grades, None}:
            raise ValueError("A mark is not on the scale")

    @cached_property
    def tallies(self) -> Counter[Tally]:
        """How often each tally occurs, over files with at least one mark. The order of files is lost."""
        files = (Counter(marks) for marks in zip(*self.rows, strict=True))
        tallies = (tuple(file[grade] for grade in self.grades) for file in files)
        return Counter(tally for tally in tallies if any(tally))

    @cached_property
    def paired(self) -> Counter[Tally]:
        """Those of files with at least two marks."""
        return Counter({tally: times for tally, times in self.tallies.items() if sum(tally) >= PAIR})

    @cached_property
    def table(self) -> Counter[tuple[int, int]]:
        """For exactly two markers: how often each pair of places on the scale, over files both marked."""
        places = {grade: place for place, grade in enumerate(self.grades)}
        first, second = self.rows
        return Counter(
            (places[one], places[other])
            for one, other in zip(first, second, strict=True)
            if one is not None and other is not None
        )


def cohen_kappa(marks: Marks, weights: Weights) -> Coefficient:
    """Cohen's kappa of two markers; not defined when both give one and the same grade throughout.

    The standard error is that of Fleiss, Cohen and Everitt (1969).
    """
    scale, table, n = len(marks.grades), marks.table, marks.table.total()
    if not n:
        return Coefficient()
    rows = [Fraction(sum(table[i, j] for j in range(scale)), n) for i in range(scale)]
    columns = [Fraction(sum(table[i, j] for i in range(scale)), n) for j in range(scale)]
    credit = {(i, j): weights.credit(i, j, scale) for i, j in product(range(scale), repeat=2)}
    observed = sum((Fraction(times, n) * credit[cell] for cell, times in table.items()), Fraction(0))
    expected = sum((rows[i] * columns[j] * credit[i, j] for i, j in credit), Fraction(0))
    if expected == 1:
        return Coefficient()
    kappa = (observed - expected) / (1 - expected)
    by_row = [sum(columns[j] * credit[i, j] for j in range(scale)) for i in range(scale)]
    by_column = [sum(rows[i] * credit[i, j] for i in range(scale)) for j in range(scale)]
    spread = sum(
        Fraction(times, n) * (credit[i, j] - (by_row[i] + by_column[j]) * (1 - kappa)) ** 2
        for (i, j), times in table.items()
    )
    variance = (spread - (kappa - expected * (1 - kappa)) ** 2) / (n * (1 - expected) ** 2)
    return Coefficient(float(kappa), math.sqrt(variance))


def krippendorff_alpha(marks: Marks, metric: Metric) -> Coefficient:
    """Krippendorff's alpha with missing marks; not defined when every paired mark is one grade.

    No standard error: the usual one is a bootstrap, and Gwet's coefficients have an analytic one.
    """
    totals = _totals(marks)
    distance = _distance(metric, marks.grades, totals)
    observed = sum(
        (times * _disagreement(tally, distance) / (sum(tally) - 1) for tally, times in marks.paired.items()),
        Fraction(0),
    )
    expected = _disagreement(totals, distance)
    if not expected:
        return Coefficient()
    return Coefficient(float(1 - observed * (sum(totals) - 1) / expected))


def _totals(marks: Marks) -> Tally:
    return tuple(
        sum(tally[place] * times for tally, times in marks.paired.items())
        for place in range(len(marks.grades))
    )


def _disagreement(tally: Tally, distance: Callable[[int, int], Fraction]) -> Fraction:
    """Over ordered pairs of different grades."""
    used = [place for place, times in enumerate(tally) if times]
    return sum(
        (tally[one] * tally[other] * distance(one, other) for one, other in product(used, repeat=2)),
        Fraction(0),
    )


def _distance(metric: Metric, grades: Sequence[int], totals: Tally) -> Callable[[int, int], Fraction]:
    def ordinal(one: int, other: int) -> Fraction:
        low, high = sorted((one, other))
        between = sum(totals[low : high + 1])
        return (between - Fraction(totals[low] + totals[high], 2)) ** 2

    return {
        Metric.NOMINAL: lambda one, other: Fraction(one != other),
        Metric.ORDINAL: ordinal,
        Metric.INTERVAL: lambda one, other: Fraction(grades[one] - grades[other]) ** 2,
    }[metric]


def gwet_ac(marks: Marks, weights: Weights) -> Coefficient:
    """Gwet's AC1 (identity weights) or AC2, with missing marks, over every grade of the scale.

    Files with one mark count in the chance agreement. The standard error is Gwet's, for a large population.
    """
    if not marks.paired:
        return Coefficient()
    gwet = _Gwet(marks, weights)
    n = marks.tallies.total()
    if n < PAIR:
        return Coefficient(float(gwet.value))
    spread = sum(times * (gwet.influence(tally) - gwet.value) ** 2 for tally, times in marks.tallies.items())
    return Coefficient(float(gwet.value), math.sqrt(spread / (n * (n - 1))), n - 1)


class _Gwet:
    """The terms of Gwet's coefficient, in his notation: pa, pi_k, pe."""

    def __init__(self, marks: Marks, weights: Weights) -> None:
        self._scale = range(len(marks.grades))
        q = len(self._scale)
        self._credit = [[weights.credit(one, other, q) for other in self._scale] for one in self._scale]
        self._chance = sum((credit for row in self._credit for credit in row), Fraction(0)) / (q * (q - 1))
        self._paired, self._files = marks.paired.total(), marks.tallies.total()
        self.pa = mean((self.agreement(tally), times) for tally, times in marks.paired.items())
        self.pi = [
            mean((Fraction(tally[k], sum(tally)), times) for tally, times in marks.tallies.items())
            for k in self._scale
        ]
        self.pe: Fraction = self._chance * sum((share * (1 - share) for share in self.pi), Fraction(0))
        self.value = (self.pa - self.pe) / (1 - self.pe)

    def agreement(self, tally: Tally) -> Fraction:
        """Of the ordered pairs of marks on one file, the part that agrees; 0 when there is no pair."""
        pairs = sum(tally) * (sum(tally) - 1)
        credited = sum(
            tally[k] * (sum(tally[other] * self._credit[k][other] for other in self._scale) - 1)
            for k in self._scale
        )
        return Fraction(credited) / pairs if pairs else Fraction(0)

    def influence(self, tally: Tally) -> Fraction:
        """What one file contributes to the coefficient, its part in the chance agreement included."""
        pe, beyond = (self.pe if sum(tally) >= PAIR else Fraction(0)), 1 - self.pe
        own = Fraction(self._files, self._paired) * (self.agreement(tally) - pe) / beyond
        chance = self._chance * sum(
            (Fraction(tally[k], sum(tally)) * (1 - self.pi[k]) for k in self._scale), Fraction(0)
        )
        return own - 2 * (1 - self.value) * (chance - self.pe) / beyond


def mean(values: Iterable[tuple[Fraction, int]]) -> Fraction:
    """Of values and how often each occurs."""
    weighed = list(values)
    return sum((value * times for value, times in weighed), Fraction(0)) / sum(times for _, times in weighed)


def _quantile(degrees: int | None) -> float:
    upper = (1 + CONFIDENCE) / 2
    if degrees is None:
        return NormalDist().inv_cdf(upper)
    from scipy.special import stdtrit  # noqa: PLC0415  # slow to load; intervals are rarely asked for

    return float(stdtrit(degrees, upper))
