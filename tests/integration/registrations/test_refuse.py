"""Refusing: for a reason that they read in its own words."""

import pytest

from portal.kernel.access import Role
from portal.kernel.activity import Activity
from portal.kernel.db import db
from portal.people.models import Person
from portal.registrations.domain import RequestState
from tests.factories import someone
from tests.factories_registrations import a_request
from tests.integration.accounts.links import letters_to
from tests.support.pages import errors_on

REASON = "We do not know you. Ask your school’s office to add you."


@pytest.fixture
def request_to_join(agency):
    return a_request(agency)


def refuse(client, request, reason=REASON):
    return client.submit(f"/requests-to-join/{request.id}/refuse", reason=reason)


def test_they_are_told_why(client, lead, request_to_join):
    client.sign_in(lead)
    before = db.session.query(Person).count()
    assert "they are told why" in client.follow(refuse(client, request_to_join)).text
    (letter,) = letters_to(request_to_join.email)
    assert REASON in letter.body
    db.session.refresh(request_to_join)
    assert (request_to_join.state, request_to_join.reason) == (RequestState.REFUSED, REASON)
    assert db.session.query(Person).count() == before


def test_a_reason_is_needed(client, lead, request_to_join):
    client.sign_in(lead)
    assert errors_on(refuse(client, request_to_join, " ").text) == ["Enter the reason"]
    assert letters_to(request_to_join.email) == []


def test_whoever_comes_second_is_told(client, lead, coordinator, request_to_join):
    client.sign_in(lead)
    refuse(client, request_to_join)
    client.sign_in(coordinator)
    page = refuse(client, request_to_join, "Another reason").text
    assert errors_on(page) == ["Somebody else has decided about this request in the meantime"]
    assert len(letters_to(request_to_join.email)) == 1


def test_nobody_refuses_themself(client, coordinator, agency):
    client.sign_in(coordinator)
    page = refuse(client, a_request(agency, email=coordinator.email)).text
    assert errors_on(page) == ["This is about you. Somebody else has to decide about it"]


def test_others_refuse_nobody(client, agency, request_to_join):
    client.sign_in(someone(Role.LINE_MANAGER, agency=agency))
    assert client.get(f"/requests-to-join/{request_to_join.id}/refuse").status_code == 403


def test_missing_is_missing(client, lead):
    client.sign_in(lead)
    assert client.get("/requests-to-join/999999/refuse").status_code == 404


def test_the_log_keeps_the_reason(client, lead, request_to_join):
    client.sign_in(lead)
    refuse(client, request_to_join)
    (entry,) = db.session.query(Activity).filter_by(verb="refuse_registration")
    assert (entry.reason, entry.actor_id) == (REASON, lead.person_id)
    assert entry.details["after"] == {"state": "refused"}
