"""What a sample could have shown: against plain enumeration."""

import math
import random
from itertools import product

import pytest

from portal.kernel.statistics.power import detectable, power
from portal.kernel.statistics.proportions import Change, difference, proportion


def by_enumeration(before, now, n_before, n_now):
    wanted = Change.IMPROVED if now >= before else Change.FELL

    def chance(k, n, share):
        return math.comb(n, k) * share**k * (1 - share) ** (n - k)

    return sum(
        chance(k, n_before, before) * chance(j, n_now, now)
        for k, j in product(range(n_before + 1), range(n_now + 1))
        if difference(proportion(j, n_now), proportion(k, n_before)).change is wanted
    )


@pytest.mark.parametrize(
    "case", [(0.5, 0.8, 14, 14), (0.6, 0.4, 9, 17), (0.3, 0.3, 12, 8), (0.9, 1.0, 20, 10), (0, 0.7, 6, 5)]
)
def test_power_is_the_sum_over_everything_that_can_happen(case):
    assert power(*case) == pytest.approx(by_enumeration(*case), abs=1e-12)


def test_a_sample_that_is_large_shows_more():
    chances = [power(0.5, 0.7, n, n) for n in (5, 10, 20, 40, 80, 160)]
    assert chances == sorted(chances)
    assert chances[-1] > 0.9


def test_detectable_is_the_smallest_step_with_the_power():
    found = detectable(0.5, 14, 14)
    assert (
        power(0.5, 0.5 + found.rise / 100, 14, 14) >= 0.8 > power(0.5, 0.5 + (found.rise - 1) / 100, 14, 14)
    )
    assert found.fall == found.rise
    assert found.sentence == (
        f"With 14 cases now and 14 before, from 50%: only a rise of at least {found.rise} points "
        f"or a fall of at least {found.rise} points would probably have shown (80% of the time)"
    )


def test_what_no_sample_of_this_size_can_show():
    assert detectable(0.95, 14, 14).rise is None
    assert "only a fall of at least" in detectable(0.95, 14, 14).sentence
    assert "no change at all would probably have shown" in detectable(0.5, 3, 3).sentence
    with pytest.raises(ValueError, match="at least one case"):
        detectable(0.5, 0, 3)


def test_found_effects_are_as_many_as_the_power_says():
    rng = random.Random(11)  # noqa: S311  # no secret
    n, before, now, found = 25, 0.4, 0.75, 0
    for _ in range(1000):
        then = proportion(sum(rng.random() < before for _ in range(n)), n)
        later = proportion(sum(rng.random() < now for _ in range(n)), n)
        found += difference(later, then).change is Change.IMPROVED
    assert found / 1000 == pytest.approx(power(before, now, n, n), abs=0.05)
