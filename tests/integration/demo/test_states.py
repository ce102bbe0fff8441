"""Every state of a booking can be seen in the demo partnership."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select

from portal.kernel.db import db
from training.bookings.checks import CHECKS
from training.bookings.domain import BookingStatus
from training.bookings.models import Booking, StatusEntry
from training.bookings.services.ranking import FIRST_CALL
from training.catalogue.demo.timetable import STATE_CODES, STORY_CODES
from training.catalogue.models import TrainingEvent

pytestmark = pytest.mark.usefixtures("demo")


def event(name):
    code = (STATE_CODES | STORY_CODES)[name]
    return db.session.scalars(select(TrainingEvent).where(TrainingEvent.code == code)).one()


def number(name, *conditions):
    found = select(func.count(Booking.id)).where(Booking.event_id == event(name).id, *conditions)
    return db.session.scalar(found)


SEEN = {
    "an offer": ("offered", Booking.status == BookingStatus.OFFERED),
    "an offer that was declined": ("offered", Booking.status == BookingStatus.LAPSED),
    "a late withdrawal": ("offered", Booking.is_late_cancel, Booking.late_waived_reason == ""),
    "a late withdrawal that does not count": ("offered", Booking.late_waived_reason != ""),
    "somebody passed over": ("offered", Booking.skip_reason.startswith("You already have a place")),
    "somebody who was replaced": ("overbooked", Booking.status == BookingStatus.WITHDRAWN),
    "a substitute": ("overbooked", Booking.replaces_id.is_not(None)),
    "a lot that has a place": ("drawn", Booking.draw_rank == 1, Booking.status == BookingStatus.BOOKED),
    "a lot that has none": ("drawn", Booking.draw_rank > 5, Booking.status == BookingStatus.WAITING),
    "first call": ("first call", Booking.priority == FIRST_CALL),
    "a walk-in": ("yesterday", Booking.is_walk_in),
    "a called off date": ("cancelled", Booking.status == BookingStatus.EVENT_CANCELLED),
    "a queue without a date": ("undated", Booking.status == BookingStatus.WAITING),
}


@pytest.mark.parametrize("what", SEEN)
def test_there_is(what):
    assert number(*SEEN[what]) >= 1


def test_one_event_has_more_people_than_places():
    assert (event("overbooked").overbooked, event("overbooked").places_left) == (1, 0)


def test_lots_for_one_event_are_still_to_be_drawn():
    assert event("awaiting draw").draw_at
    assert event("awaiting draw").drawn_at is None
    assert number("awaiting draw", Booking.status == BookingStatus.WAITING) > event("awaiting draw").capacity


def test_nothing_is_broken_by_it():
    assert [words for check in CHECKS for words in check.find()] == []


def test_the_same_seed_brings_about_the_same(demo_app, load_demo):
    def states():
        own = TrainingEvent.code.in_(STATE_CODES.values())
        steps = select(TrainingEvent.code, Booking.person_id, StatusEntry.status, StatusEntry.reason)
        steps = (
            steps.join_from(Booking, TrainingEvent)
            .join(StatusEntry, StatusEntry.booking_id == Booking.id)
            .where(own)
        )
        return db.session.execute(steps.order_by(StatusEntry.id)).all()

    first = states()
    with load_demo("states-again").app_context():
        assert states() == first
