"""An offer never runs out at night, on a day off, or after the start (docs/training.md 4.4)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.kernel import clock
from training.bookings.domain import OfferRules
from training.bookings.offering import is_booked_at_once, is_quiet, moved_back, moved_on, offer_end

RULES = OfferRules()
FREEZE = timedelta(hours=24)


def london(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=clock.LONDON).astimezone(UTC)


@pytest.mark.parametrize(
    ("now", "starts", "ends"),
    [
        # A Tuesday morning with a week to go: two days.
        ("2026-03-03 10:00", "2026-03-10 10:00", "2026-03-05 10:00"),
        # Half of the two days that are left before the freeze.
        ("2026-03-03 10:00", "2026-03-06 10:00", "2026-03-04 10:00"),
        # It would run out at eight in the evening: ten o'clock next morning.
        ("2026-03-03 20:00", "2026-03-10 10:00", "2026-03-06 10:00"),
        # It would run out at three at night: ten o'clock that morning.
        ("2026-03-03 03:00", "2026-03-10 10:00", "2026-03-05 10:00"),
        # Two days from Thursday afternoon are Saturday: Monday morning.
        ("2026-03-05 15:00", "2026-03-12 10:00", "2026-03-09 10:00"),
        # Good Friday to Easter Monday are days off; and the clocks have gone forward.
        ("2026-04-01 15:00", "2026-04-09 10:00", "2026-04-07 10:00"),
        # Across the night of 28 March to the morning after the clocks went forward.
        ("2026-03-27 16:00", "2026-04-02 10:00", "2026-03-30 10:00"),
        # Across the night of 24 October to the Monday after the clocks went back.
        ("2026-10-23 16:00", "2026-10-29 10:00", "2026-10-26 10:00"),
        # Friday, for Monday at one: the freeze begins on Sunday, so the last working hour before it.
        ("2026-03-06 10:00", "2026-03-09 13:00", "2026-03-06 18:00"),
        # Friday at five, for Monday at one: too little is left of Friday, so Monday morning.
        ("2026-03-06 17:00", "2026-03-09 13:00", "2026-03-09 10:00"),
    ],
)
def test_when_an_offer_runs_out(now, starts, ends):
    starts_at = london(starts)
    assert offer_end(starts_at - FREEZE, starts_at, london(now), RULES) == london(ends)


@given(
    st.datetimes(datetime(2026, 1, 1), datetime(2026, 12, 1)),  # noqa: DTZ001  # London's is added
    st.integers(25, 24 * 9),
)
def test_it_is_never_at_night_or_on_a_day_off_and_never_after_the_start(now, hours):
    now = now.replace(tzinfo=UTC)
    starts_at = now + timedelta(hours=hours)
    until = offer_end(starts_at - FREEZE, starts_at, now, RULES)
    assert now <= until <= starts_at
    assert not is_quiet(until, RULES) or until == now
    assert until - now <= max(RULES.longest_offer, timedelta()) + timedelta(days=5)


@given(st.datetimes(datetime(2026, 1, 1), datetime(2026, 12, 1)))  # noqa: DTZ001  # London's is added
def test_moving_on_and_back_lead_out_of_the_quiet(at):
    at = at.replace(tzinfo=UTC)
    assert moved_back(at, RULES) <= at <= moved_on(at, RULES)
    assert not is_quiet(moved_back(at, RULES), RULES)
    assert not is_quiet(moved_on(at, RULES), RULES)


@pytest.mark.parametrize(
    ("starts", "at_once"),
    [("2026-03-10 10:00", False), ("2026-03-11 10:00", True), ("2026-03-04 10:00", False)],
)
def test_more_than_five_working_days_ahead_nobody_is_asked(starts, at_once):
    assert is_booked_at_once(london(starts), london("2026-03-03 10:00"), RULES) is at_once
