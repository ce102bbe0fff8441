"""The ladder: what counts, for how long, and what it says (docs/training.md 4.6)."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from portal.kernel.months import months_later
from training.lost_places.domain import Ladder, LadderRules, counts_from, may_excuse, rung

RULES = LadderRules()
DAYS = (date(2025, 6, 1), date(2025, 9, 1), date(2026, 1, 10))


@pytest.mark.parametrize(
    ("start", "months", "end"),
    [
        (date(2026, 3, 3), -12, date(2025, 3, 3)),
        (date(2026, 3, 31), -1, date(2026, 2, 28)),
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
        (date(2026, 1, 15), -1, date(2025, 12, 15)),
        (date(2026, 12, 1), 1, date(2027, 1, 1)),
    ],
)
def test_months(start, months, end):
    assert months_later(start, months) == end


def test_the_same_day_a_year_ago_counts_no_longer():
    assert counts_from(date(2026, 3, 3), RULES) == date(2025, 3, 3)
    assert rung(date(2026, 3, 3), [date(2025, 3, 3)], RULES) == 1
    assert rung(date(2026, 3, 3), [date(2025, 3, 4)], RULES) == 2


def test_what_came_later_does_not_make_it_higher():
    assert rung(date(2026, 3, 3), [date(2026, 3, 4)], RULES) == 1


@pytest.mark.parametrize(("count", "allowed", "barred"), [(2, None, False), (3, None, True), (3, 9, False)])
def test_from_the_third_on_booking_needs_agreement(count, allowed, barred):
    until = None if allowed is None else date(2026, 3, allowed)
    assert Ladder(DAYS[:count], until).is_barred(RULES) is barred


def test_it_ends_when_too_few_count():
    assert Ladder(DAYS).ends_on(RULES) == date(2026, 6, 1)
    assert Ladder((date(2025, 5, 1), *DAYS)).ends_on(RULES) == date(2026, 6, 1)
    assert Ladder(DAYS[:2]).ends_on(RULES) is None


class TestWhy:
    def test_nothing(self):
        assert Ladder(()).why(RULES) == "Nothing counts against you in the last 12 months."

    def test_the_first(self):
        said = Ladder(DAYS[:1]).why(RULES)
        assert said.startswith("You missed 1 event in the last 12 months; from 2 on the lead of your agency")
        assert said.endswith("after 2 more the early help team has to agree to your bookings.")

    def test_the_second(self):
        said = Ladder(DAYS[:2]).why(RULES, of_others=True)
        assert said.startswith(
            "They missed 2 events in the last 12 months, so the lead of their agency is told"
        )

    def test_the_third(self):
        said = Ladder(DAYS).why(RULES)
        assert "so the early help team has to agree to your bookings until 1 June 2026" in said

    def test_with_leave(self):
        said = Ladder(DAYS, date(2026, 4, 1)).why(RULES)
        assert "the early help team lets you book without that until 1 April 2026" in said


def test_a_reason_excuses_within_five_days():
    noted = datetime(2026, 3, 3, 10, tzinfo=UTC)
    assert may_excuse(noted, noted + timedelta(days=5, seconds=-1), RULES)
    assert not may_excuse(noted, noted + timedelta(days=5), RULES)


def test_late_withdrawals_stand_on_the_ladder_only_if_the_switch_is_on():
    assert [one.value for one in RULES.counted] == ["no_show"]
    assert len(LadderRules(late_counts=1).counted) == 2
