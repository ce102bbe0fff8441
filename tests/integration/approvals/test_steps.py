"""Who is asked, in which order (docs/training.md 4.3)."""

from __future__ import annotations

import pytest

from tests.factories import an_event
from tests.integration.approvals.support import (
    Team,
    a_policy,
    an_asking_event,
    book,
    kinds_of,
    letters_to,
    steps_of,
)
from tests.integration.bookings.support import status_of
from training.approvals.domain import NO_MANAGER, NOBODY, Wanted, Way, plan


def test_a_course_asks_nobody_unless_it_says_so():
    assert status_of(book(an_event(), Team().learner)) == "booked"


@pytest.mark.parametrize(
    ("way", "second", "kinds"),
    [
        (Way.MANAGER, False, ["manager"]),
        (Way.AGENCY, False, ["agency"]),
        (Way.BOTH, False, ["manager", "agency"]),
        (Way.BOTH, True, ["manager", "agency", "second"]),
        (Way.NONE, True, ["second"]),
    ],
)
def test_the_steps_stand_in_their_order(way, second, kinds):
    booking = book(an_asking_event(way, second=second), Team().learner)
    assert status_of(booking) == "requested"
    assert kinds_of(booking) == kinds


def test_an_agency_asks_for_its_own_people_and_the_stricter_holds():
    team, other = Team(), Team()
    a_policy(Way.AGENCY, agency=team.agency)
    event = an_asking_event(Way.MANAGER)
    assert kinds_of(book(event, team.learner)) == ["manager", "agency"]
    assert kinds_of(book(event, other.learner)) == ["manager"]
    assert status_of(book(an_event(), other.learner)) == "booked"


def test_whoever_is_missing_is_replaced_and_it_is_said():
    agency = steps_of(book(an_asking_event(), Team(manager=False).learner))
    assert [(one.kind.value, one.why) for one in agency] == [("agency", NO_MANAGER)]
    nobody = steps_of(book(an_asking_event(), Team(manager=False, lead=False).learner))
    assert [(one.kind.value, one.why) for one in nobody] == [("coordinator", NOBODY)]


def test_the_training_team_is_not_asked_twice():
    steps = plan(Wanted(manager=True, second=True), has_manager=False, has_agency=False)
    assert [(one.kind.value, one.why) for one in steps] == [("second", NOBODY)]


def test_the_first_approver_is_written_to_and_the_second_later():
    team = Team()
    book(an_asking_event(Way.BOTH), team.learner)
    (letter,) = letters_to(team.manager)
    assert "Lee Learner asks for a place" in letter.body
    assert "10 places left" in letter.body
    assert "/approvals/link/" not in letter.body
    assert letters_to(team.lead) == []


def test_a_lead_who_books_is_not_asked_about_themselves():
    team = Team()
    team.post.person_id = team.lead.person_id
    from portal.kernel.db import db
    from portal.people.queries import get_person

    db.session.commit()
    booking = book(an_asking_event(Way.AGENCY), get_person(team.lead.person_id))
    assert kinds_of(booking) == ["coordinator"]


def test_booking_says_that_it_has_to_be_approved(client):
    team = Team()
    event = an_asking_event(Way.MANAGER)
    client.sign_in(team.account)
    client.change_budget = 17  # who has to agree is read once
    answer = client.submit(f"/training/events/{event.id}/book")
    assert "You will hear when the booking is approved" in client.follow(answer).text
    assert len(letters_to(team.manager)) == 1
