from __future__ import annotations

from datetime import date

import pytest

from training.champions.domain import AppointmentWindow, Span, is_free

TODAY = date(2026, 3, 3)


@pytest.mark.parametrize(
    ("one", "other", "overlap"),
    [
        (Span(date(2026, 1, 1)), Span(date(2026, 9, 1)), True),
        (Span(date(2026, 1, 1), date(2026, 3, 1)), Span(date(2026, 3, 1)), True),
        (Span(date(2026, 1, 1), date(2026, 2, 28)), Span(date(2026, 3, 1)), False),
        (Span(date(2026, 3, 1)), Span(date(2026, 1, 1), date(2026, 2, 28)), False),
        (Span(date(2026, 1, 1), date(2026, 5, 1)), Span(date(2026, 2, 1), date(2026, 3, 1)), True),
    ],
)
def test_spans_overlap_when_they_share_a_day(one, other, overlap):
    assert one.overlaps(other) is overlap
    assert is_free(one, [other]) is not overlap


@pytest.mark.parametrize(
    ("day", "inside"),
    [
        (TODAY, True),
        (date(2025, 3, 3), True),
        (date(2025, 3, 2), False),
        (date(2027, 3, 3), True),
        (date(2027, 3, 4), False),
    ],
)
def test_a_window_is_a_year_each_way(day, inside):
    assert AppointmentWindow().holds(day, TODAY) is inside
