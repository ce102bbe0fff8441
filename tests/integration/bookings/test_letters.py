"""What letters about bookings say of when and where, and that all of them can be worded anew."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from portal.kernel import clock, letters
from portal.kernel.db import db
from portal.kernel.outbox import OutgoingMessage
from portal.messages import wording
from portal.messages.finding import all_kinds
from portal.messages.services import texts
from tests.factories import a_booking, a_venue, an_event, saved
from tests.integration.bookings.support import book, withdraw
from training.bookings import letters as booking_letters
from training.bookings import queries
from training.bookings.domain import BookingStatus
from training.catalogue.queries import get_event
from training.reminders.services import plan_before

LINK = "https://meet.example/early-help"
SOON = timedelta(days=30)


def letter_of(booking, kind):
    found = db.session.query(OutgoingMessage).filter_by(about=f"booking:{booking.id}", kind=kind)
    return found.one().body


@pytest.fixture
def hall():
    return saved(a_venue(name="Acomb Library", address="Front Street\nYork"))


def test_every_day_and_the_place_stand_in_the_letter(hall):
    event = an_event(starts_at=datetime(2026, 4, 2, 8, 30, tzinfo=UTC), sittings=2, venue_id=hall.id)
    said = letter_of(book(event), "booked")
    days = ("Thursday 2 April 2026, 9:30am to 12:30pm", "Friday 3 April 2026, 9:30am to 12:30pm")
    assert f"When: {days[0]} and {days[1]}" in said
    assert "Where: Acomb Library, Front Street York" in said
    assert "Join online" not in said


def test_whoever_gets_a_place_later_and_reminders_say_so_too(hall):
    event = an_event(starts_at=clock.now() + SOON, capacity=1, venue_id=hall.id)
    first, second = book(event), book(event, join_waiting=True)
    withdraw(first)
    plan_before(event)
    for kind in ("promoted", "reminder", "last_reminder"):
        assert "Where: Acomb Library" in letter_of(second, kind)


def test_the_link_is_for_whoever_has_a_place():
    event = an_event(starts_at=clock.now() + SOON, capacity=1, online_link=LINK)
    booked, waits = book(event), book(event, join_waiting=True)
    assert f"Where: Online\nJoin online: {LINK}" in letter_of(booked, "booked")
    assert LINK not in letter_of(waits, "waiting")


def test_an_offer_says_where_and_keeps_the_link():
    event = an_event(online_link=LINK)
    offered = a_booking(event, status=BookingStatus.OFFERED, offer_until=clock.now())
    booking_letters.tell(booking_letters.OFFERED, get_event(event.id), [queries.get_booking(offered.id)])
    said = letter_of(offered, "offered")
    assert "Where: Online" in said
    assert LINK not in said


def test_all_that_is_told_about_bookings_can_be_worded_anew(app):
    own = {name.removeprefix("email/") for name in app.jinja_env.list_templates(filter_func=is_of_bookings)}
    assert {
        f"{one.template}.txt" for one in all_kinds().values() if one.template.startswith("booking_")
    } == own


def is_of_bookings(name):
    return name.startswith("email/booking_")


def test_shipped_words_can_be_saved_as_they_are(app):
    for kind in all_kinds().values():
        if kind.template:
            for part, source in zip(wording.PARTS, letters.shipped_source(kind.template), strict=True):
                wording.check(part, source, texts.placeholders(kind))
