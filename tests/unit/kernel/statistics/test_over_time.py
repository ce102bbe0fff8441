"""Run charts and XmR limits against the vectors of docs/audits.md 5.3."""

import pytest

from portal.kernel.statistics.over_time import (
    RunChart,
    XmR,
    fewest_crossings,
    longest_run_limit,
    over_time,
    run_chart,
    xmr,
)

XM1 = [1, 2, 1, 2, 10, *[1, 2] * 6, 1]


@pytest.mark.parametrize(
    ("n", "longest", "fewest"),
    [(10, 6, 2), (12, 7, 3), (16, 7, 4), (20, 7, 6), (24, 8, 8), (30, 8, 10), (40, 8, 14)],
)
def test_rc1(n, longest, fewest):
    assert (longest_run_limit(n), fewest_crossings(n)) == (longest, fewest)


def test_xm1():
    found = xmr(XM1, screen=False)
    assert (round(found.mean, 4), round(found.moving_range, 4)) == (1.9444, 1.8824)
    assert (round(found.low, 4), round(found.high, 4), found.outside) == (-3.0626, 6.9515, (4,))


def test_xm1_screened():
    found = xmr(XM1)
    assert (found.moving_range, found.screened) == (1.0, 2)
    assert (round(found.low, 4), round(found.high, 4), found.outside) == (-0.7156, 4.6044, (4,))
    assert found.sentence == "More than chance: 1 cycle lies beyond the limits (n = 18 cycles)"


def test_limits_need_two_cycles_and_may_be_one_value():
    with pytest.raises(ValueError, match="two cycles"):
        xmr([1])
    level = xmr([3.0] * 12)
    assert (level.low, level.high, level.is_more_than_chance) == (3.0, 3.0, False)
    assert "within the limits (n = 12 cycles)" in level.sentence


def test_a_run_chart_until_twelve_cycles_and_limits_after():
    assert isinstance(over_time(XM1[:11]), RunChart)
    assert isinstance(over_time(XM1[:12]), XmR)
    assert isinstance(over_time(XM1[:8], xmr_from=8), XmR)


def test_points_on_the_median_do_not_count_and_do_not_break_a_run():
    found = run_chart([1, 2, 3, 3, 3, 4, 5])
    assert (found.median, found.useful, found.longest_run, found.crossings) == (3, 4, 2, 1)


def test_a_shift_is_more_than_chance():
    found = run_chart([1] * 6 + [2] * 6)
    assert (found.longest_run, found.crossings, found.is_more_than_chance) == (6, 1, True)
    assert found.sentence.startswith("More than chance: longest run on one side 6 (chance gives up to 7)")


def test_a_long_run_alone_is_more_than_chance():
    values = [1, 9, 1, 1, 9, 1, 1] + [9] * 8 + [1] * 5
    found = run_chart(values)
    assert found.longest_run == 8 > found.longest_run_limit
    assert found.crossings >= found.fewest_crossings
    assert found.is_more_than_chance


def test_coming_and_going_is_chance():
    found = run_chart([1, 5, 2, 6, 1, 5, 2, 6, 1, 5])
    assert not found.is_more_than_chance
    assert found.sentence.startswith("No more than chance")


def test_too_few_points_say_nothing():
    found = run_chart([1, 2, 3])
    assert not found.is_more_than_chance
    assert found.sentence == (
        "Too early to tell a change from chance (n = 3 cycles, 2 off the median; 10 are needed)"
    )
    assert run_chart([4]).longest_run == 0
    with pytest.raises(ValueError, match="no cycle"):
        run_chart([])
