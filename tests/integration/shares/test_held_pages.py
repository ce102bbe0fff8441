"""The pages on which places are held, named and given back, for those who may."""

from __future__ import annotations

from datetime import timedelta

import pytest
from werkzeug.datastructures import MultiDict

from portal.kernel import clock
from portal.kernel.access import Role
from portal.kernel.db import db
from portal.people.queries import get_person
from tests.factories import a_booking, a_person, a_post, an_agency, an_event, saved, someone
from tests.integration.bookings.support import status_of
from tests.integration.trail.test_before_and_after import entries, told
from tests.support.forms import fill, find_form
from tests.support.pages import errors_on
from training.bookings.domain import BookingStatus
from training.bookings.queries import find_booking
from training.shares.models import Reservation


@pytest.fixture
def agency():
    return saved(an_agency(name="York CVS"))


@pytest.fixture
def lead(client, agency):
    account = someone(Role.AGENCY_LEAD, agency=agency, given_name="Ann", family_name="Lead")
    client.sign_in(account)
    client.change_budget = 26  # a promotion or a booking is in it, with all its guards
    return account


@pytest.fixture
def event():
    return an_event(starts_at=clock.now() + timedelta(days=30))


@pytest.fixture
def held(client, lead, agency, event):
    client.submit(f"/training/events/{event.id}/hold", places="2", agency=agency.id)
    return db.session.query(Reservation).one()


def test_from_the_page_of_an_event_to_the_list(client, lead, agency, event):
    assert f"/training/events/{event.id}/hold" in client.get(f"/training/events/{event.id}").text
    response = client.submit(f"/training/events/{event.id}/hold", places="2", agency=agency.id)
    page = client.follow(response).text
    assert "2 places are held" in page
    assert "2 held, 0 named" in page
    assert "York CVS" in page


def test_name_somebody(client, held, agency, event):
    person = saved(a_person(given_name="Zoe", family_name="Quick"))
    saved(a_post(person, agency))
    url = f"/training/held-places/{held.id}/name?name=zoe+quick"
    assert "They have the place" in client.follow(client.submit(url, person=person.id)).text
    assert find_booking(event.id, person.id).status is BookingStatus.BOOKED
    assert told("name_held_place") == [({"held": 2}, {"held": 1})]
    assert entries("name_held_place")[0].person_id == person.id
    assert "1 held, 1 named" in client.get("/training/held-places").text


def test_nobody_named_or_nobody_of_that_name(client, held):
    assert errors_on(client.submit(f"/training/held-places/{held.id}/name?name=lead").text) == [
        "Select who gets the place"
    ]
    assert "Nobody you can book" in client.get(f"/training/held-places/{held.id}/name?name=xyz").text


def test_give_back(client, held, event):
    waits = a_booking(event, status=BookingStatus.WAITING)
    client.submit(f"/training/held-places/{held.id}/release", places="1")
    assert (status_of(waits), held.places) == ("booked", 1)
    assert told("release_places") == [({"held": 1}, {})]
    response = client.submit(f"/training/held-places/{held.id}/release", places="9")
    assert errors_on(response.text) == ["Only 1 place is held"]


def test_gone_meanwhile(client, held):
    url = f"/training/held-places/{held.id}/release"
    opened = fill(find_form(client.get(url).text, url, "main form"), url, {"places": "1"})
    client.submit(url)
    response = client.post(url, data=MultiDict(opened.pairs))
    assert "These places are no longer held" in response.text
    assert "Nothing to name" in client.get("/training/held-places").text


@pytest.mark.usefixtures("lead")
@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"places": ""}, "Enter the number of places"),
        ({"places": "6"}, "One person may hold 5 places for this course, over all its dates"),
        ({"places": "0"}, "Number of places must be 1 or more"),
    ],
)
def test_says_what_is_wrong(client, agency, event, given, said):
    response = client.submit(f"/training/events/{event.id}/hold", agency=agency.id, **given)
    assert errors_on(response.text) == [said]


def test_another_agencys_lead_sees_and_does_nothing(client, held):
    client.sign_in(someone(Role.AGENCY_LEAD))
    assert "No places are held" in client.get("/training/held-places").text
    for what in ("name", "release"):
        assert client.get(f"/training/held-places/{held.id}/{what}").status_code == 404


def test_those_who_run_training_see_all(client, held):
    client.sign_in(someone(Role.COORDINATOR))
    assert "Ann Lead" in client.get("/training/held-places").text


def test_a_practitioner_is_offered_nothing(client, event):
    client.sign_in(someone(Role.PRACTITIONER))
    assert "Hold places" not in client.get(f"/training/events/{event.id}").text
    assert client.get("/training/held-places").status_code == 403


def test_what_is_over_is_on_a_page_of_its_own(client, held, event, monkeypatch):
    at = clock.now() + timedelta(days=31)
    monkeypatch.setattr(clock, "now", lambda: at)
    client.sign_in(someone(Role.COORDINATOR))
    assert "No places are held" in client.get("/training/held-places").text
    assert get_person(held.holder_id).name in client.get("/training/held-places?when=past").text
