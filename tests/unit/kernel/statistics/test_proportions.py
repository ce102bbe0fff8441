"""Shares and differences against the vectors of docs/audits.md 5.3, and beside statsmodels."""

import random
from fractions import Fraction

import numpy as np
import pytest
from statsmodels.stats.proportion import confint_proportions_2indep, proportion_confint

from portal.kernel.statistics.proportions import (
    Change,
    Stratum,
    difference,
    kish,
    percent,
    points,
    population_factor,
    proportion,
    weighted_proportion,
    wilson,
)


def ends(found, places=4):
    return round(found.low, places), round(found.high, places)


def change(first, second):
    return difference(proportion(*first), proportion(*second))


@pytest.mark.parametrize(
    ("counts", "expected"),
    [
        ((81, 263), (0.2553, 0.3662)),
        ((15, 148), (0.0624, 0.1605)),
        ((0, 20), (0, 0.1611)),
        ((1, 29), (0.0061, 0.1718)),
        ((13, 20, 60), (0.4699, 0.7955)),
    ],
    ids=["W1a", "W1b", "W1c", "W1d", "W3"],
)
def test_wilson_vectors(counts, expected):
    assert ends(proportion(*counts)) == expected


@pytest.mark.parametrize(
    ("first", "second", "expected", "said"),
    [
        ((56, 70), (48, 80), (0.0524, 0.3339), Change.IMPROVED),
        ((9, 10), (3, 10), (0.1705, 0.8090), Change.IMPROVED),
        ((10, 10), (0, 20), (0.6791, 1), Change.IMPROVED),
        ((9, 12), (3, 10), (0.0357, 0.7008), Change.IMPROVED),
        ((3, 10), (9, 12), (-0.7008, -0.0357), Change.FELL),
        ((8, 12), (5, 10), (-0.2149, 0.4945), Change.UNCLEAR),
    ],
    ids=["N1a", "N1b", "N1c", "N2", "N2-turned", "unclear"],
)
def test_newcombe_vectors(first, second, expected, said):
    found = change(first, second)
    assert (ends(found), found.change) == (expected, said)


def test_w3_rests_on_an_effective_n():
    assert 20 * population_factor(20, 60) == 29.5


def test_a_tenth_of_the_population_is_not_noticed_and_more_is():
    assert population_factor(6, 60) == 1
    assert population_factor(7, 60) == 59 / 53


def test_a_whole_population_has_no_interval_to_speak_of():
    found = proportion(3, 5, 5)
    assert (found.low, found.high) == (0.6, 0.6)
    assert "all 5 were looked at" in found.sentence


def test_sentences_name_n():
    assert proportion(13, 20, 60).sentence == (
        "13 of 20 (65%); had all 60 been looked at, "
        "the share would probably be between 47% and 80% (95% interval, n = 20)"
    )
    assert change((8, 12), (5, 10)).sentence.startswith("no clear change (12, 10): 67% (n = 12) against 50%")
    assert change((9, 12), (3, 10)).sentence.startswith("improved: ")


def test_strata_count_by_their_size():
    found = weighted_proportion([Stratum("East", 90, 10, 10), Stratum("West", 10, 10, 0)])
    assert found.share == 0.9
    effective = kish([Fraction(9)] * 10 + [Fraction(1)] * 10)
    assert effective == Fraction(100**2, 10 * 81 + 10)
    assert (found.low, found.high) == wilson(0.9, float(effective) * 99 / 80)


def test_a_proportional_draw_is_its_own_weighting():
    strata = [Stratum("East", 400, 8, 4), Stratum("West", 200, 4, 4)]
    plain = proportion(8, 12, 600)
    assert ends(weighted_proportion(strata), 12) == ends(plain, 12)


def test_a_stratum_nothing_was_seen_of_is_told():
    found = weighted_proportion(
        [Stratum("East", 41, 4, 2), Stratum("West", 3, 0, 0), Stratum("North", 0, 0, 0)]
    )
    assert found.share == 0.5
    assert found.sentence.endswith("Left out, because no case was seen: West")


def test_no_cases_is_no_share():
    assert proportion(0, 0).share is None
    assert weighted_proportion([]).share is None
    assert change((0, 0), (1, 2)).difference is None


@pytest.mark.parametrize("counts", [(3, 2), (-1, 2), (1, 5, 4)])
def test_impossible_counts_are_refused(counts):
    with pytest.raises(ValueError, match=r"not a share|cannot be drawn"):
        proportion(*counts)


def test_halves_are_rounded_up():
    assert [percent(share) for share in (0.285, 0.005, 0.0049, 1.0)] == ["29%", "1%", "0%", "100%"]
    assert [points(value) for value in (-0.125, 0.125, -0.001)] == ["-13", "13", "0"]


def test_as_statsmodels_has_it_on_a_thousand_tables():
    rng = random.Random(20261122)  # noqa: S311  # no secret
    for _ in range(1000):
        (n, m) = rng.randint(1, 300), rng.randint(1, 300)
        (k, j) = rng.randint(0, n), rng.randint(0, m)
        first, found = proportion(k, n), change((k, n), (j, m))
        theirs = [
            *proportion_confint(k, n, method="wilson"),
            *confint_proportions_2indep(k, n, j, m, compare="diff", method="newcomb"),
        ]
        assert np.allclose([first.low, first.high, found.low, found.high], theirs, rtol=0, atol=1e-6)
