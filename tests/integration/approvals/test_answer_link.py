"""Deciding by the link of a letter, without signing in."""

from __future__ import annotations

from datetime import timedelta

import pytest

from portal.kernel import clock
from portal.kernel.access import Role
from portal.kernel.db import db
from portal.people.domain import ContactWay
from portal.people.queries import get_person
from tests.integration.approvals.support import (
    Team,
    an_asking_event,
    book,
    decisions,
    letters_to,
    link_of,
    name_of,
    step_of,
)
from tests.integration.bookings.support import letters_about, status_of
from tests.integration.trail.test_before_and_after import entries
from tests.support.pages import errors_on, heading_on
from training.approvals.domain import Way
from training.catalogue.models import Course


@pytest.fixture
def client(client):
    """Nobody is signed in; an answer is a booking as well, with all that is looked at again."""
    client.change_budget = 24
    return client


@pytest.fixture
def team():
    return Team()


@pytest.fixture
def booking(team):
    return book(an_asking_event(), team.learner)


def token_of(client, link) -> str:
    return client.get(link).text.split('name="csrf_token" value="')[1].split('"')[0]


def test_opening_the_link_changes_nothing(client, team, booking):
    page = client.get(link_of(team.manager)).text
    assert "Lee Learner asks for a place" in page
    assert "10 places left" in page
    assert (status_of(booking), decisions()) == ("requested", [])


def test_what_looks_through_mail_decides_nothing_and_uses_nothing_up(client, team, booking):
    """Scanners ask for the head of a link, and open it, before anybody reads the letter."""
    link = link_of(team.manager)
    logged = len(entries("agree_to_booking")) + len(entries("refuse_booking"))
    for ask in (client.head, client.get, client.head):
        assert ask(link).status_code == 200
    assert (status_of(booking), decisions()) == ("requested", [])
    assert len(entries("agree_to_booking")) + len(entries("refuse_booking")) == logged
    assert client.submit(link, answer="agree").status_code == 302
    assert client.head(link).status_code == 200
    assert (status_of(booking), len(decisions())) == ("booked", 1)


def test_answering_gives_the_place_and_uses_the_link_up(client, team, booking):
    link = link_of(team.manager)
    answer = client.submit(link, answer="agree")
    assert heading_on(client.follow(answer).text) == "Your answer has been sent"
    assert status_of(booking) == "booked"
    (decision,) = decisions()
    assert (decision.decided_by_id, decision.by_link) == (team.manager.person_id, True)
    again = client.get(link)
    assert "agreed to by the line manager" in again.text
    assert "name=answer" not in again.text


def test_the_same_link_twice_decides_once(client, team, booking):
    link = link_of(team.manager)
    token = token_of(client, link)
    sent = {"csrf_token": token, "answer": "agree", "reason": ""}
    assert client.post(link, data=sent).status_code == 302
    second = client.post(link, data=sent | {"answer": "decline", "reason": "No"})
    assert "agreed to by the line manager" in second.text
    assert (status_of(booking), len(decisions())) == ("booked", 1)


def test_declining_by_link_needs_a_reason(client, team, booking):
    link = link_of(team.manager)
    answer = client.submit(link, answer="decline")
    assert errors_on(answer.text) == ["Enter why you do not agree. The person will read it"]
    client.submit(link, answer="decline", reason="Not this term")
    assert letters_about(booking) == ["requested", "declined"]


def test_two_links_open_side_by_side(client, team):
    first, second = (book(an_asking_event(), team.learner) for _ in range(2))
    (letter,) = letters_to(team.manager, "approval_several")
    links = ["/approvals" + one.partition("/approvals")[2] for one in letter.link.split("\n")]
    tokens = [token_of(client, link) for link in links]
    for link, token, said in zip(links, tokens, ("agree", "decline"), strict=True):
        assert (
            client.post(link, data={"csrf_token": token, "answer": said, "reason": "So"}).status_code == 302
        )
    assert (status_of(first), status_of(second)) == ("booked", "declined")


def test_the_link_says_who_decided_instead_and_not_their_name(client, team):
    other = team.colleague("Lou", "Lead", Role.AGENCY_LEAD)
    booking = book(an_asking_event(Way.AGENCY), team.learner)
    mine, theirs = link_of(team.lead), link_of(other)
    client.submit(theirs, answer="agree")
    page = client.get(mine).text
    assert heading_on(page) == "This request is no longer open"
    assert "agreed to by the agency on 3 March 2026" in page
    assert name_of(other) not in page
    assert status_of(booking) == "booked"


def test_the_link_ends_with_what_entitles_to_it(client, team, booking):
    link = link_of(team.manager)
    team.post.manager_id = team.lead.person_id
    db.session.commit()
    page = client.get(link).text
    assert heading_on(page) == "This link no longer works"
    assert "Lee Learner" not in page
    team.post.manager_id = team.manager.person_id
    team.manager.closed_at = clock.now()
    db.session.commit()
    assert heading_on(client.get(link).text) == "This link no longer works"


def test_a_form_left_open_is_refused_when_it_is_somebody_elses(client, team, booking):
    link = link_of(team.manager)
    token = token_of(client, link)
    team.post.manager_id = team.lead.person_id
    db.session.commit()
    page = client.post(link, data={"csrf_token": token, "answer": "agree", "reason": ""}).text
    assert heading_on(page).endswith("This link no longer works")
    assert (status_of(booking), decisions()) == ("requested", [])


def test_the_link_runs_out_with_the_request(client, team, booking, at):
    link = link_of(team.manager)
    at(clock.now() + timedelta(days=8))
    page = client.get(link).text
    assert "The time to answer this request was over on 10 March 2026 at 5pm" in page


def test_an_answer_after_the_end_is_refused(client, team, booking, at):
    link = link_of(team.manager)
    sent = {"csrf_token": token_of(client, link), "answer": "agree", "reason": ""}
    at(clock.now() + timedelta(days=8))
    assert "The time to answer this request was over" in client.post(link, data=sent).text
    assert (status_of(booking), decisions()) == ("requested", [])


@pytest.mark.parametrize("who", ["account", "lead"])
def test_whoever_is_signed_in_as_somebody_else_does_not_answer(client, team, booking, who):
    """The learner, to whom a letter was passed on, or a colleague who reads the same mailbox."""
    link = link_of(team.manager)
    client.sign_in(getattr(team, who))
    sent = {"csrf_token": token_of(client, "/approvals"), "answer": "agree", "reason": ""}
    shown, answered = client.get(link).text, client.post(link, data=sent).text
    assert heading_on(shown) == "This link was sent to somebody else"
    assert heading_on(answered) == "This link was sent to somebody else"
    assert (status_of(booking), decisions()) == ("requested", [])


def test_whoever_it_was_sent_to_may_be_signed_in(client, team, booking):
    link = link_of(team.manager)
    client.sign_in(team.manager)
    client.submit(link, answer="agree")
    assert status_of(booking) == "booked"


def test_after_the_manager_the_agency_is_written_to_and_decides_by_its_own_link(client, team):
    booking = book(an_asking_event(Way.BOTH), team.learner)
    first = link_of(team.manager)
    assert letters_to(team.lead) == []
    client.submit(first, answer="agree")
    assert (status_of(booking), letters_about(booking)) == ("requested", ["requested"])
    client.submit(link_of(team.lead), answer="decline", reason="Not this term")
    assert letters_about(booking) == ["requested", "declined"]
    assert [one.decided_by_id for one in decisions()] == [team.manager.person_id, team.lead.person_id]
    assert heading_on(client.get(first).text) == "Your answer has been sent"


def test_a_new_round_has_a_new_link(client, team):
    event = an_asking_event()
    db.session.get(Course, event.course_id).asks_again = True
    db.session.commit()
    booking = book(event, team.learner)
    old = link_of(team.manager)
    client.sign_in(team.account)
    client.submit(f"/bookings/{booking.id}/needs", access_needs="A hearing loop")
    client.sign_out()
    assert heading_on(client.get(old).text) == "This request is no longer open"
    client.submit(link_of(team.manager), answer="agree")
    assert status_of(booking) == "booked"


def test_an_address_that_was_never_sent_is_none(client, booking):
    assert client.get("/approvals/link/" + "x" * 43).status_code == 404
    assert client.get("/approvals/link/x").status_code == 404


def test_the_link_goes_to_their_own_mailbox_alone(team):
    person = get_person(team.manager.person_id)
    person.address, person.contact_by = "1 High Street, York", ContactWay.POST
    db.session.commit()
    booking = book(an_asking_event(), team.learner)
    (letter,) = letters_to(team.manager)
    assert (letter.channel.value, letter.link) == ("post", "")
    assert "without signing in" not in letter.body
    assert step_of(booking)
