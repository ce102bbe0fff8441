"""Booking for oneself: the page of the event, then one page more."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from portal.kernel import clock
from portal.kernel.db import db
from tests.factories import a_booking, a_course, an_event, saved, someone
from tests.support.pages import errors_on, heading_on, parse, words_of
from training.bookings.models import Booking
from training.catalogue.domain import EventState


@pytest.fixture
def person(client):
    account = someone()
    client.sign_in(account)
    return account


def booking_of(account, event):
    found = select(Booking).where(Booking.person_id == account.person_id, Booking.event_id == event.id)
    return db.session.scalar(found)


def test_two_pages_lead_from_the_event_to_a_place(client, person):
    event = an_event(saved(a_course(title="Early help for all")))
    link = parse(client.get(f"/training/events/{event.id}").text).select_one("a.govuk-button")
    assert words_of(link) == "Book a place"
    done = client.submit(link["href"], access_needs="Hearing loop")
    shown = client.follow(done)
    assert "You have a place" in shown.text
    assert "Early help for all" in shown.text
    assert booking_of(person, event).access_needs == "Hearing loop"


def test_a_stranger_is_asked_to_sign_in(client):
    event = an_event()
    assert "Book a place" in client.get(f"/training/events/{event.id}").text
    assert "/sign-in" in client.get(f"/training/events/{event.id}/book").location


def test_a_full_event_offers_the_waiting_list(client, person):
    client.change_budget = 17  # two more ask who comes first in the queue
    event = an_event(capacity=1)
    a_booking(event)
    page = client.get(f"/training/events/{event.id}/book")
    assert heading_on(page.text) == "Join the waiting list"
    shown = client.follow(client.submit(f"/training/events/{event.id}/book"))
    assert "You are on the waiting list" in shown.text
    assert booking_of(person, event).status == "waiting"


def test_losing_the_last_place_is_said_and_the_waiting_list_offered(client, person):
    event, url = an_event(capacity=1), "/training/events/{}/book"
    token = parse(client.get(url.format(event.id)).text).select_one("main [name=csrf_token]")["value"]
    a_booking(event)
    answer = client.post(url.format(event.id), data={"csrf_token": token, "access_needs": "Stairs"})
    assert errors_on(answer.text) == ["There are no places left on this event. You can join the waiting list"]
    assert parse(answer.text).select_one("#join_waiting")
    assert "Stairs" in parse(answer.text).select_one("textarea").text
    assert booking_of(person, event) is None


@pytest.mark.parametrize(
    ("event", "words"),
    [
        ({"starts_at": timedelta(hours=-1)}, "This event has already started"),
        ({"booking_closes_at": timedelta(hours=-1)}, "Booking for this event has closed"),
        ({"booking_opens_at": timedelta(hours=1)}, "Booking for this event has not opened yet"),
    ],
)
def test_an_event_that_cannot_be_booked_has_no_button_and_refuses(client, person, event, words):
    event = an_event(**{key: clock.now() + value for key, value in event.items()})
    assert "Book a place" not in client.get(f"/training/events/{event.id}").text
    url = f"/training/events/{event.id}/book"
    assert heading_on(client.get(url).text) == "You cannot book this event"
    token = parse(client.get(f"/training/events/{an_event().id}/book").text).select_one("[name=csrf_token]")
    assert errors_on(client.post(url, data={"csrf_token": token["value"]}).text) == [words]


def test_a_second_booking_is_refused_and_the_event_says_where_one_stands(client, person):
    event = an_event()
    client.submit(f"/training/events/{event.id}/book")
    again = client.get(f"/training/events/{event.id}/book").text
    assert heading_on(again) == "You cannot book this event"
    assert "You already have a booking on this event" in again
    page = client.get(f"/training/events/{event.id}").text
    assert "You have a place on this event" in page
    assert "Book a place" not in page


def test_a_clash_is_named_and_a_tick_books_anyway(client, person):
    client.submit(f"/training/events/{an_event(saved(a_course(title='Trauma'))).id}/book")
    event = an_event()
    answer = client.submit(f"/training/events/{event.id}/book")
    assert "at the same time as “Trauma”" in errors_on(answer.text)[0]
    pairs = {"csrf_token": parse(answer.text).select_one("main [name=csrf_token]")["value"]}
    assert (
        client.post(f"/training/events/{event.id}/book", data=pairs | {"despite_clash": "y"}).status_code
        == 302
    )
    assert booking_of(person, event).status == "booked"


def test_too_many_words_are_refused_and_kept(client, person):
    event = an_event()
    answer = client.submit(f"/training/events/{event.id}/book", access_needs="x" * 501)
    assert errors_on(answer.text) == ["Needs must be 500 characters or fewer"]
    assert "x" * 501 in answer.text


def test_a_missing_event_and_a_draft_are_not_found(client, person):
    assert client.get("/training/events/999999/book").status_code == 404
    draft = an_event(state=EventState.PLANNED)
    assert client.get(f"/training/events/{draft.id}/book").status_code == 404
