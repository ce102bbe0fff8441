"""Deciding a request as somebody who is signed in."""

from __future__ import annotations

import pytest

from portal.kernel import clock
from portal.kernel.access import Role
from portal.kernel.db import db, unit_of_work
from portal.kernel.errors import NotFound
from tests.factories import a_booking, actor_of, someone
from tests.integration.approvals.support import (
    Team,
    an_asking_event,
    book,
    decisions,
    letters_to,
    name_of,
    request_of,
    step_of,
)
from tests.integration.bookings.support import history_of, letters_about, places, status_of
from tests.support.pages import errors_on
from training.approvals import checks, services
from training.approvals.domain import AlreadyDecided, Decide, Way


@pytest.fixture
def client(client):
    """The last answer is a booking as well, with all that is looked at again."""
    client.change_budget = 24
    return client


@pytest.fixture
def team():
    return Team()


def agree(step_id, account, **more):
    with unit_of_work():
        return services.decide(actor_of(account), Decide(step_id, agrees=True, **more))


def clean() -> bool:
    return not [*checks.find_out_of_step(), *checks.find_skipped_steps()]


def test_the_last_step_gives_the_place(client, team):
    booking = book(an_asking_event(Way.BOTH), team.learner)
    client.sign_in(team.manager)
    assert "1 of 2: line manager" in client.get("/approvals").text
    client.submit(f"/approvals/{step_of(booking)}", answer="agree")
    assert (status_of(booking), len(letters_to(team.lead))) == ("requested", 1)
    assert "No requests wait for you" in client.get("/approvals").text
    client.sign_in(team.lead)
    assert "1 request waits for your answer" in client.get("/").text
    client.submit(f"/approvals/{step_of(booking, 2)}", answer="agree")
    assert history_of(booking) == ["requested", "booked"]
    assert [one.capacity.value for one in decisions()] == ["manager", "agency"]
    assert request_of(booking).ended_as == "booked"
    assert clean()


def test_declining_needs_a_reason_and_ends_the_booking(client, team):
    booking = book(an_asking_event(Way.BOTH), team.learner)
    client.sign_in(team.manager)
    page = f"/approvals/{step_of(booking)}"
    assert errors_on(client.submit(page, answer="decline").text) == [
        "Enter why you do not agree. The person will read it"
    ]
    assert errors_on(client.submit(page).text) == ["Select whether you agree"]
    client.submit(page, answer="decline", reason="We are too few that week")
    assert status_of(booking) == "declined"
    assert clean()
    assert letters_about(booking) == ["requested", "declined"]
    assert "declined by the line manager" in client.get(page).text


def test_the_approver_sees_how_full_it_is(client, team):
    event = an_asking_event(capacity=1)
    a_booking(event)
    a_booking(event, status="waiting")
    booking = book(event, team.learner)
    client.sign_in(team.manager)
    page = client.get(f"/approvals/{step_of(booking)}").text
    assert "No place is left" in page
    assert "1 person is on the waiting list" in page
    client.submit(f"/approvals/{step_of(booking)}", answer="agree")
    assert (status_of(booking), places(event)) == ("waiting", (1, 1))


def test_two_approvers_at_once_the_second_is_told(team):
    second = team.colleague("Lou", "Lead", Role.AGENCY_LEAD)
    booking = book(an_asking_event(Way.AGENCY), team.learner)
    step = step_of(booking)
    agree(step, team.lead)
    with pytest.raises(AlreadyDecided):
        agree(step, second)
    assert len(decisions()) == 1


def test_nobody_else_decides(client, team):
    booking = book(an_asking_event(), team.learner)
    for account in (team.lead, team.account, someone(Role.LINE_MANAGER), Team().manager):
        client.sign_in(account)
        assert client.get(f"/approvals/{step_of(booking)}").status_code == 404
        with pytest.raises(NotFound):
            agree(step_of(booking), account)
    assert decisions() == []


def test_a_manager_who_has_left_decides_no_longer(team):
    booking = book(an_asking_event(), team.learner)
    team.post.manager_id = team.lead.person_id
    db.session.commit()
    with pytest.raises(NotFound):
        agree(step_of(booking), team.manager)
    agree(step_of(booking), team.lead)
    assert status_of(booking) == "booked"


def test_a_closed_account_decides_no_longer(team):
    booking = book(an_asking_event(), team.learner)
    team.manager.closed_at = clock.now()
    db.session.commit()
    with pytest.raises(NotFound):
        agree(step_of(booking), team.manager)


def test_a_second_step_is_not_decided_before_the_first(team):
    booking = book(an_asking_event(Way.BOTH), team.learner)
    with pytest.raises(AlreadyDecided):
        agree(step_of(booking, 2), team.lead)


def test_coordinators_decide_for_others_and_say_why(client, team):
    booking = book(an_asking_event(), team.learner)
    client.sign_in(someone(Role.COORDINATOR))
    assert "Lee Learner" not in client.get("/approvals").text
    assert "Lee Learner" in client.get("/approvals?whose=all").text
    page = f"/approvals/{step_of(booking)}"
    assert "somebody else’s to decide" in client.get(page).text
    assert errors_on(client.submit(page, answer="agree").text) == [
        "Enter why you decide this for somebody else"
    ]
    client.submit(page, answer="agree", reason="She agreed on the telephone")
    assert (status_of(booking), decisions()[0].capacity.value) == ("booked", "team")


def test_a_coordinator_decides_a_second_stage_but_never_their_own(client):
    coordinator, other = someone(Role.COORDINATOR), someone(Role.COORDINATOR)
    from portal.people.queries import get_person

    booking = book(an_asking_event(Way.NONE, second=True), get_person(coordinator.person_id))
    with pytest.raises(NotFound), unit_of_work():
        services.decide(actor_of(coordinator, Role.COORDINATOR), Decide(step_of(booking), agrees=True))
    client.sign_in(other)
    client.submit(f"/approvals/{step_of(booking)}", answer="agree")
    assert status_of(booking) == "booked"


def test_the_learner_sees_whose_turn_it_is(client, team):
    booking = book(an_asking_event(Way.BOTH), team.learner)
    client.sign_in(team.account)
    said = "Waits for step 1 of 2: your line manager. They are asked until"
    assert said in client.get("/my-training").text
    assert said in client.get(f"/bookings/{booking.id}").text
    assert name_of(team.manager) not in client.get(f"/bookings/{booking.id}").text


def test_a_withdrawn_request_is_asked_about_no_longer(client, team):
    booking = book(an_asking_event(), team.learner)
    assert letters_to(team.manager)
    client.sign_in(team.account)
    client.submit(f"/bookings/{booking.id}/withdraw")
    assert status_of(booking) == "withdrawn"
    assert clean()
    assert [one.state.value for one in letters_to(team.manager)] == ["closed"]
    client.sign_in(team.manager)
    assert "This request ended" in client.get(f"/approvals/{step_of(booking)}").text
