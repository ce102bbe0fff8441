"""The last place, asked for at the same instant by people in different processes (docs/training.md 4.12)."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from sqlalchemy import func, select

from portal.kernel.db import db
from portal.people.queries import get_person
from tests.factories import a_booking, an_event, someone
from tests.integration.bookings.support import fine, withdraw
from tests.support import live
from tests.support.pages import errors_on
from training.bookings.domain import PLACE_HOLDERS, BookingStatus
from training.bookings.models import Booking
from training.catalogue.models import TrainingEvent

CROWD = 50
BUSY = "The portal is very busy. Nothing was changed"
FULL = "There are no places left on this event. You can join the waiting list"


def ready(server, url, count):
    """So many signed-in people, each with the page open and the form filled in."""
    visitors = []
    with server.app.app_context():
        accounts = [someone() for _ in range(count)]
        for account in accounts:
            visitor = server.visitor()
            visitor.sign_in(account)
            visitors.append((visitor, *visitor.prepare(url)))
    return visitors


def all_at_once(visitors):
    barrier = Barrier(len(visitors))

    def press(visitor, url, pairs):
        barrier.wait()
        while BUSY in (answer := visitor.post(url, pairs)).text:
            pass  # nothing was changed, and whoever is told so presses again
        return answer

    with ThreadPoolExecutor(len(visitors)) as pool:
        return [answer.result() for answer in [pool.submit(press, *one) for one in visitors]]


def counted(server, event_id):
    """Places taken by the event's count, and bookings that hold one, and those that wait."""
    with server.app.app_context():
        held = select(func.count()).where(Booking.event_id == event_id, Booking.status.in_(PLACE_HOLDERS))
        waits = select(func.count()).where(
            Booking.event_id == event_id, Booking.status == BookingStatus.WAITING
        )
        taken = select(TrainingEvent.places_taken).where(TrainingEvent.id == event_id)
        return tuple(db.session.scalar(one) for one in (taken, held, waits))


@pytest.fixture(scope="module")
def live_server(new_database, tmp_path_factory):
    """One server for all of this file: each test has an event of its own."""
    log = tmp_path_factory.mktemp("last-place") / "server.log"
    with live.serving(new_database("last_place"), log=log) as server:
        yield server


@pytest.fixture
def event_id(live_server):
    with live_server.app.app_context():
        return an_event(capacity=1).id


def test_one_gets_the_place_and_the_other_a_clear_refusal(live_server, event_id):
    answers = all_at_once(ready(live_server, f"/training/events/{event_id}/book", 2))
    refused, booked = sorted(answers, key=lambda one: one.status_code)
    assert (refused.status_code, booked.status_code) == (200, 302)
    assert errors_on(refused.text) == [FULL]
    assert counted(live_server, event_id) == (1, 1, 0)


def test_fifty_at_once_one_is_booked_and_the_others_wait_in_a_stable_order(live_server, event_id):
    url = f"/training/events/{event_id}/book"
    visitors = [
        (who, at, [*pairs, ("join_waiting", "y")]) for who, at, pairs in ready(live_server, url, CROWD)
    ]
    assert {one.status_code for one in all_at_once(visitors)} == {302}
    assert counted(live_server, event_id) == (1, 1, CROWD - 1)
    with live_server.app.app_context():
        fine()
        queue = waiting(event_id)
        assert [who_moves_up(event_id) for _ in queue] == queue
        fine()


def waiting(event_id):
    """Who waits, the first to come first."""
    waits = select(Booking.id).where(Booking.event_id == event_id, Booking.status == BookingStatus.WAITING)
    return list(db.session.scalars(waits.order_by(Booking.joined_at, Booking.id)))


def who_moves_up(event_id):
    """Whoever had a place the longest gives it up; who was promoted then."""
    of_event = select(Booking).where(Booking.event_id == event_id)
    booked = of_event.where(Booking.status == BookingStatus.BOOKED).order_by(Booking.id)
    before = {one.id for one in db.session.scalars(booked)}
    withdraw(db.session.scalars(booked).first())
    (promoted,) = {one.id for one in db.session.scalars(booked)} - before
    return promoted


@pytest.fixture
def two_to_withdraw(live_server, event_id):
    """Both places of an event are taken, three people wait, and both forms to withdraw are filled in."""
    with live_server.app.app_context():
        event = db.session.get_one(TrainingEvent, event_id)
        event.capacity = 2
        accounts = [someone() for _ in range(2)]
        bookings = [a_booking(event, get_person(one.person_id)).id for one in accounts]
        for _ in range(3):
            a_booking(event, status=BookingStatus.WAITING)
        visitors = [live_server.visitor() for _ in accounts]
        for visitor, account in zip(visitors, accounts, strict=True):
            visitor.sign_in(account)
    pairs = zip(visitors, bookings, strict=True)
    return [(who, *who.prepare(f"/bookings/{one}/withdraw")) for who, one in pairs]


def test_two_who_withdraw_at_once_promote_two(live_server, event_id, two_to_withdraw):
    assert [one.status_code for one in all_at_once(two_to_withdraw)] == [302, 302]
    assert counted(live_server, event_id) == (2, 2, 1)
    with live_server.app.app_context():
        fine()


def test_the_same_person_twice_at_once_is_booked_once(live_server, event_id):
    with live_server.app.app_context():
        db.session.get_one(TrainingEvent, event_id).capacity = 5
        db.session.commit()
    (visitor, url, pairs), *_ = ready(live_server, f"/training/events/{event_id}/book", 1)
    twin = live_server.visitor()
    twin.cookies = dict(visitor.cookies)
    answers = all_at_once([(visitor, url, pairs), (twin, url, pairs)])
    assert sorted(one.status_code for one in answers) == [200, 302]
    assert counted(live_server, event_id) == (1, 1, 0)
