"""A busy machine excuses a little, and never a figure that is far beyond its budget."""

import pytest

from tests.bench.processor import Share
from tests.bench.report import MOST_NOISE, Figure

BUDGET = 30.0


def a_figure(value, noise, bound="at most"):
    return Figure("import", "sqlite", 17_000, value, "s", BUDGET, bound, noise=noise)


@pytest.mark.parametrize("noise", [0.0, 0.05, 0.5, 1.0, 9.0, 1_000.0])
def test_twice_the_budget_never_holds(noise):
    assert a_figure(2 * BUDGET, noise).verdict == "BREACH"
    assert a_figure(BUDGET / 2, noise, "at least").verdict == "BREACH"


def test_the_busiest_machine_excuses_a_stated_share_and_no_more():
    noise = Share(free=0.1).noise
    assert noise > MOST_NOISE
    assert a_figure(BUDGET * (1 + MOST_NOISE), noise).verdict == "excused"
    assert a_figure(BUDGET * (1 + MOST_NOISE) + 0.1, noise).verdict == "BREACH"


@pytest.mark.parametrize("noise", [0.05, 9.0])
def test_what_keeps_its_budget_is_not_called_excused(noise):
    assert a_figure(BUDGET, noise).verdict == "ok"
    assert a_figure(BUDGET, noise, "at least").verdict == "ok"


def test_a_quiet_machine_excuses_nothing_beyond_the_usual():
    assert not a_figure(1.06 * BUDGET, noise=0.05).holds
    assert a_figure(1.04 * BUDGET, noise=0.05).holds
