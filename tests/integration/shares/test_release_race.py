"""Held places given back at the second a promotion runs and somebody is named (docs/training.md 4.12)."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import timedelta
from threading import Barrier

import pytest
from sqlalchemy import select

from portal.kernel import clock
from portal.kernel.db import Model, db, unit_of_work
from portal.kernel.errors import PortalError
from portal.settings import Environment, Settings
from tests.factories import a_booking, a_person, a_post, an_agency, an_event, saved
from tests.integration.bookings.support import coordinator
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
from wsgi import create_app

HELD, WAIT, ROUNDS = 2, 3, 4


@pytest.fixture(autouse=True)
def database():
    """Other connections could not see into a transaction of the test."""


@pytest.fixture(scope="module")
def house(new_database):
    settings = Settings(
        environment=Environment.TEST, database_url=new_database("release_race"), secret_key="only for a race"
    )
    app = create_app(settings)
    with app.app_context():
        Model.metadata.create_all(db.engine)
        yield app
        db.session.remove()
        db.engine.dispose()


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


def standing(event_id, reservation_id):
    """Places taken, places held without a name, and people who have one."""
    db.session.expire_all()
    statuses = db.session.scalars(select(Booking.status).where(Booking.event_id == event_id)).all()
    event, held = db.session.get(TrainingEvent, event_id), db.session.get(Reservation, reservation_id)
    return event.places_taken, held.places, sum(one is BookingStatus.BOOKED for one in statuses)


def breaches():
    return [said for check in (*CHECKS, *checks.CHECKS) for said in check.find()]


@pytest.mark.parametrize("turn", range(ROUNDS))
def test_no_place_is_given_twice_and_none_is_lost(house, turn):
    scene = a_scene()
    db.session.remove()
    at_once(house, acts(*scene))
    taken, held, placed = standing(*scene[1:3])
    assert (taken, taken) == (HELD, held + placed)
    assert breaches() == []
    for deed in acts(*scene):  # whatever was too busy before
        with suppress(PortalError), unit_of_work():
            deed()
    assert standing(*scene[1:3]) == (HELD, 0, HELD)
    assert breaches() == []
