"""The page on which a place that is offered is taken or left, and whoever may not."""

from __future__ import annotations

from datetime import timedelta

import pytest

from portal.kernel import clock
from portal.people.queries import get_person
from tests.factories import a_booking, an_event, someone
from tests.integration.bookings.support import fine, letters_about, places, status_of
from tests.support.forms import fill, find_form
from tests.support.pages import errors_on, heading_on
from training.bookings.domain import BookingStatus
from training.bookings.models import Booking

SOON = timedelta(hours=2)
GONE = "This place is no longer offered"


@pytest.fixture
def client(client):
    client.change_budget = 22  # an answer and a promotion in one
    return client


@pytest.fixture
def event():
    return an_event(capacity=1)


@pytest.fixture
def account(client):
    account = someone()
    client.sign_in(account)
    return account


@pytest.fixture
def offer(account, event) -> Booking:
    until = clock.now() + SOON
    return a_booking(event, get_person(account.person_id), BookingStatus.OFFERED, offer_until=until)


def filled(client, booking, answer):
    """The form as it was shown, to be sent later."""
    url = f"/bookings/{booking.id}/offer"
    sent = fill(find_form(client.get(url).text, url, "main form[method=post]"), url, {"accepts": answer})
    return lambda: client.post(sent.url, data=dict(sent.pairs))


def test_it_is_taken(client, offer, event):
    answer = client.submit(f"/bookings/{offer.id}/offer", accepts="yes")
    assert "The place is booked" in client.follow(answer).text
    assert (status_of(offer), places(event), letters_about(offer)) == ("booked", (1, 1), ["booked"])


def test_it_is_left_to_the_next(client, offer, event):
    waiting = a_booking(event, status=BookingStatus.WAITING)
    answer = client.submit(f"/bookings/{offer.id}/offer", accepts="no")
    assert "goes to the next person" in client.follow(answer).text
    assert (status_of(offer), status_of(waiting), places(event)) == ("lapsed", "booked", (1, 1))
    fine()


def test_without_an_answer_it_stays_offered(client, offer):
    answer = client.submit(f"/bookings/{offer.id}/offer")
    assert errors_on(answer.text) == ["Select whether you want this place"]
    assert status_of(offer) == "offered"


def test_opening_or_asking_for_its_head_changes_nothing(client, offer):
    client.get(f"/bookings/{offer.id}/offer")
    assert client.head(f"/bookings/{offer.id}/offer").status_code == 200
    assert (status_of(offer), letters_about(offer)) == ("offered", [])


def test_nobody_answers_a_strangers_offer(client, offer):
    send = filled(client, offer, "no")
    client.sign_in(someone())
    assert client.get(f"/bookings/{offer.id}/offer").status_code == 404
    assert send().status_code in {400, 404}
    assert status_of(offer) == "offered"


def test_a_form_left_open_until_the_offer_ran_out_takes_nothing(client, offer, event, at):
    send = filled(client, offer, "yes")
    at(clock.now() + SOON)
    assert heading_on(send().text) == GONE
    assert heading_on(client.get(f"/bookings/{offer.id}/offer").text) == GONE
    assert (status_of(offer), letters_about(offer)) == ("offered", [])


@pytest.mark.parametrize(("first", "second", "stands"), [("yes", "no", "booked"), ("no", "yes", "lapsed")])
def test_the_first_of_two_answers_stands(client, offer, first, second, stands):
    send = filled(client, offer, second)
    client.submit(f"/bookings/{offer.id}/offer", accepts=first)
    assert heading_on(send().text) == GONE
    assert status_of(offer) == stands
    fine()
