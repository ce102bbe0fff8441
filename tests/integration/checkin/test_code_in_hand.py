"""Whoever has a place has the code for the door in their letter or on paper, without a network."""

from __future__ import annotations

import io

import pikepdf
import pytest
from sqlalchemy import select

from portal.kernel.access import Role
from portal.kernel.db import db, unit_of_work
from portal.kernel.outbox import OutgoingMessage
from tests.factories import a_booking, a_venue, an_event, saved, someone
from tests.integration.checkin.support import account_person
from tests.integration.messages.test_paper import pages
from tests.integration.office.support import a_team, the_list
from tests.integration.office.test_afterwards import booked
from tests.support.pages import parse
from training.bookings import letters
from training.bookings.domain import BookingStatus
from training.bookings.domain.door_codes import in_fours
from training.bookings.models import Booking
from training.bookings.queries import get_booking
from training.catalogue.queries import get_event_to_show

AT_THE_DOOR = "At the door"


@pytest.fixture
def event():
    return an_event(venue_id=saved(a_venue()).id)


def letter(word, event, booking) -> str:
    with unit_of_work():
        letters.tell(word, get_event_to_show(event.id), [get_booking(booking.id)])
    return db.session.scalars(select(OutgoingMessage.body).where(OutgoingMessage.kind == word)).one()


@pytest.mark.parametrize(
    "word", ["booked", "promoted", "moved", "reminder", "last_reminder", "comes_instead"]
)
def test_the_letter_has_the_code_as_text_and_the_address_of_its_picture(client, event, word):
    account = someone(Role.PRACTITIONER)
    booking = a_booking(event, account_person(account))
    said = letter(word, event, booking)
    assert f"At the door, show this code on your phone or on paper: {in_fours(booking.door_code)}" in said
    address = next(line for line in said.splitlines() if "The same as a picture" in line).split()[-1]
    client.sign_in(account)
    page = client.get(address[address.index("/bookings/") :]).text
    assert in_fours(booking.door_code) in parse(page).text


@pytest.mark.parametrize("word", ["booked", "moved"])
def test_where_there_is_no_door_there_is_no_code(word):
    online = an_event(online_link="https://meet.example/1")
    assert AT_THE_DOOR not in letter(word, online, a_booking(online))


@pytest.mark.unsound("its bookings are rows made by hand")
def test_whoever_waits_has_no_code_yet(event):
    assert AT_THE_DOOR not in letter("moved", event, a_booking(event, status=BookingStatus.WAITING))


def test_the_slip_on_paper_has_the_code_and_its_picture(client, event):
    client.change_budget = 400
    manager, _ = a_team("Ann Lee")
    client.sign_in(manager)
    booked(client, event, "Ann Lee")
    made = client.get(f"/several/{the_list().id}/slips.pdf")
    code = db.session.scalars(select(Booking.door_code)).one()
    assert in_fours(code) in pages(made)[0]
    with pikepdf.open(io.BytesIO(made.data)) as paper:
        tags = [one for one in paper.objects if isinstance(one, pikepdf.Dictionary)]
        [picture] = [one for one in tags if one.get("/S") == "/Figure"]
        assert str(picture["/Alt"]) == "QR code that holds the letters and numbers below it"


def test_the_slip_for_an_online_event_has_none(client):
    client.change_budget = 400
    manager, _ = a_team("Ann Lee")
    client.sign_in(manager)
    booked(client, an_event(online_link="https://meet.example/1"), "Ann Lee")
    code = db.session.scalars(select(Booking.door_code)).one()
    assert in_fours(code) not in pages(client.get(f"/several/{the_list().id}/slips.pdf"))[0]
