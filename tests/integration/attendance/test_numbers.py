"""The numbers of registers are the partnership's."""

from __future__ import annotations

from datetime import timedelta

from portal.kernel import clock
from tests.factories_partnership import a_part
from training.attendance.domain import AttendanceMark, Marked, Window, suggested_result
from training.bookings.domain import BookingStatus


def test_a_register_opens_as_early_as_the_partnership_says():
    start = clock.now() + timedelta(minutes=60)
    assert not Window(start, start).has_opened(clock.now())
    a_part("rules.registers", opens_before=60)
    assert Window(start, start).has_opened(clock.now())


def test_part_of_an_event_counts_from_the_partnerships_share():
    marks = [(Marked(AttendanceMark.PRESENT), 40), (Marked(AttendanceMark.ABSENT), 60)]
    assert suggested_result(marks) is BookingStatus.NO_SHOW
    a_part("rules.registers", part_from=40)
    assert suggested_result(marks) is BookingStatus.PART
