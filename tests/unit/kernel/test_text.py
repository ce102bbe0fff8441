from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from portal.kernel import clock, text

WINTER = datetime(2026, 3, 3, 14, 30, tzinfo=UTC)
SUMMER = datetime(2026, 7, 1, 23, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("write", "value", "words"),
    [
        (text.day, date(2026, 3, 3), "3 March 2026"),
        (text.long_day, date(2026, 3, 3), "Tuesday 3 March 2026"),
        (text.clock_time, WINTER, "2:30pm"),
        (text.clock_time, WINTER.replace(hour=9, minute=0), "9am"),
        (text.clock_time, WINTER.replace(hour=0, minute=5), "12:05am"),
        (text.clock_time, WINTER.replace(hour=12, minute=0), "midday"),
        (text.clock_time, WINTER.replace(hour=0, minute=0), "midnight"),
        (text.moment, SUMMER, "2 July 2026 at 12:30am"),
        (text.listed, ["a"], "a"),
        (text.listed, ["a", "b", "c"], "a, b and c"),
        (text.folded, "  Zoë  O’Neill ", "zoe o’neill"),
    ],
)
def test_written_in_british_form(write, value, words: str) -> None:
    assert write(value) == words


def test_a_span_within_a_day_names_it_once() -> None:
    end = WINTER.replace(hour=16, minute=0)
    assert text.span(WINTER, end) == "Tuesday 3 March 2026, 2:30pm to 4pm"


def test_a_span_over_midnight_names_both_days() -> None:
    end = datetime(2026, 3, 4, 9, tzinfo=UTC)
    assert text.span(WINTER, end) == "Tuesday 3 March 2026, 2:30pm to Wednesday 4 March 2026, 9am"


@pytest.mark.parametrize(("count", "words"), [(0, "0 places"), (1, "1 place"), (1200, "1,200 places")])
def test_counts_agree_with_their_word(count: int, words: str) -> None:
    assert text.plural(count, "place") == words


def test_irregular_plurals_are_given() -> None:
    assert text.plural(2, "person", "people") == "2 people"


def test_today_is_london_s_day_in_summer(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: SUMMER)
    assert clock.today() == date(2026, 7, 2)


@pytest.mark.parametrize(
    ("day", "hour"), [(date(2026, 3, 28), 9), (date(2026, 3, 29), 8), (date(2026, 10, 25), 9)]
)
def test_nine_in_london_on_both_sides_of_a_clock_change(day: date, hour: int) -> None:
    assert clock.at_london(day, datetime(2026, 1, 1, 9, tzinfo=UTC).time()).hour == hour
