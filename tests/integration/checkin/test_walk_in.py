"""Whoever comes without a booking is booked as a walk-in and marked, in one act."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from portal.kernel import clock
from portal.kernel.access import Role
from portal.kernel.db import db
from tests.factories import a_booking, a_person, saved, someone
from tests.integration.bookings.support import places
from tests.integration.checkin.support import (
    MINUTES,
    account_person,
    an_event_now,
    code_of,
    enter,
    marks_of,
)
from tests.support.pages import errors_on, parse
from training.attendance.domain import AttendanceMark, TakenHow
from training.bookings.models import Booking


@pytest.fixture
def trainer(client):
    # Finding, booking and marking somebody are three acts in one.
    client.change_budget = 30
    account = someone(Role.TRAINER)
    client.sign_in(account)
    return account


@pytest.fixture
def event(trainer):
    return an_event_now(trainer, starts_at=clock.now() - 12 * MINUTES)


@pytest.fixture
def stranger():
    return saved(a_person(given_name="Una", family_name="Known", reference="T-777001"))


def url(event, words="") -> str:
    return f"/training/events/{event.id}/walk-in?words={words}"


def add(client, event, words, **more):
    return client.submit(url(event, words), form="main form[method=post]", **more)


def booking_of(person) -> Booking | None:
    return db.session.scalar(select(Booking).where(Booking.person_id == person.id))


def test_a_trainer_adds_somebody_by_their_reference(client, event, trainer, stranger):
    answer = client.follow(add(client, event, "T-777001"))
    assert "They are booked as a walk-in and marked late by 12 minutes" in answer.text
    booking = booking_of(stranger)
    assert (booking.is_walk_in, booking.status) == (True, "booked")
    assert marks_of(booking) == [(AttendanceMark.LATE, 12, TakenHow.TRAINER_LIST, trainer.person_id)]


def test_a_trainer_finds_nobody_by_a_name_and_the_training_team_does(client, event, stranger):
    assert "Una Known" not in client.get(url(event, "Known")).text
    client.sign_in(someone(Role.COORDINATOR))
    assert "Una Known" in client.get(url(event, "Known")).text


def test_a_person_who_was_not_found_or_refused_cannot_be_added_by_number(client, event, stranger):
    other = saved(a_person(reference="T-777002"))
    token = parse(client.get(url(event, "T-777001")).text).select_one("main [name=csrf_token]")["value"]
    answer = client.post(url(event, "T-777001"), data={"csrf_token": token, "person": other.id})
    assert (answer.status_code, booking_of(other)) == (404, None)


def test_whoever_was_refused_at_the_door_stands_there_until_they_are_booked(client, event, trainer):
    account = someone(given_name="Rita", family_name="Refused")
    client.sign_in(account)
    enter(client, code_of(event))
    client.sign_in(trainer)
    assert "Rita Refused" in client.get(url(event)).text
    client.submit(url(event), form="main form[method=post]")
    assert marks_of(booking_of(account_person(account)))
    assert "Rita Refused" not in client.get(url(event)).text


def test_nobody_is_booked_twice(client, event, stranger):
    a_booking(event, stranger)
    assert errors_on(add(client, event, "T-777001").text)
    assert len(db.session.scalars(select(Booking)).all()) == 1


def test_a_full_event_takes_the_right_to_overbook(client, trainer, stranger):
    event = an_event_now(trainer, starts_at=clock.now() - 12 * MINUTES, capacity=1)
    a_booking(event)
    assert errors_on(add(client, event, "T-777001").text) == [
        "The event is full. Only the training team can add somebody: ask them"
    ]
    client.sign_in(someone(Role.COORDINATOR))
    assert errors_on(add(client, event, "T-777001").text) == [
        "Enter why the event is overbooked for this person"
    ]
    add(client, event, "T-777001", reason="Came from far away")
    db.session.refresh(event)
    assert (event.overbooked, booking_of(stranger).is_walk_in) == (1, True)


def test_before_the_start_it_says_so(client, trainer, stranger):
    event = an_event_now(trainer)
    assert errors_on(add(client, event, "T-777001").text)
    assert (booking_of(stranger), places(event)) == (None, (0, 0))


def test_it_points_whoever_is_not_in_the_register_to_joining(client, event):
    assert "/join" in client.get(url(event)).text


def test_it_is_for_those_who_take_this_register(client, event):
    client.sign_in(someone(Role.TRAINER))
    assert client.get(url(event)).status_code == 403
