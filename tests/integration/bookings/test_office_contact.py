"""Somebody without e-mail: their office contact books and withdraws for them, and gets their messages."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from portal.kernel.db import db
from portal.kernel.outbox import OutgoingMessage
from portal.people.queries import get_person
from tests.factories import a_booking, a_person, an_event, saved, someone
from tests.integration.bookings.support import status_of
from training.bookings.domain import BookingStatus
from training.bookings.queries import find_booking


@pytest.fixture
def contact(client):
    account = someone(given_name="Omar", family_name="Marsh", email="omar@demo.example")
    client.sign_in(account)
    client.change_budget = 18  # with who is written to instead, and what rooms above say
    return account


@pytest.fixture
def person(contact):
    given = {"given_name": "Ann", "family_name": "Lee", "email": None}
    return saved(a_person(office_contact_id=contact.person_id, **given))


def messages() -> list[OutgoingMessage]:
    return list(db.session.scalars(select(OutgoingMessage).order_by(OutgoingMessage.id)))


def test_the_contact_books_for_them_and_is_told_for_whom(client, contact, person) -> None:
    event = an_event()
    assert "Book a colleague" in client.get(f"/training/events/{event.id}").text
    client.submit(f"/training/events/{event.id}/book-colleague?name=ann+lee", person=person.id)
    assert find_booking(event.id, person.id).status is BookingStatus.BOOKED
    (message,) = messages()
    assert message.recipient == "omar@demo.example"
    assert message.subject.startswith("For Ann Lee: You are booked")
    assert "Hello Omar" in message.body
    assert "Hello Ann" in message.body
    assert f"/people/{person.id}/training" in message.body


def test_the_contact_sees_their_bookings_and_withdraws_for_them(client, contact, person) -> None:
    booking = a_booking(an_event(), person)
    page = client.get(f"/people/{person.id}/training").text
    assert f"/bookings/{booking.id}/withdraw" in page
    assert f"/people/{person.id}/training" in client.get(f"/people/{person.id}").text
    client.submit(f"/bookings/{booking.id}/withdraw")
    assert status_of(booking) == "withdrawn"


def test_the_contact_finds_them_and_nobody_else(client, contact, person) -> None:
    saved(a_person(family_name="Stranger"))
    page = client.get("/people").text
    assert "Lee, Ann" in page
    assert "Stranger" not in page
    assert "Change these details" not in client.get(f"/people/{person.id}").text


def test_whoever_has_an_address_is_written_to_themselves(client, contact) -> None:
    person = saved(a_person(email="own@demo.example", office_contact_id=contact.person_id))
    event = an_event()
    client.submit(f"/training/events/{event.id}/book-colleague?name=sam+tester", person=person.id)
    assert [one.recipient for one in messages()] == ["own@demo.example"]


def test_nobody_is_written_to_who_is_reached_by_nobody(client, contact, person) -> None:
    get_person(contact.person_id).email = None
    event = an_event()
    client.submit(f"/training/events/{event.id}/book-colleague?name=ann+lee", person=person.id)
    assert messages() == []


def test_others_do_not_act_for_them(client, person) -> None:
    booking = a_booking(an_event(), person)
    client.sign_in(someone())
    assert client.get(f"/people/{person.id}/training").status_code == 404
    assert client.get(f"/bookings/{booking.id}/withdraw").status_code == 404


def test_whoever_acts_for_one_does_not_act_for_another(client, contact, person) -> None:
    other = saved(a_person(email=None))
    assert client.get(f"/people/{other.id}/training").status_code == 404
    assert client.get(f"/people/{other.id}/certificates").status_code == 404
    assert client.get(f"/people/{person.id}/certificates").status_code == 200
