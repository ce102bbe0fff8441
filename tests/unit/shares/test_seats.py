"""Seats of a year: what there is, what is left, and which year a day is in (docs/training.md 4.5)."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from training.shares.domain import Allowance, SeatRules, SeatsOf

APRIL, JANUARY = SeatRules(), SeatRules(begins_after=0)


@pytest.mark.parametrize(
    ("rules", "day", "year", "title"),
    [
        (APRIL, date(2026, 3, 31), 2025, "2025 to 2026"),
        (APRIL, date(2026, 4, 1), 2026, "2026 to 2027"),
        (JANUARY, date(2026, 1, 1), 2026, "2026"),
        (JANUARY, date(2026, 12, 31), 2026, "2026"),
    ],
)
def test_the_year_of_a_day(rules, day, year, title):
    assert (rules.year_of(day), rules.title(year)) == (year, title)


@given(st.dates(date(2000, 1, 1), date(2100, 12, 31)), st.integers(0, 11))
def test_every_day_is_in_exactly_one_year(day, begins_after):
    rules = SeatRules(begins_after=begins_after)
    year = rules.year_of(day)
    assert rules.first_day(year) <= day < rules.first_day(year + 1)


@pytest.mark.parametrize(
    ("used", "booked", "said", "is_short"),
    [
        (0, 0, "13 seats left", False),
        (12, 1, "1 seat left", False),
        (12, 2, "1 seat left", True),
        (15, 0, "2 seats more used than agreed", True),
    ],
)
def test_what_is_left(used, booked, said, is_short):
    stands = SeatsOf(1, "York CVS", Allowance(10, 2, 3, 2), used, booked)
    assert (stands.said, stands.is_short) == (said, is_short)


def test_where_nothing_was_agreed_nothing_is_short():
    stands = SeatsOf(1, "York CVS", Allowance(), 2, 3, is_agreed=False)
    assert (stands.said, stands.is_short) == ("Nothing agreed", False)
