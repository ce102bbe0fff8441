"""My training: what comes up, what one waits for, and what is past."""

from __future__ import annotations

from datetime import timedelta

import pytest

from portal.kernel import clock
from portal.people.queries import get_person
from tests.factories import a_booking, a_course, a_venue, an_event, saved, someone
from tests.support.pages import parse, words_of
from training.bookings.domain import BookingStatus


@pytest.fixture
def person(client):
    account = someone()
    client.sign_in(account)
    return get_person(account.person_id)


def course(title):
    return saved(a_course(title=title))


def section(client, heading: str) -> str:
    """The words under a heading of the page."""
    page = parse(client.get("/my-training").text)
    title = next((tag for tag in page.select("h2") if words_of(tag) == heading), None)
    return words_of(title.find_next("ul")) if title else ""


def test_upcoming_events_soonest_first_with_place_and_link(client, person):
    late = an_event(course("Late"), starts_at=clock.now() + timedelta(days=30))
    soon = an_event(
        course("Soon"), venue_id=saved(a_venue(name="Tang Hall")).id, online_link="https://m.example"
    )
    a_booking(late, person)
    a_booking(soon, person)
    shown = section(client, "Coming up")
    assert shown.index("Soon") < shown.index("Late")
    assert "Tang Hall" in shown
    assert "Join online" in shown


@pytest.mark.unsound("its bookings are rows made by hand")
def test_waiting_says_which_turn(client, person):
    event = an_event(course("Full"))
    a_booking(event, status=BookingStatus.WAITING, joined_at=clock.now() - timedelta(days=1))
    a_booking(event, person, BookingStatus.WAITING)
    a_booking(event, status=BookingStatus.WAITING, joined_at=clock.now() + timedelta(days=1))
    assert "You are number 2 on the waiting list" in section(client, "Waiting for a place")


def test_what_is_over_or_ended_is_past(client, person):
    a_booking(
        an_event(course("Done"), starts_at=clock.now() - timedelta(days=9)), person, BookingStatus.ATTENDED
    )
    a_booking(an_event(course("Left")), person, BookingStatus.WITHDRAWN)
    shown = section(client, "Past and ended")
    assert "Done" in shown
    assert "Attended" in shown
    assert "Left" in shown
    assert "Withdraw from" not in shown


def test_nobody_elses_bookings_and_words_for_none(client, person):
    a_booking(an_event(course("Theirs")))
    page = client.get("/my-training").text
    assert "Theirs" not in page
    assert "You have no place on any training yet" in page


def test_strangers_sign_in_first(client):
    assert "/sign-in" in client.get("/my-training").location


def test_the_home_page_names_the_next_training(client, person):
    a_booking(an_event(course("Late"), starts_at=clock.now() + timedelta(days=30)), person)
    a_booking(an_event(course("Soon")), person)
    page = client.get("/").text
    assert "Your next training: Soon" in page
    assert "Late" not in page
