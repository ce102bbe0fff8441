"""Booking somebody else, within what one's posts allow."""

from __future__ import annotations

import pytest

from portal.kernel.access import Role
from tests.factories import a_booking, a_person, a_post, an_agency, an_event, saved, someone
from tests.integration.bookings.support import letters_about
from tests.support.pages import errors_on, parse
from training.bookings.queries import find_booking


@pytest.fixture
def colleague():
    person = saved(a_person(given_name="Ines", family_name="Marsh"))
    saved(a_post(person, saved(an_agency(name="City nursing"))))
    return person


def test_a_coordinator_finds_and_books_anybody(client, colleague):
    client.sign_in(someone(Role.COORDINATOR))
    event = an_event()
    url = f"/training/events/{event.id}/book-colleague?name=mar"
    assert "Ines Marsh, Family worker at City nursing" in client.get(url).text
    # The form is made anew before the booking: who may be meant is read once more.
    client.change_budget = 17
    answer = client.submit(url, person=colleague.id, access_needs="Hearing loop")
    assert "They have a place" in client.follow(answer).text
    booking = find_booking(event.id, colleague.id)
    assert letters_about(booking) == ["booked"]
    assert booking.booked_by_id != colleague.id


def test_a_manager_finds_their_own_people_only(client, colleague):
    agency = saved(an_agency())
    manager = someone(Role.LINE_MANAGER, agency=agency)
    mine = saved(a_person(given_name="Omar", family_name="Marsh"))
    saved(a_post(mine, agency, manager_id=manager.person_id))
    client.sign_in(manager)
    page = client.get(f"/training/events/{an_event().id}/book-colleague?name=marsh").text
    assert "Omar Marsh" in page
    assert "Ines Marsh" not in page


def test_nobody_chosen_and_somebody_already_booked_are_said(client, colleague):
    client.sign_in(someone(Role.COORDINATOR))
    event = an_event()
    url = f"/training/events/{event.id}/book-colleague?name=marsh"
    assert errors_on(client.submit(url).text) == ["Select who you want to book"]
    a_booking(event, colleague)
    answer = client.submit(url, person=colleague.id)
    assert errors_on(answer.text) == ["There is already a booking for this person on this event"]


@pytest.mark.parametrize("asked", ["", "?name=marsh"])
def test_when_nobody_matches_the_error_leads_to_the_name(client, asked):
    client.sign_in(someone(Role.COORDINATOR))
    url = f"/training/events/{an_event().id}/book-colleague"
    token = parse(client.get(f"{url}?name=a").text).select_one("[name=csrf_token]")
    sent = {"csrf_token": token["value"]} if token else {}
    page = parse(client.post(url + asked, data=sent).text)
    (link,) = page.select(".govuk-error-summary a")
    assert page.select_one(link["href"])["type"] == "search"


def test_a_practitioner_finds_nobody_else(client, colleague):
    client.sign_in(someone())
    event = an_event()
    page = client.get(f"/training/events/{event.id}/book-colleague?name=marsh").text
    assert "Nobody you can book has a name like that" in page
    assert "Book a colleague" not in client.get(f"/training/events/{event.id}").text


def test_a_missing_event_is_not_found(client):
    client.sign_in(someone(Role.COORDINATOR))
    assert client.get("/training/events/999999/book-colleague").status_code == 404
