"""Why somebody was not next is told to them and to those who run training, whatever the reason."""

from __future__ import annotations

from contextlib import contextmanager

import pytest
from sqlalchemy import case, update

from portal.accounts.models import Account
from portal.kernel import clock
from portal.kernel.access import Role
from portal.kernel.db import db, unit_of_work
from portal.kernel.errors import RuleBroken
from portal.people.queries import get_person
from tests.factories import a_booking, a_course, an_event, saved, someone
from tests.integration.bookings.above import NotFrom, a_room
from tests.integration.bookings.support import withdraw
from tests.support.pages import parse, words_of
from training.bookings.domain import ApprovalStep, BookingStatus, told_together
from training.bookings.promotion import NOT_APPROVED, SUSPENDED
from training.catalogue.models import Course

STEP = ApprovalStep("manager", "Your manager agrees to training")
OBSTACLE, PLACES = "No seats are left", "Places are kept for others"
SIBLING = "You already have a place on another date"


@contextmanager
def another_date(event, booking):
    a_booking(an_event(db.session.get_one(Course, event.course_id)), get_person(booking.person_id))
    yield


@contextmanager
def a_clash(event, booking):
    other = an_event(saved(a_course(title="First aid")), starts_at=event.starts_at)
    a_booking(other, get_person(booking.person_id))
    yield


@contextmanager
def a_closed_account(_, booking):
    def close(at):
        with unit_of_work():
            account = update(Account).where(Account.person_id == booking.person_id)
            db.session.execute(account.values(closed_at=at))

    close(clock.now())
    yield
    close(None)


def an_obstacle(*_):
    return a_room(booking_obstacles=lambda *_: RuleBroken(OBSTACLE))


def an_approval(*_):
    return a_room(approval_steps=lambda *_: [STEP])


def a_rule_of_places(_, booking):
    return a_room(place_rules=lambda _, lock: NotFrom(booking.agency_id))


def a_party(event, booking):
    mate = a_booking(event, status=BookingStatus.WAITING)
    party = dict.fromkeys((booking.id, mate.id), booking.id)
    return a_room(booked_together=lambda booking_id: case(party, value=booking_id))


@pytest.fixture
def account():
    return someone()


@pytest.fixture
def event():
    return an_event(capacity=1)


def pass_over(event, account, obstacle):
    holder = a_booking(event)
    waits = a_booking(event, get_person(account.person_id), BookingStatus.WAITING)
    with obstacle(event, waits):
        withdraw(holder)
    return waits


def shown(client, url):
    return words_of(parse(client.get(url).text))


@pytest.mark.parametrize(
    ("obstacle", "said"),
    [
        (another_date, SIBLING),
        (a_clash, "This is at the same time as “First aid”"),
        (a_closed_account, SUSPENDED),
        (an_obstacle, OBSTACLE),
        (an_approval, NOT_APPROVED),
        (a_rule_of_places, PLACES),
        (a_party, told_together(1)),
    ],
)
def test_every_reason_is_told(client, event, account, obstacle, said):
    waits = pass_over(event, account, obstacle)
    client.sign_in(account)
    assert f"Why not next: {said}" in shown(client, "/my-training")
    assert f"somebody else was next because: {said}." in shown(client, f"/bookings/{waits.id}")
    client.sign_in(someone(Role.COORDINATOR))
    assert f"Not next: {said}" in shown(client, f"/training/events/{event.id}/attendees")
