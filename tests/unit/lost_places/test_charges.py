"""What a lost place costs, and which year it belongs to."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from portal.kernel.months import year_of
from portal.people.domain import AgencyKind
from training.lost_places.rules import Charges, LedgerRules, Length, length_of, year_said, year_span

RULES = LedgerRules()
HOURS = timedelta(hours=1)


@pytest.mark.parametrize(
    ("days", "length"),
    [
        ([4 * HOURS], Length(1, 0)),
        ([4 * HOURS + timedelta(minutes=1)], Length(0, 1)),
        ([3 * HOURS, 6 * HOURS, 6 * HOURS], Length(1, 2)),
        ([], Length(0, 0)),
    ],
)
def test_each_day_is_half_or_full(days, length):
    assert length_of(days, RULES) == length


def test_every_kind_of_agency_has_its_charges():
    for kind in AgencyKind:
        assert Charges().of(kind, Length(1, 1)) == (0 if kind is AgencyKind.VOLUNTARY else 140)


def test_days_add_up():
    assert Charges(school_half=10, school_full=100).of(AgencyKind.SCHOOL, Length(2, 3)) == 320


@pytest.mark.parametrize(
    ("day", "year"), [(date(2026, 3, 31), 2025), (date(2026, 4, 1), 2026), (date(2026, 12, 31), 2026)]
)
def test_the_year_begins_in_april(day, year):
    assert year_of(day, RULES.year_begins) == year
    first, after = year_span(year, RULES)
    assert first <= day < after
    assert year_said(year, RULES) == f"{year}/{year - 1999}"


def test_or_in_january():
    january = LedgerRules(year_begins=0)
    assert year_of(date(2026, 1, 1), january.year_begins) == 2026
    assert year_said(2026, january) == "2026"
