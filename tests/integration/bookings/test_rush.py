"""Two hundred people in the same moment for thirty places, through the real server."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from portal.kernel.db import db
from tests.factories import an_event
from tests.integration.bookings.support import fine
from tests.integration.bookings.test_last_place import all_at_once, counted, ready, waiting, who_moves_up
from tests.support import live
from training.bookings.domain import BookingStatus
from training.bookings.models import Booking

PEOPLE, PLACES = 200, 30


@pytest.fixture(scope="module")
def busy_server(new_database, tmp_path_factory):
    log = tmp_path_factory.mktemp("rush") / "server.log"
    with live.serving(new_database("rush_for_places"), log=log) as server:
        yield server


@pytest.fixture(scope="module")
def rushed(busy_server):
    """The event, after all of them have pressed the button in the same moment."""
    with busy_server.app.app_context():
        event_id = an_event(capacity=PLACES).id
    visitors = ready(busy_server, f"/training/events/{event_id}/book", PEOPLE)
    answers = all_at_once([(who, url, [*pairs, ("join_waiting", "y")]) for who, url, pairs in visitors])
    assert {one.status_code for one in answers} == {302}
    return event_id


def test_thirty_are_booked_and_all_others_wait_behind_them(busy_server, rushed):
    assert counted(busy_server, rushed) == (PLACES, PLACES, PEOPLE - PLACES)
    with busy_server.app.app_context():
        fine()
        queue = waiting(rushed)
        assert max(booked(rushed)) < min(queue), "somebody waits who came before one with a place"


def test_who_waits_moves_up_in_the_order_they_came(busy_server, rushed):
    with busy_server.app.app_context():
        queue = waiting(rushed)[:5]
        assert [who_moves_up(rushed) for _ in queue] == queue
        fine()


def booked(event_id):
    """Who has a place, the first to come first."""
    has = select(Booking.id).where(Booking.event_id == event_id, Booking.status == BookingStatus.BOOKED)
    return list(db.session.scalars(has.order_by(Booking.id)))
