"""By when somebody who asks to join is answered, and what is left when the clock stands."""

from datetime import date, timedelta

import pytest

from portal.registrations.domain import RegistrationRules, RequestState, due_on, left_on
from portal.registrations.models import RegistrationRequest

THURSDAY = date(2026, 11, 26)


def test_two_working_days_unless_the_partnership_says_otherwise():
    assert due_on(date(2026, 11, 24), RegistrationRules()) == THURSDAY
    assert due_on(date(2026, 11, 24), RegistrationRules(answered_within=timedelta(days=5))) == date(
        2026, 12, 1
    )


@pytest.mark.parametrize(
    ("asked_on", "left"),
    [
        (date(2026, 11, 24), 2),
        (date(2026, 11, 25), 1),
        (THURSDAY, 1),  # on the last day there is one left, or nobody could ask
        (date(2026, 11, 27), 1),
        (date(2026, 12, 24), 1),
    ],
)
def test_what_is_left_when_a_question_is_asked(asked_on, left):
    assert left_on(asked_on, THURSDAY) == left


@pytest.mark.parametrize(
    ("state", "today", "overdue"),
    [
        (RequestState.WAITING, THURSDAY, False),
        (RequestState.WAITING, date(2026, 11, 27), True),
        (RequestState.ASKED, date(2026, 11, 27), False),
        (RequestState.REFUSED, date(2026, 11, 27), False),
    ],
)
def test_when_it_is_overdue(state, today, overdue):
    assert RegistrationRequest(state=state, due_on=THURSDAY).is_overdue(today) is overdue


def test_every_state_has_words_and_a_colour():
    assert len({one.label for one in RequestState}) == len(RequestState)
    assert all(one.colour for one in RequestState)
    assert [one for one in RequestState if one.is_open] == [RequestState.WAITING, RequestState.ASKED]
