"""Whoever runs training and books somebody who missed too much says so, and why."""

from __future__ import annotations

from datetime import timedelta

import pytest

from portal.kernel import clock
from portal.kernel.access import Role
from portal.kernel.db import unit_of_work
from tests.factories import a_booking, a_course, an_agency, an_event, saved, someone
from tests.integration.approvals.support import decisions
from tests.integration.bookings.support import coordinator as an_actor
from tests.integration.bookings.support import fine, places, status_of
from tests.integration.lost_places.cast import a_loss, a_worker
from tests.integration.trail.test_before_and_after import entries
from tests.support.pages import errors_on, parse
from training.bookings import services
from training.bookings.domain import Book, BookingStatus, Substitute
from training.bookings.queries import find_booking
from training.office.domain import MoveSeveral
from training.office.services.moving import move_several
from training.shares.domain import HoldPlaces
from training.shares.services import holding

MISSED = "They missed 3 events in the last 12 months"
ASKED = f"{MISSED}. Enter why you book them all the same"
WHY = "Ann was ill for a term and is back"


@pytest.fixture
def client(client):
    client.change_budget = 30
    return client


@pytest.fixture
def agency():
    return saved(an_agency())


@pytest.fixture
def person(agency):
    person = a_worker(agency, given_name="Ann", family_name="Absent", email="ann@agency.example")
    for number in range(1, 4):
        a_loss(person, days_ago=30 * number)
    return person


@pytest.fixture
def event():
    return an_event(starts_at=clock.now() + timedelta(days=30))


def send(client, event, person, **more):
    url = f"/training/events/{event.id}/book-colleague?name=Ann+Absent"
    return client.submit(url, person=person.id, **more)


def test_without_a_reason_nothing_is_booked_and_the_page_says_why(client, coordinator, event, person):
    client.sign_in(coordinator)
    answer = send(client, event, person)
    assert errors_on(answer.text) == [ASKED]
    assert "Why do you book them all the same?" in answer.text
    assert (find_booking(event.id, person.id), decisions(), entries("agree_to_booking")) == (None, [], [])


def test_with_one_they_have_a_place_and_it_is_in_the_log(client, coordinator, event, person):
    client.sign_in(coordinator)
    shown = send(client, event, person)
    assert "have a place" in client.follow(again(client, shown, person, WHY)).text
    (decision,) = decisions()
    assert (decision.reason, decision.decided_by_id) == (WHY, coordinator.person_id)
    assert [one.reason for one in entries("agree_to_booking")] == [WHY]
    assert find_booking(event.id, person.id).approved_at == clock.now()
    fine()


def again(client, shown, person, why):
    """Send the form as it came back, which asks why."""
    fields = parse(shown.text).select("main form[method=post] input[type=hidden]")
    kept = {one["name"]: one["value"] for one in fields}
    return client.post(shown.request.full_path, data={**kept, "person": person.id, "agreed_because": why})


def test_a_reason_for_one_lets_nobody_else_in(client, coordinator, event, person):
    other = a_worker(given_name="Ann Sam", family_name="Absent")
    for number in range(1, 4):
        a_loss(other, days_ago=30 * number)
    client.sign_in(coordinator)
    asked = again(client, send(client, event, person), other, WHY)
    assert errors_on(asked.text) == [ASKED]
    assert find_booking(event.id, other.id) is None
    assert "have a place" in client.follow(again(client, asked, other, WHY)).text


def test_blanks_are_no_reason(client, coordinator, event, person):
    client.sign_in(coordinator)
    assert errors_on(again(client, send(client, event, person), person, "  \n").text) == [ASKED]


def test_nobody_is_asked_about_whom_nothing_keeps_out(client, coordinator, event):
    a_worker(given_name="Ann", family_name="Absent")
    client.sign_in(coordinator)
    shown = client.get(f"/training/events/{event.id}/book-colleague?name=Ann+Absent").text
    assert "all the same" not in shown


def test_a_reason_lets_nobody_in_who_does_not_run_training(client, event, agency, person):
    client.sign_in(someone(Role.AGENCY_LEAD, agency=agency))
    shown = client.get(f"/training/events/{event.id}/book-colleague?name=Ann+Absent")
    assert "approved" in client.follow(again(client, shown, person, WHY)).text
    assert status_of(find_booking(event.id, person.id)) == "requested"
    assert decisions() == []


def test_on_a_list_it_is_a_request_that_is_decided_by_itself(event, person):
    with unit_of_work():
        booking = services.book(an_actor(), Book(event.id, person.id))
    assert status_of(booking) == "requested"
    assert decisions() == []


def test_a_substitute_who_missed_too_much_is_asked_about(event, person):
    holder = a_worker()
    booking = a_booking(event, holder)
    with unit_of_work():
        new = services.substitute(an_actor(), Substitute(booking.id, person.reference))
    assert (status_of(new), new.keeps_place, places(event)[0]) == ("requested", True, 1)


def test_whoever_is_moved_to_another_date_is_let_in_nowhere_anew(person):
    course = saved(a_course())
    here, there = (an_event(course, starts_at=clock.now() + timedelta(days=n)) for n in (30, 40))
    booking = a_booking(here, person)
    with unit_of_work():
        assert move_several(an_actor(), MoveSeveral(here.id, (booking.id,), there.id)) == []
    assert find_booking(there.id, person.id).status.value == "booked"


def test_naming_them_for_a_held_place_asks_as_well(client, coordinator, event, person):
    client.sign_in(coordinator)
    with unit_of_work():
        held = holding.hold(an_actor(), HoldPlaces(event.id, 1, None))
    answer = client.submit(f"/training/held-places/{held.id}/name?name=Ann+Absent", person=person.id)
    assert errors_on(answer.text) == [ASKED]
    assert "They have the place" in client.follow(again(client, answer, person, WHY)).text
    assert [one.reason for one in entries("agree_to_booking")] == [WHY]


def test_whoever_only_asked_is_moved_as_a_request(person):
    course = saved(a_course())
    here, there = (an_event(course, starts_at=clock.now() + timedelta(days=n)) for n in (30, 40))
    booking = a_booking(here, person, BookingStatus.REQUESTED)
    with unit_of_work():
        assert move_several(an_actor(), MoveSeveral(here.id, (booking.id,), there.id)) == []
    assert find_booking(there.id, person.id).status.value == "requested"


def test_no_reason_is_asked_for_before_there_is_a_date(client, coordinator, person):
    event = an_event(sittings=0)
    client.sign_in(coordinator)
    assert "waiting" in client.follow(send(client, event, person)).text
    assert (status_of(find_booking(event.id, person.id)), decisions()) == ("waiting", [])
