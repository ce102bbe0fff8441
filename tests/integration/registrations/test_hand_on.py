"""An agency's lead leaves a request to the coordinators: with a reason, on the same clock."""

from __future__ import annotations

import pytest

from portal.kernel.access import Role
from portal.kernel.activity import Activity
from portal.kernel.db import db
from tests.factories import someone
from tests.factories_registrations import a_request
from tests.integration.accounts.links import letters_to
from tests.support.pages import errors_on

REASON = "Nobody here knows them.\nPerhaps the health trust does."


@pytest.fixture
def request_to_join(agency):
    return a_request(agency)


def hand_on(client, request, reason=REASON):
    return client.submit(f"/requests-to-join/{request.id}/hand-on", reason=reason)


def test_it_leaves_the_lead_and_keeps_its_day(client, lead, coordinator, request_to_join):
    due = request_to_join.due_on
    client.sign_in(lead)
    assert "Hand to the coordinators" in client.get(f"/requests-to-join/{request_to_join.id}").text
    page = client.follow(hand_on(client, request_to_join)).text
    assert "The coordinators answer the request" in page
    assert client.get(f"/requests-to-join/{request_to_join.id}").status_code == 404
    db.session.refresh(request_to_join)
    assert (request_to_join.due_on, request_to_join.state.value) == (due, "waiting")


def test_coordinators_are_told_why_and_see_it(client, lead, coordinator, request_to_join):
    client.sign_in(lead)
    hand_on(client, request_to_join)
    (letter,) = letters_to(coordinator.email)
    assert "Nobody here knows them." in letter.body
    assert "Please answer by" in letter.body
    client.sign_in(coordinator)
    page = client.get(f"/requests-to-join/{request_to_join.id}").text
    assert "Perhaps the health trust does." in page
    assert "Hand to the coordinators" not in page


def test_a_reason_is_needed(client, lead, coordinator, request_to_join):
    client.sign_in(lead)
    assert errors_on(hand_on(client, request_to_join, " ").text) == ["Enter the reason"]
    assert letters_to(coordinator.email) == []


def test_coordinators_have_nobody_to_hand_it_to(client, coordinator, request_to_join):
    client.sign_in(coordinator)
    assert "nobody to hand this one to" in errors_on(hand_on(client, request_to_join).text)[0]


def test_a_lead_of_another_agency_hands_on_nothing(client, request_to_join):
    client.sign_in(someone(Role.AGENCY_LEAD))
    assert client.get(f"/requests-to-join/{request_to_join.id}/hand-on").status_code == 404


def test_the_log_says_who_answers_now(client, lead, request_to_join):
    client.sign_in(lead)
    hand_on(client, request_to_join)
    entry = db.session.query(Activity).filter_by(verb="hand_on_registration").one()
    assert entry.reason == REASON
    assert entry.details["after"] == {"answered_by": "coordinators"}
