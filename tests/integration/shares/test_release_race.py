"""Held places given back at the second a promotion runs and somebody is named (docs/training.md 4.12)."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import timedelta
from threading import Barrier

import pytest
from sqlalchemy import select

from portal.kernel import clock
from portal.kernel.db import db, unit_of_work
from portal.kernel.errors import PortalError
from portal.people.models import Person
from tests.factories import a_booking, a_person, a_post, an_agency, an_event, saved
from tests.integration.bookings.support import coordinator
from tests.support import live
from training.bookings.checks import CHECKS
from training.bookings.domain import BookingStatus
from training.bookings.models import Booking
from training.bookings.promotion import promote
from training.catalogue.models import TrainingEvent
from training.catalogue.queries import get_event
from training.shares import checks
from training.shares.domain import HoldPlaces, NameHeld, ReleaseHeld
from training.shares.models import Reservation
from training.shares.services import holding

HELD, WAIT, ROUNDS = 2, 3, 4


@pytest.fixture(scope="module")
def live_server(new_database, tmp_path_factory):
    log = tmp_path_factory.mktemp("release-race") / "server.log"
    with live.serving(new_database("release_race"), log=log) as server:
        yield server


def a_scene():
    """Two places held on an event of two, three who wait, and somebody who is to be named."""
    agency, actor = saved(an_agency()), coordinator()
    event = an_event(capacity=HELD, starts_at=clock.now() + timedelta(days=30))
    with unit_of_work():
        reservation = holding.hold(actor, HoldPlaces(event.id, HELD, agency.id))
    for _ in range(WAIT):
        a_booking(event, status=BookingStatus.WAITING)
    person = saved(a_person())
    saved(a_post(person, agency))
    return actor, event.id, reservation.id, person.id


def acts(actor, event_id, reservation_id, person_id):
    """Each in a transaction of its own, as two pages and a job would."""
    return (
        lambda: promote(get_event(event_id, lock=True)),
        lambda: holding.release(actor, ReleaseHeld(reservation_id, 1)),
        lambda: holding.name(actor, NameHeld(reservation_id, person_id)),
        lambda: holding.release(actor, ReleaseHeld(reservation_id, 1)),
        lambda: promote(get_event(event_id, lock=True)),
    )


def at_once(app, deeds):
    barrier = Barrier(len(deeds))

    def act(deed):
        with app.app_context():
            barrier.wait(30)
            with suppress(PortalError), unit_of_work():
                deed()
            db.session.remove()

    with ThreadPoolExecutor(len(deeds)) as pool:
        list(pool.map(act, deeds))


@pytest.mark.parametrize("turn", range(ROUNDS))
def test_no_place_is_given_twice_and_none_is_lost(live_server, turn):
    app = live_server.app
    with app.app_context():
        scene = a_scene()
        db.session.remove()
    at_once(app, acts(*scene))
    with app.app_context():
        event, reservation = db.session.get(TrainingEvent, scene[1]), db.session.get(Reservation, scene[2])
        statuses = db.session.scalars(select(Booking.status).where(Booking.event_id == event.id)).all()
        placed = sum(one is BookingStatus.BOOKED for one in statuses)
        # However they fell: nothing is held any more, and both places have a name.
        assert (event.places_taken, reservation.places, placed) == (HELD, 0, HELD)
        assert [said for check in (*CHECKS, *checks.CHECKS) for said in check.find()] == []
        assert db.session.get(Person, scene[3]) is not None
        db.session.remove()
