"""Whom to ring when something changes at short notice: in letters, on slips and on the page of the event."""

from __future__ import annotations

from datetime import timedelta

import pytest
from pypdfium2 import PdfDocument

from portal.kernel import clock
from portal.kernel.access import Role
from portal.kernel.db import db
from portal.kernel.outbox import OutgoingMessage
from portal.people.domain import ContactWay
from portal.people.models import Person
from tests.factories import a_booking, a_person, a_venue, an_event, saved, someone
from tests.factories_partnership import a_part
from tests.integration.bookings.support import book
from training.bookings.domain import BookingStatus
from training.bookings.letters import MOVED, WITHDRAWN, tell
from training.bookings.queries import list_bookings
from training.catalogue.queries import get_event
from training.reminders.services import plan_before

SAID = "If something changes less than 24 hours before it starts, ring 01632 960 101."


@pytest.fixture(autouse=True)
def contacts(today):
    a_part("contacts", changes_phone="01632 960 101")


def an_event_in(days):
    venue = saved(a_venue())
    return an_event(starts_at=clock.now() + timedelta(days=days), venue_id=venue.id)


def last_letter():
    db.session.commit()
    return db.session.query(OutgoingMessage).order_by(OutgoingMessage.id.desc()).first().body


class TestLetters:
    @pytest.mark.parametrize(("days", "is_said"), [(6, True), (8, False)])
    def test_of_a_place_say_it_shortly_before(self, days, is_said):
        book(an_event_in(days))
        assert (SAID in last_letter()) is is_said

    def test_that_remind_always_say_it(self):
        event = an_event_in(20)
        a_booking(event)
        plan_before(get_event(event.id))
        assert SAID in last_letter()

    def test_the_hours_and_the_days_are_the_partnerships(self):
        a_part("rules.bookings", ring_within=48, ring_told=10)
        book(an_event_in(9))
        assert SAID.replace("24 hours", "48 hours") in last_letter()

    @pytest.mark.parametrize(
        ("letter", "status"), [(MOVED, BookingStatus.WAITING), (WITHDRAWN, BookingStatus.WITHDRAWN)]
    )
    @pytest.mark.unsound("its bookings are rows made by hand")
    def test_to_nobody_without_a_place(self, letter, status):
        event = an_event_in(2)
        a_booking(event, status=status)
        tell(letter, get_event(event.id), list_bookings(event.id, frozenset({status})))
        assert "960 101" not in last_letter()

    def test_a_text_message_has_the_number(self):
        event = an_event_in(2)
        person = saved(a_person(contact_by=ContactWay.PHONE, phone="07700900001"))
        a_booking(event, person)
        tell(MOVED, get_event(event.id), list_bookings(event.id, frozenset({BookingStatus.BOOKED})))
        assert last_letter().endswith("On short notice ring 01632 960 101.")


class TestPage:
    @pytest.mark.unsound("its bookings are rows made by hand")
    def test_tells_whoever_has_a_place_and_nobody_else(self, client):
        booked, waits, event = someone(), someone(), an_event_in(30)
        for account, status in ((booked, BookingStatus.BOOKED), (waits, BookingStatus.WAITING)):
            a_booking(event, db.session.get_one(Person, account.person_id), status)
        found = []
        for account in (booked, waits, someone()):
            client.sign_in(account)
            found.append(SAID in client.get(f"/training/events/{event.id}").text)
        assert found == [True, False, False]


def test_the_joining_sheet_says_it(client):
    event = an_event_in(30)
    client.sign_in(someone(Role.COORDINATOR))
    pdf = client.get(f"/training/events/{event.id}/joining-sheet.pdf").data
    assert "ring 01632 960 101" in PdfDocument(pdf)[0].get_textpage().get_text_range()
