"""When requests end and are reminded of: worked examples over bank holidays and changes of the clock."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from training.approvals.domain import ApprovalRules, remind_at, runs_out


def utc(month, day, hour, minute=0):
    return datetime(2026, month, day, hour, minute, tzinfo=UTC)


@pytest.mark.parametrize(
    ("asked", "ends", "reminded"),
    [
        # An ordinary week: the following Tuesday, and Monday morning.
        (utc(3, 3, 12), utc(3, 10, 17), utc(3, 9, 9)),
        # Good Friday and Easter Monday do not count; 5pm of summer is 4pm by the sun.
        (utc(4, 2, 10), utc(4, 13, 16), utc(4, 10, 8)),
        # The clocks go forward on 29 March, and Easter is on the way.
        (utc(3, 27, 10), utc(4, 7, 16), utc(4, 2, 8)),
        # The clocks go back on 25 October.
        (utc(10, 22, 10), utc(10, 29, 17), utc(10, 28, 9)),
        # The first Monday in May is a holiday.
        (utc(5, 1, 10), utc(5, 11, 16), utc(5, 8, 8)),
        # Half past midnight in London is the first of May, and not the last of April.
        (utc(4, 30, 23, 30), utc(5, 11, 16), utc(5, 8, 8)),
        # Christmas Day, and the Monday instead of a Boxing Day on a Saturday.
        (utc(12, 21, 10), utc(12, 30, 17), utc(12, 29, 9)),
        # Asked on a Sunday: Monday is the first day.
        (utc(3, 8, 10), utc(3, 13, 17), utc(3, 12, 9)),
    ],
)
def test_requests_end_and_are_reminded_of_on_working_days(asked, ends, reminded):
    rules = ApprovalRules()
    assert runs_out(asked, None, None, rules) == ends
    assert remind_at(asked, ends, rules) == reminded
