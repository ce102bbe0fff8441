"""Somebody whom their agency's sign-in knows and the register does not: the form is half filled in."""

from datetime import timedelta

import pytest

from portal.kernel import clock
from portal.kernel.db import db
from portal.registrations.domain import RequestState
from tests.factories import an_agency, saved, someone
from tests.factories_registrations import a_request
from tests.integration.accounts.links import letters_to
from tests.integration.factors.conftest import choose, provider, provider_process
from tests.integration.factors.test_sign_on import come_back
from tests.integration.registrations.cast import TYPED, requests, the_request
from tests.support.pages import errors_on

__all__ = ["choose", "provider", "provider_process"]
KIM = "kim@york.gov.uk"


@pytest.fixture
def form(client, provider):
    """Come from the agency's sign-in and go on to the form."""
    provider.say(claims={"given_name": "Kim", "family_name": "Lindqvist"})
    assert come_back(client, provider).location == "/join"
    return f"/join/details?agency={saved(an_agency(name='Family Hubs')).id}"


def send(client, form, **changes):
    typed = {
        name: value for name, value in TYPED.items() if name not in {"email", "given_name", "family_name"}
    }
    return client.submit(form, **typed | changes)


def test_name_and_address_are_filled_in(client, form):
    assert "has signed you in as <strong>kim@york.gov.uk</strong>" in client.get("/join").text
    page = client.get(form).text
    assert 'value="Kim"' in page
    assert 'value="Lindqvist"' in page
    assert 'name="email"' not in page


def test_the_address_counts_as_confirmed(client, form):
    assert send(client, form).location == "/join/received"
    made = the_request()
    assert (made.email, made.state, made.vouched_by) == (KIM, RequestState.WAITING, "York Council")
    assert made.due_on is not None
    assert letters_to(KIM) == []
    assert "Thursday 5 March 2026" in client.get("/join/received").text


def test_an_address_that_is_sent_along_is_not_believed(client, form):
    token = client.get(form).text.split('name="csrf_token" value="')[1].split('"', maxsplit=1)[0]
    client.post(form, data={"csrf_token": token, **TYPED, "email": "boss@york.gov.uk"})
    assert the_request().email == KIM


def test_a_request_that_waits_is_one(client, form, agency):
    a_request(agency, email=KIM)
    assert errors_on(send(client, form).text) == [
        "We have a request from you already. You will hear from us by email"
    ]
    assert len(requests()) == 1


def test_whoever_got_an_account_meanwhile_is_told(client, form):
    someone(email=KIM)
    (error,) = errors_on(send(client, form).text)
    assert error.startswith("You have an account already")


def test_after_an_hour_the_address_has_to_be_confirmed(client, form, at):
    at(clock.now() + timedelta(hours=1, seconds=1))
    assert 'name="email"' in client.get(form).text


def test_the_sign_in_serves_one_request(client, form):
    send(client, form)
    assert 'name="email"' in client.get(form).text


@pytest.mark.parametrize("claim", [None, 7, "x" * 300, "Kim\nBcc: all", ["Kim"]])
def test_names_that_are_none_are_left_out_or_cut(client, provider, claim):
    provider.say(claims={"given_name": claim})
    assert come_back(client, provider).location == "/join"
    agency = saved(an_agency(name="Family Hubs"))
    page = client.get(f"/join/details?agency={agency.id}").text
    assert "Bcc" not in page
    assert "x" * 101 not in page
    db.session.rollback()
