"""The page on which a colleague gets a place instead, and what it refuses."""

from __future__ import annotations

from datetime import timedelta

import pytest

from portal.kernel import clock
from portal.people.queries import get_person
from tests.factories import a_booking, a_person, a_post, an_account, an_agency, an_event, saved, someone
from tests.integration.bookings.support import fine, places, status_of
from tests.support.pages import errors_on
from training.bookings.domain import BookingStatus
from training.bookings.queries import find_booking

NOBODY = "Nobody at the same agency has this e-mail address or reference"


@pytest.fixture
def client(client):
    client.change_budget = 26  # somebody goes and somebody else comes
    return client


@pytest.fixture
def agency():
    return saved(an_agency())


@pytest.fixture
def event():
    return an_event(capacity=2)


@pytest.fixture
def booking(client, agency, event):
    person = saved(a_person())
    saved(a_post(person, agency))
    client.sign_in(saved(an_account(person)))
    return a_booking(event, person, agency_id=agency.id)


@pytest.fixture
def colleague(agency):
    person = saved(a_person(email="colleague@agency.example"))
    saved(a_post(person, agency))
    return person


def give(client, booking, colleague, **more):
    return client.submit(f"/bookings/{booking.id}/substitute", colleague=colleague, **more)


def test_the_colleague_has_the_place(client, booking, event, colleague):
    answer = give(client, booking, " COLLEAGUE@agency.example ")
    assert "has gone to your colleague" in client.follow(answer).text
    assert (status_of(booking), places(event)) == ("withdrawn", (1, 1))
    assert find_booking(event.id, colleague.id).status is BookingStatus.BOOKED
    fine()


def test_nobody_is_named(client, booking):
    (said,) = errors_on(give(client, booking, " ").text)
    assert said.startswith("Enter")
    assert status_of(booking) == "booked"


@pytest.mark.parametrize("sought", ["nobody@agency.example", "elsewhere@agency.example"])
def test_only_a_colleague_of_the_same_agency_comes_instead(client, booking, sought):
    other = saved(a_person(email="elsewhere@agency.example"))
    saved(a_post(other, saved(an_agency())))
    assert errors_on(give(client, booking, sought).text) == [NOBODY]
    assert status_of(booking) == "booked"


def test_nobody_comes_instead_of_themselves(client, booking):
    own = get_person(booking.person_id).reference
    assert errors_on(give(client, booking, own).text)
    assert status_of(booking) == "booked"


def test_a_colleague_who_comes_anyway_is_refused(client, booking, event, colleague):
    a_booking(event, colleague)
    assert errors_on(give(client, booking, colleague.reference).text)
    assert (status_of(booking), places(event)) == ("booked", (2, 2))


def test_a_clash_is_shown_and_can_be_overruled(client, booking, event, colleague):
    a_booking(an_event(starts_at=event.starts_at), colleague)
    refused = give(client, booking, colleague.reference)
    assert len(errors_on(refused.text)) == 1
    assert "Book anyway" in refused.text


@pytest.mark.parametrize("status", [BookingStatus.WAITING, BookingStatus.WITHDRAWN, BookingStatus.OFFERED])
@pytest.mark.unsound("its bookings are rows made by hand")
def test_only_a_booked_place_is_given(client, booking, colleague, status):
    other = a_booking(an_event(), get_person(booking.person_id), status, offer_until=clock.now())
    assert "Only a place that is booked can go" in client.get(f"/bookings/{other.id}/substitute").text


def test_not_after_the_start(client, booking, at, event):
    at(event.starts_at + timedelta(minutes=1))
    assert "The event has started" in client.get(f"/bookings/{booking.id}/substitute").text


def test_twice_gives_it_once(client, booking, event, colleague):
    url, sent = f"/bookings/{booking.id}/substitute", {"colleague": colleague.reference}
    token = client.get(url).text.split('name="csrf_token" value="')[1].split('"')[0]
    assert client.post(url, data=sent | {"csrf_token": token}).status_code == 302
    again = client.post(url, data=sent | {"csrf_token": token})
    assert "Only a place that is booked can go" in again.text
    assert places(event) == (1, 1)


def test_nobody_gives_a_strangers_place(client, booking):
    client.sign_in(someone())
    assert client.get(f"/bookings/{booking.id}/substitute").status_code == 404
