"""When a register is open, and what its marks come to (docs/training.md 4.6)."""

from __future__ import annotations

from datetime import timedelta
from fractions import Fraction

import pytest

from tests.conftest import NOW
from training.attendance.domain import (
    AttendanceMark,
    Marked,
    MarksMissing,
    RegisterClosed,
    RegisterNotOpen,
    RegisterRules,
    Window,
    suggested_result,
)
from training.attendance.forms import read_bad_minutes, read_marks, read_seen
from training.bookings.domain import BookingStatus

P, L, E, A, X = (
    Marked(AttendanceMark(word)) for word in ("present", "late", "left_early", "absent", "excused")
)
ATTENDED, PART, NO_SHOW, EXCUSED = (BookingStatus(w) for w in ("attended", "part", "no_show", "excused"))
WINDOW = Window(NOW, NOW + timedelta(hours=3))


@pytest.mark.parametrize(
    ("marks", "result"),
    [
        ([P], ATTENDED),
        ([P, L], ATTENDED),
        ([E], PART),
        ([P, A], PART),
        ([P, A, A], NO_SHOW),
        ([E, A], NO_SHOW),
        ([P, E, A], PART),
        ([A], NO_SHOW),
        ([X], EXCUSED),
        ([A, X], EXCUSED),
        ([P, X], PART),
        ([P, None], None),
        ([], None),
    ],
)
def test_what_equal_sittings_come_to(marks, result):
    assert suggested_result([(mark, 180) for mark in marks]) is result


def test_minutes_count_and_not_the_number_of_sittings():
    assert suggested_result([(P, 60), (A, 300)]) is NO_SHOW
    assert suggested_result([(P, 300), (A, 60)]) is PART


def test_the_shares_are_settings():
    strict = RegisterRules(part_from=Fraction(3, 4), left_early_counts=Fraction(4, 5))
    assert suggested_result([(P, 60), (A, 60)], strict) is NO_SHOW
    assert suggested_result([(E, 60)], strict) is PART


@pytest.mark.parametrize(
    ("after_start", "is_open"),
    [
        (timedelta(minutes=-15, seconds=-1), False),
        (timedelta(minutes=-15), True),
        (timedelta(days=14, hours=3), True),
        (timedelta(days=14, hours=3, seconds=1), False),
    ],
)
def test_open_from_15_minutes_before_until_14_days_after(after_start, is_open):
    assert WINDOW.is_open(NOW + after_start) is is_open


def test_those_who_run_training_may_come_late_but_not_early():
    WINDOW.refuse_unless_open(NOW + timedelta(days=99), to_staff=True)
    with pytest.raises(RegisterClosed):
        WINDOW.refuse_unless_open(NOW + timedelta(days=99), to_staff=False)
    with pytest.raises(RegisterNotOpen):
        WINDOW.refuse_unless_open(NOW - timedelta(hours=1), to_staff=True)


def test_only_marks_that_the_page_offers_are_read():
    posted = {
        "mark-7": "present",
        "mark-8": "dancing",
        "mark-x": "late",
        "other": "late",
        "mark-9": "",
        "mark-6": "not_set",
        "mark-\u00b2": "late",
        f"mark-{'9' * 5000}": "late",
    }
    assert read_marks(posted) == {7: P, 6: None}


def test_minutes_stand_beside_late_alone():
    posted = {"mark-7": "late", "minutes-7": " 20 ", "mark-8": "present", "minutes-8": "20"}
    assert read_marks(posted) == {7: Marked(AttendanceMark.LATE, 20), 8: P}
    assert read_bad_minutes(posted) == {}


@pytest.mark.parametrize("given", ["soon", "-5", "601", "1.5", "\u00b2", "9" * 5000])
def test_what_is_no_number_of_minutes_is_named(given):
    assert read_bad_minutes({"mark-7": "late", "minutes-7": given}) == {7: given}


@pytest.mark.parametrize(
    ("seen", "marked"),
    [("", None), ("present", P), ("late", L), ("late:12", Marked(AttendanceMark.LATE, 12))],
)
def test_what_stood_on_the_page_is_read(seen, marked):
    assert read_seen({"seen-7": seen}) == {7: marked}


@pytest.mark.parametrize(("minutes", "result"), [(None, ATTENDED), (30, ATTENDED), (31, NO_SHOW)])
def test_too_late_has_missed_the_sitting(minutes, result):
    assert suggested_result([(Marked(AttendanceMark.LATE, minutes), 180)]) is result


def test_a_reopened_register_stays_open_to_its_trainers_for_so_long():
    reopened = Window(NOW, NOW, reopened_until=NOW + timedelta(days=40))
    assert reopened.is_open(NOW + timedelta(days=40))
    assert not reopened.is_open(NOW + timedelta(days=40, seconds=1))
    assert Window(NOW, NOW, reopened_until=NOW).is_open(NOW + timedelta(days=14))


def test_missing_marks_are_counted_in_words():
    assert MarksMissing(1).message.startswith("1 person has no mark")
    assert MarksMissing(3).message.startswith("3 people have no mark")
