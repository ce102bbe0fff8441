"""The page of one event, as a stranger sees it."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from portal.kernel.access import Role
from portal.kernel.db import db
from portal.people.models import Person
from tests.factories import a_booking, a_course, a_venue, an_event, saved, someone
from training.bookings.domain import BookingStatus
from training.catalogue.domain import EventState
from training.catalogue.models import EventTrainer


def test_it_says_when_where_and_how_many_places(client):
    venue = saved(a_venue(name="Tang Hall", access_notes="Hearing loop"))
    event = an_event(
        saved(a_course(outcomes="Hear the child")), sittings=2, venue_id=venue.id, places_taken=4
    )
    page = client.get(f"/training/events/{event.id}").text
    assert "Tuesday 17 March 2026, 10am to 1pm" in page
    assert "Wednesday 18 March 2026, 10am to 1pm" in page
    for words in ("Tang Hall", "Hearing loop", "6 places left", "(10 places in all)", "Hear the child"):
        assert words in page


def test_times_are_those_of_londons_clocks_in_summer_too(client):
    event = an_event(starts_at=datetime(2026, 3, 31, 9, 0, tzinfo=UTC))
    assert "Tuesday 31 March 2026, 10am to 1pm" in client.get(f"/training/events/{event.id}").text


def test_a_cancelled_event_says_why(client):
    event = an_event(state=EventState.CANCELLED, cancelled_reason="Snow")
    assert "This event has been cancelled. Snow" in client.get(f"/training/events/{event.id}").text


@pytest.mark.parametrize("roles", [None, (), (Role.COORDINATOR,)])
def test_and_says_it_once_with_the_way_to_other_dates(client, roles):
    event = an_event(state=EventState.CANCELLED, cancelled_reason="Snow")
    if roles is not None:
        client.sign_in(someone(*roles))
    page = client.get(f"/training/events/{event.id}").text
    assert page.count("has been cancelled") == 1
    assert ("See every date of this course" in page) is (roles is not None)


def test_the_link_to_an_online_event_is_kept_for_those_who_come(client):
    event = an_event(online_link="https://meet.example/abc")
    page = client.get(f"/training/events/{event.id}").text
    assert "Online" in page
    assert "meet.example" not in page


@pytest.mark.parametrize(
    ("status", "shown"),
    [(BookingStatus.BOOKED, True), (BookingStatus.WAITING, False), (BookingStatus.WITHDRAWN, False)],
)
def test_the_link_is_shown_to_whoever_has_a_place_and_nobody_else(client, status, shown):
    event = an_event(online_link="https://meet.example/abc", venue_id=saved(a_venue()).id)
    account = someone()
    a_booking(event, db.session.get_one(Person, account.person_id), status)
    client.sign_in(account)
    assert ("meet.example" in client.get(f"/training/events/{event.id}").text) is shown


@pytest.mark.parametrize(("teaches", "shown"), [(True, True), (False, False)])
def test_a_trainer_sees_the_link_of_their_own_events(client, teaches, shown):
    event, trainer = an_event(online_link="https://meet.example/abc"), someone(Role.TRAINER)
    if teaches:
        saved(EventTrainer(event_id=event.id, person_id=trainer.person_id))
    client.sign_in(trainer)
    assert ("meet.example" in client.get(f"/training/events/{event.id}").text) is shown


def test_those_who_run_training_see_the_link(client):
    client.sign_in(someone(Role.COORDINATOR))
    event = an_event(online_link="https://meet.example/abc")
    assert "meet.example" in client.get(f"/training/events/{event.id}").text


def test_a_missing_event_and_a_draft_are_not_found(client):
    assert client.get("/training/events/999999").status_code == 404
    assert client.get(f"/training/events/{an_event(state=EventState.PLANNED).id}").status_code == 404


def test_whoever_is_offered_a_place_finds_the_way_to_answer(client):
    account, event = someone(), an_event()
    person = db.session.get_one(Person, account.person_id)
    booking = a_booking(event, person, BookingStatus.OFFERED, offer_until=event.starts_at)
    client.sign_in(account)
    page = client.get(f"/training/events/{event.id}").text
    assert "A place is kept for you until you answer" in page
    assert f'href="/bookings/{booking.id}/offer"' in page
