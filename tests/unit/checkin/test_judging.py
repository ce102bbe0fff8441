"""What becomes of somebody at the door, reason by reason."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from training.attendance.domain import AttendanceMark, Marked
from training.bookings.domain import BookingStatus
from training.checkin.domain import CheckInRules, Outcome, Visit, judge, mark_of_arrival

START = datetime(2026, 3, 3, 10, 0, tzinfo=UTC)
BOOKED = Visit(START - timedelta(minutes=15), START + timedelta(hours=3), BookingStatus.BOOKED)


def at(minutes: float) -> datetime:
    return START + timedelta(minutes=minutes)


@pytest.mark.parametrize(
    ("minutes", "outcome"),
    [
        (-16, Outcome.TOO_EARLY),
        (-15, Outcome.IN),
        (0, Outcome.IN),
        (180, Outcome.IN),
        (181, Outcome.TOO_LATE),
    ],
)
def test_the_door_is_open_from_a_little_before_until_the_end(minutes, outcome):
    assert judge(BOOKED, at(minutes)) is outcome


@pytest.mark.parametrize(
    ("more", "outcome"),
    [
        ({"is_event_cancelled": True}, Outcome.CANCELLED),
        ({"status": BookingStatus.WAITING}, Outcome.WAITING),
        ({"status": BookingStatus.REQUESTED}, Outcome.WAITING),
        ({"status": BookingStatus.WITHDRAWN}, Outcome.CANCELLED),
        ({"status": None}, Outcome.NOT_BOOKED),
        ({"status": None, "is_expected_elsewhere": True}, Outcome.WRONG_EVENT),
        ({"status": BookingStatus.OFFERED}, Outcome.IN),
        ({"mark": Marked(AttendanceMark.PRESENT)}, Outcome.ALREADY_IN),
        ({"mark": Marked(AttendanceMark.LATE, 9)}, Outcome.ALREADY_IN),
        ({"mark": Marked(AttendanceMark.ABSENT)}, Outcome.AMBIGUOUS),
        ({"mark": Marked(AttendanceMark.EXCUSED)}, Outcome.AMBIGUOUS),
        ({"is_confirmed": True}, Outcome.TOO_LATE),
    ],
)
def test_each_reason(more, outcome):
    assert judge(replace(BOOKED, **more), at(0)) is outcome


@pytest.mark.parametrize(
    ("minutes", "marked"),
    [
        (-10, Marked(AttendanceMark.PRESENT)),
        (5, Marked(AttendanceMark.PRESENT)),
        (5.1, Marked(AttendanceMark.LATE, 5)),
        (47, Marked(AttendanceMark.LATE, 47)),
        (9000, Marked(AttendanceMark.LATE, 600)),
    ],
)
def test_who_comes_after_the_grace_is_late_by_minutes(minutes, marked):
    assert mark_of_arrival(START, at(minutes), CheckInRules()) == marked
