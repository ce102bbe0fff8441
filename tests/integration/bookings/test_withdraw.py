"""The page that ends a booking."""

from __future__ import annotations

from datetime import timedelta

import pytest

from portal.kernel import clock
from portal.kernel.access import Role
from portal.people.queries import get_person
from tests.factories import a_booking, an_event, someone
from tests.integration.bookings.support import letters_about, status_of, withdraw
from training.bookings.domain import BookingStatus, EventStarted


def mine(client, event, *roles, status=BookingStatus.BOOKED):
    account = someone(*roles)
    client.sign_in(account)
    return a_booking(event, get_person(account.person_id), status)


def test_it_asks_first_and_then_gives_the_place_to_the_next(client):
    event = an_event(capacity=1)
    booking = mine(client, event)
    client.change_budget = 18  # a withdrawal and a promotion in one
    waiting = a_booking(event, status=BookingStatus.WAITING)
    assert "waited longest" in client.get(f"/bookings/{booking.id}/withdraw").text
    answer = client.submit(f"/bookings/{booking.id}/withdraw", reason="Ill")
    assert "You have withdrawn" in client.follow(answer).text
    assert (status_of(booking), status_of(waiting)) == ("withdrawn", "booked")
    assert letters_about(waiting) == ["promoted"]


def test_opening_the_page_changes_nothing(client):
    booking = mine(client, an_event())
    client.get(f"/bookings/{booking.id}/withdraw")
    assert status_of(booking) == "booked"


def test_a_started_event_refuses(client):
    booking = mine(client, an_event(starts_at=clock.now() - timedelta(minutes=5)))
    with pytest.raises(EventStarted):
        withdraw(booking)
    said = "The event has started. Ask the training team to change the register."
    assert said in client.get(f"/bookings/{booking.id}/withdraw").text


def test_nobody_ends_a_strangers_booking(client):
    booking = a_booking(an_event())
    client.sign_in(someone())
    assert client.get(f"/bookings/{booking.id}/withdraw").status_code == 404


def test_a_coordinator_may_end_any(client):
    booking = a_booking(an_event())
    client.sign_in(someone(Role.COORDINATOR))
    name = get_person(booking.person_id).name
    assert f"{name} has a place" in client.get(f"/bookings/{booking.id}/withdraw").text
    answer = client.submit(f"/bookings/{booking.id}/withdraw")
    assert "The booking has ended" in client.follow(answer).text
    assert status_of(booking) == "removed"


@pytest.mark.unsound("its bookings are rows made by hand")
def test_giving_up_a_turn_promises_nobody_a_place(client):
    booking = mine(client, an_event(capacity=1), status=BookingStatus.WAITING)
    shown = client.get(f"/bookings/{booking.id}/withdraw").text
    assert "a turn on the waiting list" in shown
    assert "waited longest" not in shown


def test_a_missing_booking_is_not_found(client):
    client.sign_in(someone())
    assert client.get("/bookings/999999/withdraw").status_code == 404
