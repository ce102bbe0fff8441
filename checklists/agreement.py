"""How far markers agree, every figure side by side with its n (docs/audits.md 5.1 and 5.2).

No single figure may decide anything: when most files are "Good", kappa and alpha collapse while the
markers agree. Two things share the word "ordinal" in the literature: Krippendorff's ordinal metric,
which is here, and Gwet's ordinal weights, which are not.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import combinations

from checklists.chance import (
    PAIR,
    Coefficient,
    Marks,
    Metric,
    Tally,
    Weights,
    cohen_kappa,
    gwet_ac,
    krippendorff_alpha,
    mean,
)
from portal.kernel.statistics.proportions import Proportion, percent, proportion
from portal.kernel.text import plural

FOUR_GRADES = (1, 2, 3, 4)
# Under this many double-marked files figures are noise: show counts (docs/audits.md 5.2, trap 4).
FEWEST_FOR_FIGURES = 10

NOTHING_TWICE = "no double-marked files"
ONE_GRADE = "not defined: all one grade; exact agreement 100% (kappa, alpha)"
TWO_MARKERS_ONLY = "kappa is not defined for more than two markers; alpha and AC2 are"

UNDEFINED = Coefficient()
COEFFICIENTS = (
    "kappa",
    "kappa_linear",
    "kappa_quadratic",
    "alpha_nominal",
    "alpha_ordinal",
    "alpha_interval",
    "ac1",
    "ac2_linear",
    "ac2_quadratic",
)


@dataclass(frozen=True)
class Agreement:
    """`units` are files with two marks or more, `pairs` the pairs of marks on them.

    The shares count each file once, as Gwet's percent agreement does.
    """

    units: int
    pairs: int
    exact: Proportion
    within_one: Proportion
    kappa: Coefficient = UNDEFINED
    kappa_linear: Coefficient = UNDEFINED
    kappa_quadratic: Coefficient = UNDEFINED
    alpha_nominal: Coefficient = UNDEFINED
    alpha_ordinal: Coefficient = UNDEFINED
    alpha_interval: Coefficient = UNDEFINED
    ac1: Coefficient = UNDEFINED
    ac2_linear: Coefficient = UNDEFINED
    ac2_quadratic: Coefficient = UNDEFINED
    counts_only: bool = False
    notes: Sequence[str] = field(default=())

    def coefficients(self) -> Mapping[str, Coefficient]:
        """By name, in the order they are shown."""
        return {name: getattr(self, name) for name in COEFFICIENTS}


def agreement(
    rows: Sequence[Sequence[int | None]],
    grades: Sequence[int] = FOUR_GRADES,
    *,
    fewest: int = FEWEST_FOR_FIGURES,
) -> Agreement:
    """One row a marker, one column a file, None where a mark is missing.

    The grades are all those of the scale, used or not. With fewer files than `fewest` the figures are
    still worked out, and `counts_only` says not to show them. Raise `ValueError` for a mark outside the
    scale or rows of different lengths.
    """
    marks = Marks(rows, grades)
    units = marks.paired.total()
    return Agreement(
        units=units,
        pairs=_count_pairs(marks),
        exact=_share_within(marks, 0),
        within_one=_share_within(marks, 1),
        **(_kappas(marks) if len(rows) == PAIR else {}),
        **{f"alpha_{metric}": krippendorff_alpha(marks, metric) for metric in Metric},
        ac1=gwet_ac(marks, Weights.IDENTITY),
        ac2_linear=gwet_ac(marks, Weights.LINEAR),
        ac2_quadratic=gwet_ac(marks, Weights.QUADRATIC),
        counts_only=units < fewest,
        notes=_notes(marks, fewest),
    )


def _kappas(marks: Marks) -> dict[str, Coefficient]:
    return {
        "kappa": cohen_kappa(marks, Weights.IDENTITY),
        "kappa_linear": cohen_kappa(marks, Weights.LINEAR),
        "kappa_quadratic": cohen_kappa(marks, Weights.QUADRATIC),
    }


def _share_within(marks: Marks, reach: int) -> Proportion:
    """The share of pairs of marks at most so many grades apart, each file counting once.

    An interval only where each file has one pair: pairs on the same file are not independent.
    """
    units, pairs = marks.paired.total(), _count_pairs(marks)
    if units == pairs:
        return proportion(_count_near(marks, reach), pairs)
    share = mean(
        (Fraction(_near(t, marks.grades, reach), _pairs(sum(t))), n) for t, n in marks.paired.items()
    )
    said = f"{percent(float(share))}, each of {plural(units, 'file')} counting once"
    return Proportion(float(share), None, None, units, said)


def _count_pairs(marks: Marks) -> int:
    return sum(times * _pairs(sum(tally)) for tally, times in marks.paired.items())


def _count_near(marks: Marks, reach: int) -> int:
    return sum(times * _near(tally, marks.grades, reach) for tally, times in marks.paired.items())


def _near(tally: Tally, grades: Sequence[int], reach: int) -> int:
    same = sum(_pairs(times) for times in tally)
    apart = combinations(zip(grades, tally, strict=True), 2)
    return same + sum(times * others for (one, times), (other, others) in apart if abs(one - other) <= reach)


def _pairs(marks: int) -> int:
    return marks * (marks - 1) // 2


def _notes(marks: Marks, fewest: int) -> tuple[str, ...]:
    units, single = marks.paired.total(), marks.tallies.total() - marks.paired.total()
    if not units:
        return (NOTHING_TWICE,)
    notes = [TWO_MARKERS_ONLY] if len(marks.rows) > PAIR else []
    if _is_one_grade(marks):
        notes.append(ONE_GRADE)
    if units < fewest:
        same, near = _count_near(marks, 0), _count_near(marks, 1)
        notes.append(
            f"only {plural(units, 'double-marked file')}, fewer than {fewest}: show counts, not figures. Of "
            f"{plural(_count_pairs(marks), 'pair')} of marks {same:,} the same, {near:,} within one grade"
        )
    if single:
        notes.append(f"{plural(single, 'file')} with one mark: only in the chance part of AC1 and AC2")
    return tuple(notes)


def _is_one_grade(marks: Marks) -> bool:
    return len({place for tally in marks.paired for place, times in enumerate(tally) if times}) == 1
