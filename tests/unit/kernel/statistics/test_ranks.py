"""Cliff's delta and Mann-Whitney against docs/audits.md CD2, and how often the interval cries wolf."""

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.kernel.statistics.proportions import Change
from portal.kernel.statistics.ranks import _expanded_tail, cliffs_delta, mann_whitney, shift

CD2 = ([19, 22, 16, 29, 24], [20, 11, 17, 12])
GRADES = st.lists(st.integers(1, 4), min_size=1, max_size=12)


def test_cd2():
    found = mann_whitney(*CD2)
    assert (found.u, found.other_u, round(found.p, 4), found.is_exact) == (17, 3, 0.1111, True)
    assert cliffs_delta(*CD2) == 0.7
    assert shift(*CD2, seed=1).sentence.startswith("no clear change (5, 4): delta 0.70 (95% interval ")


def test_ties_and_large_samples_are_asymptotic():
    assert not mann_whitney([1, 2, 2], [2, 3]).is_exact
    assert not mann_whitney(range(0, 20, 2), range(1, 21, 2)).is_exact
    assert mann_whitney([3, 3], [3]).p == 1


@settings(max_examples=30, deadline=None)
@given(GRADES, GRADES)
def test_turning_round_turns_the_sign(first, second):
    delta = cliffs_delta(first, second)
    assert delta == -cliffs_delta(second, first)
    assert -1 <= delta <= 1
    found = mann_whitney(first, second)
    assert found.u + found.other_u == len(first) * len(second)
    assert delta == pytest.approx((found.u - found.other_u) / (len(first) * len(second)))


def test_the_same_seed_gives_the_same_interval_in_any_order():
    first, second = [3, 4, 4, 2, 3, 4], [1, 2, 3, 2, 2]
    once = shift(first, second, seed="2026 Q1")
    assert shift(first[::-1], sorted(second), seed="2026 Q1") == once
    assert -1 <= once.low <= once.delta <= once.high <= 1


def test_improved_fell_and_unclear():
    high, low = [3, 4, 4, 3, 4, 4, 3, 4], [1, 2, 1, 2, 2, 1, 2, 3]
    assert shift(high, low, seed=1).change is Change.IMPROVED
    assert shift(low, high, seed=1).change is Change.FELL
    assert shift(low, low, seed=1).change is Change.UNCLEAR
    assert shift(high, low, seed=1).sentence.endswith("; n = 8 and 8)")


def test_four_cases_never_say_improved():
    assert shift([4] * 4, [1] * 10, seed=1).change is Change.UNCLEAR
    assert shift([4] * 5, [1] * 10, seed=1).change is Change.IMPROVED


@pytest.mark.parametrize("n", [6, 12])
def test_seldom_calls_a_change_where_there_is_none(n):
    """At most 8 in 100."""
    rng = random.Random(7)  # noqa: S311  # no secret
    called = 0
    for seed in range(200):
        then, now = (rng.choices([1, 2, 3, 4], [2, 5, 10, 3], k=n) for _ in range(2))
        called += shift(now, then, seed=seed, draws=200).change is not Change.UNCLEAR
    assert called <= 16


@pytest.mark.parametrize(("n", "tail"), [(5, 0.00095), (12, 0.01076), (1000, 0.0248)])
def test_small_samples_get_a_wider_interval_than_plain_percentiles(n, tail):
    assert round(_expanded_tail(n), 5) == tail


@pytest.mark.parametrize("sides", [([], [1]), ([1], [])])
def test_both_sides_are_needed(sides):
    with pytest.raises(ValueError, match="at least one"):
        shift(*sides, seed=1)
    with pytest.raises(ValueError, match="at least one"):
        mann_whitney(*sides)
