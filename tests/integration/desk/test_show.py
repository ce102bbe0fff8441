"""The training desk: what needs a decision, what is coming, and who may look."""

from __future__ import annotations

from datetime import timedelta

import pytest

from portal.kernel import clock
from portal.kernel.access import Role
from portal.kernel.db import db
from portal.people.models import Person
from tests.factories import a_booking, a_course, a_person, an_event, saved, someone
from tests.support.client import recorded_statements
from tests.support.pages import parse, words_of
from training.bookings.domain import BookingStatus
from training.catalogue.domain import EventState
from training.catalogue.models import EventTrainer

PAGE = "/training/desk"
WAITING = BookingStatus.WAITING
MOST_STATEMENTS = 12


@pytest.fixture
def coordinator(client):
    # Rooms that are added later put cards of their own on the desk.
    client.query_budget = MOST_STATEMENTS
    client.sign_in(someone(Role.COORDINATOR))


def in_days(number):
    return clock.now() + timedelta(days=number)


def trained(event):
    saved(EventTrainer(event_id=event.id, person_id=saved(a_person()).id))
    return event


def an_event_of(title, **given):
    return an_event(saved(a_course(title=title)), **given)


def section(client, matter):
    """The words of the table under a heading; empty where the heading is not there."""
    heading = parse(client.get(PAGE).text).select_one(f"#{matter}")
    return words_of(heading.find_next("table")) if heading else ""


def test_with_nothing_to_do_it_says_so(client, coordinator):
    page = client.get(PAGE).text
    assert "No event needs a decision today" in page
    assert "No event starts until" in page
    assert "No open event starts in these six months" in page
    assert "No certificate runs out" in page


def test_results_to_confirm_until_they_are(client, coordinator):
    over = an_event_of("Over", starts_at=in_days(-3))
    a_booking(over)
    an_event_of("Empty", starts_at=in_days(-3))
    assert "Over" in section(client, "result")
    assert "Empty" not in section(client, "result")
    over.result_confirmed_at = clock.now()
    db.session.commit()
    assert section(client, "result") == ""


def test_people_who_wait_for_a_date(client, coordinator):
    undated = an_event_of("Some day", sittings=0)
    an_event_of("Nobody asks", sittings=0)
    a_booking(undated, status=WAITING)
    words = section(client, "undated")
    assert "Some day" in words
    assert "Nobody asks" not in words


def test_events_without_a_trainer(client, coordinator):
    trained(an_event_of("Taught"))
    an_event_of("Alone")
    words = section(client, "trainer")
    assert "Alone" in words
    assert "Taught" not in words


def test_events_that_nobody_can_book_yet(client, coordinator):
    an_event_of("Draft", state=EventState.PLANNED)
    an_event_of("Far off", state=EventState.PLANNED, starts_at=in_days(43))
    words = section(client, "draft")
    assert "Draft" in words
    assert "Far off" not in words


@pytest.mark.parametrize(("booked", "days", "is_thin"), [(3, 20, True), (4, 20, False), (3, 22, False)])
def test_thin_events_are_those_below_the_share_and_soon(client, coordinator, booked, days, is_thin):
    event = an_event(starts_at=in_days(days))
    for _ in range(booked):
        a_booking(event)
    assert (event.code in section(client, "thin")) is is_thin


@pytest.mark.parametrize(("waiting", "is_overfull"), [(5, False), (6, True)])
def test_overfull_events_are_those_many_wait_for(client, coordinator, waiting, is_overfull):
    event = an_event(capacity=1)
    for _ in range(waiting):
        a_booking(event, status=WAITING)
    assert (event.code in section(client, "overfull")) is is_overfull


def test_events_of_the_next_two_weeks_with_their_sheets(client, coordinator):
    soon = an_event_of("Soon", starts_at=in_days(13))
    an_event_of("Later", starts_at=in_days(15))
    page = client.get(PAGE).text
    assert f"/training/events/{soon.id}/sign-in-sheet.pdf" in page
    words = section(client, "coming")
    assert "Soon" in words
    assert "Later" not in words


def test_cancelled_events_need_nothing(client, coordinator):
    event = an_event(state=EventState.CANCELLED, capacity=1)
    for _ in range(9):
        a_booking(event, status=WAITING)
    assert "No event needs a decision today" in client.get(PAGE).text


def test_an_event_is_no_second_card_of_the_bookings_room(client, coordinator):
    known, other = an_event_of("Known", capacity=1), an_event_of("Other", starts_at=in_days(60))
    for event, number in ((known, 6), (trained(other), 2)):
        for _ in range(number):
            a_booking(event, status=WAITING)
    cards = words_of(parse(client.get(PAGE).text).select_one("#also + ul"))
    assert "Other: 2 waiting for a place" in cards
    assert "Known" not in cards


def test_what_is_ones_own_is_not_on_the_desk(client):
    lead = someone(Role.TRAINING_LEAD)
    a_booking(an_event_of("Mine"), db.session.get_one(Person, lead.person_id))
    client.sign_in(lead)
    assert "Your next training" in client.get("/").text
    assert "Your next training" not in client.get(PAGE).text


@pytest.mark.parametrize("role", [Role.TRAINER, Role.LINE_MANAGER, Role.AGENCY_LEAD, Role.AUDITOR])
@pytest.mark.parametrize("path", ["", "/fill-rates", "/demand", "/fill-rates.csv", "/demand.ods"])
def test_nobody_else_may_look(client, role, path):
    client.sign_in(someone(role))
    assert client.get(f"{PAGE}{path}").status_code == 403


def test_more_events_are_counted_and_take_no_more_statements(client, coordinator):
    counts = []
    for number in (1, 12):
        for _ in range(number):
            a_booking(an_event(sittings=0), status=WAITING)
        with recorded_statements() as statements:
            page = client.get(PAGE).text
        counts.append(len(statements))
    assert "People waiting for a date: 13" in page
    assert "And 5 more" in page
    assert counts[0] == counts[1] <= MOST_STATEMENTS
