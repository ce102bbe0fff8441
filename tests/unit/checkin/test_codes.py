"""Codes of a room: how long each is valid, whose it is, and nights on which clocks change."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest

from training.checkin.codes import RoomCodes, in_groups

CODES = RoomCodes("only for tests", timedelta(seconds=30), timedelta(seconds=60))
SHOWN_AT = datetime(2026, 3, 3, 10, 0, tzinfo=UTC)


def after(seconds: float, since: datetime = SHOWN_AT) -> datetime:
    return since + timedelta(seconds=seconds)


@pytest.mark.parametrize(
    ("seconds", "is_valid"), [(0, True), (29, True), (59, True), (60, False), (61, False)]
)
def test_a_code_is_valid_for_a_minute_from_when_it_appeared(seconds, is_valid):
    assert CODES.accepts(7, CODES.shown(7, SHOWN_AT), after(seconds)) is is_valid


def test_the_screen_changes_every_half_minute():
    assert CODES.shown(7, after(29)) == CODES.shown(7, SHOWN_AT)
    assert CODES.shown(7, after(30)) != CODES.shown(7, SHOWN_AT)
    assert CODES.changes_at(after(12)) == after(30)


def test_a_code_of_the_future_is_not_valid_yet():
    assert not CODES.accepts(7, CODES.shown(7, after(30)), after(29))


def test_another_sitting_and_another_secret_have_other_codes():
    other = RoomCodes("another secret", CODES.changes, CODES.valid)
    assert not CODES.accepts(8, CODES.shown(7, SHOWN_AT), SHOWN_AT)
    assert not other.accepts(7, CODES.shown(7, SHOWN_AT), SHOWN_AT)


@pytest.mark.parametrize("night", [datetime(2026, 3, 29, tzinfo=UTC), datetime(2026, 10, 25, tzinfo=UTC)])
def test_a_change_of_clocks_neither_stretches_nor_shortens_a_code(night):
    for minutes in range(0, 150, 7):
        shown = night + timedelta(minutes=minutes)
        code = CODES.shown(7, shown)
        assert [CODES.accepts(7, code, after(more, shown)) for more in (59, 61)] == [True, False]
    steps = [CODES.shown(7, night + timedelta(seconds=30 * step)) for step in range(300)]
    assert all(one != following for one, following in pairwise(steps))


def test_a_code_is_accepted_while_it_is_shown_whatever_the_rules_say():
    slow = RoomCodes("only for tests", timedelta(seconds=300), timedelta(seconds=10))
    assert slow.accepts(7, slow.shown(7, SHOWN_AT), after(299))


@pytest.mark.parametrize("typed", ["", "12345", "é" * 6, "\uff11\uff12\uff13\uff14\uff15\uff16", "0" * 2000])
def test_what_is_no_code_is_not_accepted(typed):
    assert not CODES.accepts(7, typed, SHOWN_AT)


def test_codes_have_six_digits_in_two_groups():
    assert all(len(CODES.shown(sitting, SHOWN_AT)) == 6 for sitting in range(200))
    assert in_groups("012345") == "012 345"


def test_a_phone_is_known_at_one_sitting_and_not_at_the_next():
    assert CODES.device(7, "cookie") == CODES.device(7, "cookie")
    assert CODES.device(7, "cookie") != CODES.device(8, "cookie")
    assert CODES.device(7, "") == ""
