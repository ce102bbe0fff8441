from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from training.bookings.domain import BookingStatus
from training.catalogue.domain import EventState
from training.evaluation.domain import (
    NEWEST_SHIPPED,
    OF_LEARNERS,
    QUESTIONS,
    STATEMENTS,
    EvaluationForm,
    FormTimes,
    Secrecy,
    Standing,
    distribution,
    paired_change,
)

BEFORE, AFTER, LATER = OF_LEARNERS
START = datetime(2026, 3, 3, 9, 30, tzinfo=UTC)
END = START + timedelta(hours=3)
WEEK = timedelta(weeks=1)


def standing(status=BookingStatus.ATTENDED, **given):
    dates = {"starts_at": START, "ends_at": END, "state": EventState.OPEN}
    return Standing(**{**dates, "status": status, **given})


def turn(form, now, times=None, **given):
    return standing(**given).turn(form, now, times or FormTimes()).value


def test_counts_each_rating_and_nothing_that_is_none():
    found = distribution(STATEMENTS[0], [5, 5, 2, 9])
    assert found.counts == {1: 0, 2: 1, 3: 0, 4: 0, 5: 2}
    assert (found.n, found.mean) == (3, 4.0)
    assert distribution(STATEMENTS[0], []).mean is None


@pytest.mark.parametrize("version", QUESTIONS)
def test_statement_keys_are_unique(version):
    assert len({one.key for one in QUESTIONS[version]}) == len(QUESTIONS[version])


def test_five_statements_are_asked_three_times():
    asked = [{one.key for one in NEWEST_SHIPPED.asked_on(form)} for form in OF_LEARNERS]
    assert len(asked[0] & asked[1] & asked[2]) == 5
    assert len(asked[1]) == 7


@pytest.mark.parametrize(("answers", "shown"), [(0, False), (4, False), (5, True)])
def test_groups_under_five_are_hidden(answers, shown):
    assert Secrecy().may_show(answers) is shown


@pytest.mark.parametrize(
    ("form", "now", "is_turn"),
    [
        (BEFORE, START - timedelta(seconds=1), "open"),
        (BEFORE, START, "over"),
        (AFTER, END, "open"),
        (AFTER, END + 14 * WEEK - timedelta(seconds=1), "open"),
        (AFTER, END + 14 * WEEK, "over"),
        (LATER, END + 8 * WEEK - timedelta(seconds=1), "not_yet"),
        (LATER, END + 8 * WEEK, "open"),
        (LATER, END + 14 * WEEK, "over"),
    ],
)
def test_when_each_form_is_open(form, now, is_turn):
    assert turn(form, now) == is_turn


def test_nothing_opens_again_once_the_keys_are_deleted():
    assert turn(AFTER, END + WEEK, is_closed=True) == turn(LATER, END + 9 * WEEK, is_closed=True) == "over"


def test_the_later_form_is_open_for_a_week_whatever_is_chosen():
    times = FormTimes(later_opens=20 * WEEK, later_closes=4 * WEEK)
    assert turn(LATER, END + 20 * WEEK, times) == "open"
    assert turn(LATER, END + 21 * WEEK, times) == "over"


@pytest.mark.parametrize(
    ("status", "forms"),
    [
        (BookingStatus.BOOKED, [BEFORE]),
        (BookingStatus.ATTENDED, [AFTER, LATER]),
        (BookingStatus.PART, [AFTER, LATER]),
        (BookingStatus.NO_SHOW, []),
    ],
)
def test_whom_each_form_concerns(status, forms):
    assert [form for form in EvaluationForm if standing(status).concerns(form)] == forms


class TestChange:
    def test_is_the_mean_with_students_interval(self):
        change = paired_change([1, 2, 0, 1, 3, 1])  # t = 2.5706 with 5 degrees of freedom, s = 1.0328
        assert (change.n, round(change.mean, 3)) == (6, 1.333)
        assert (round(change.low, 3), round(change.high, 3)) == (0.249, 2.417)

    @pytest.mark.parametrize(
        ("differences", "said"),
        [
            ([1, 2, 0, 1, 3, 1], "Rose by 1.3 points on average (95% interval +0.2 to +2.4, n = 6)"),
            ([-1, -2, 0, -1, -3, -1], "Fell by 1.3 points on average (95% interval −2.4 to −0.2, n = 6)"),  # noqa: RUF001
            ([1, -1, 0, 1, -1], "No clear change: 0.0 points on average (95% interval −1.2 to +1.2, n = 5)"),  # noqa: RUF001
        ],
    )
    def test_says_whether_it_is_clear(self, differences, said):
        assert paired_change(differences).sentence == said

    def test_is_not_certain_where_all_changed_alike(self):
        change = paired_change([1] * 5)
        assert change.low < 1 < change.high

    def test_is_none_of_fewer_than_two(self):
        assert paired_change([]) is paired_change([3]) is None
