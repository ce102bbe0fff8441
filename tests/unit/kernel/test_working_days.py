"""Working days in England: what is one, and how far so many reach."""

from datetime import date

import pytest

from portal.kernel import working_days


@pytest.mark.parametrize(
    ("day", "works"),
    [
        (date(2026, 11, 24), True),
        (date(2026, 11, 28), False),  # a Saturday
        (date(2026, 11, 29), False),
        (date(2026, 12, 25), False),
        (date(2026, 12, 28), False),  # in place of Boxing Day, which is a Saturday
        (date(2026, 12, 29), True),
        (date(2027, 3, 26), False),  # Good Friday
        (date(2027, 3, 29), False),  # Easter Monday
        (date(2026, 3, 17), True),  # St Patrick’s Day is none in England
        (date(2027, 8, 2), True),  # nor Scotland’s summer bank holiday
    ],
    ids=str,
)
def test_what_is_a_working_day(day, works):
    assert working_days.is_working_day(day) is works


@pytest.mark.parametrize(
    ("day", "count", "last"),
    [
        (date(2026, 11, 24), 2, date(2026, 11, 26)),  # Tuesday to Thursday
        (date(2026, 11, 26), 2, date(2026, 11, 30)),  # over a weekend
        (date(2026, 11, 27), 2, date(2026, 12, 1)),
        (date(2026, 11, 28), 2, date(2026, 12, 1)),  # what comes at a weekend counts from Monday
        (date(2026, 11, 29), 2, date(2026, 12, 1)),
        (date(2026, 12, 23), 2, date(2026, 12, 29)),  # over Christmas and its substitute day
        (date(2026, 12, 24), 2, date(2026, 12, 30)),
        (date(2026, 12, 31), 1, date(2027, 1, 4)),  # over New Year
        (date(2027, 3, 25), 2, date(2027, 3, 31)),  # over Easter, when the clocks change
        (date(2028, 12, 22), 2, date(2028, 12, 28)),
        (date(2026, 11, 28), 0, date(2026, 11, 28)),
    ],
    ids=str,
)
def test_how_far_they_reach(day, count, last):
    assert working_days.after(day, count) == last


@pytest.mark.parametrize("count", range(1, 15))
def test_counting_back_finds_as_many(count):
    day = date(2026, 12, 18)
    assert working_days.between(day, working_days.after(day, count)) == count


def test_none_are_left_of_what_is_over():
    assert working_days.between(date(2026, 11, 26), date(2026, 11, 26)) == 0
    assert working_days.between(date(2026, 11, 27), date(2026, 11, 26)) == 0


def test_nothing_is_downloaded(monkeypatch):
    working_days._bank_holidays.cache_clear()
    monkeypatch.setattr("socket.socket.connect", lambda *_: pytest.fail("somebody was asked"))
    assert working_days.known_until() > date(2028, 1, 1)
