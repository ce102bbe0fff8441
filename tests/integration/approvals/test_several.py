"""Deciding several requests at once: ticked, counted, answered."""

from __future__ import annotations

import pytest

from portal.kernel.access import Role
from tests.factories import a_person, a_post, saved
from tests.integration.approvals.support import Team, an_asking_event, book, decisions, name_of, step_of
from tests.integration.bookings.support import status_of
from tests.support.pages import errors_on


@pytest.fixture
def client(client):
    """Each answer is a booking with all that is looked at again."""
    client.change_budget = 120
    return client


@pytest.fixture
def team():
    return Team()


@pytest.fixture
def asked(client, team):
    """Three who wait for the manager, who is signed in."""
    event, people = an_asking_event(capacity=2), [saved(a_person()) for _ in range(3)]
    for one in people:
        saved(a_post(one, team.agency, manager_id=team.manager.person_id))
    client.sign_in(team.manager)
    return [book(event, one) for one in people]


def check(*bookings) -> str:
    return "/approvals/several/check?" + "&".join(f"step={step_of(one)}" for one in bookings)


def states(bookings) -> list[str]:
    return [status_of(one) for one in bookings]


def test_those_ticked_are_shown_with_their_number_before_anything_is_sent(client, asked):
    assert "Decide several at once" in client.get("/approvals").text
    ticked = [str(step_of(one)) for one in asked[:2]]
    page = client.submit("/approvals/several", form="main form", press="Look at those ticked", step=ticked)
    assert "Your answer to 2 requests" in page.text
    assert name_of(asked[2]) not in page.text
    assert decisions() == []


def test_one_answer_decides_all_of_them(client, asked):
    answer = client.submit(check(*asked[:2]), answer="agree")
    assert "You have agreed to 2 requests" in client.follow(answer).text
    assert states(asked) == ["booked", "booked", "requested"]


def test_all_of_them_and_what_cannot_be_had_is_said_first(client, asked):
    page = client.submit("/approvals/several", form="main form", press="Look at all 3").text
    assert "has 2 places left for 3" in page
    client.submit("/approvals/several/check?everybody=1", answer="agree")
    assert states(asked) == ["booked", "booked", "waiting"]


def test_declining_needs_a_reason(client, asked):
    said = client.submit(check(*asked), answer="decline")
    assert errors_on(said.text) == ["Enter why you do not agree. The person will read it"]
    assert errors_on(client.submit(check(*asked)).text) == ["Select whether you agree"]
    client.submit(check(*asked), answer="decline", reason="We are too few")
    assert states(asked) == ["declined"] * 3


def test_of_nothing_or_of_others_there_is_nothing_to_decide(client, asked):
    other = Team()
    theirs = book(an_asking_event(), other.learner)
    for tail in ("", f"?step={step_of(theirs)}", "?step=x", f"?step={10**30}"):
        answer = client.get("/approvals/several/check" + tail)
        assert "None is chosen that waits for you" in client.follow(answer).text
    client.submit(check(asked[0], theirs), answer="agree")
    assert (status_of(asked[0]), status_of(theirs)) == ("booked", "requested")


def test_sent_twice_it_is_done_once(client, asked):
    page = client.get(check(*asked[:2])).text
    token = page.split('name="csrf_token" value="')[1].split('"')[0]
    sent = {"csrf_token": token, "answer": "agree", "reason": ""}
    for _ in range(2):
        client.post(check(*asked[:2]), data=sent)
    assert len(decisions()) == 2


def test_nobody_else_sees_them(client, team, asked):
    for account in (team.lead, team.account, team.colleague("Al", "Other", Role.LINE_MANAGER)):
        client.sign_in(account)
        assert "No requests wait for you" in client.get("/approvals/several").text
        assert client.get(check(*asked)).status_code == 302
