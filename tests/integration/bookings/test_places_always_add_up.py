"""After any sequence of acts the event's count equals the bookings that hold a place (I1 to I3)."""

from __future__ import annotations

import contextlib
import random

import pytest

from portal.kernel.db import db, unit_of_work
from portal.kernel.errors import RuleBroken
from tests.factories import a_person, an_event, saved
from tests.integration.bookings.support import book, coordinator, oneself, places
from training.bookings import queries, services
from training.bookings.domain import BookingStatus, CancelEvent, Withdraw
from training.bookings.promotion import promote
from training.catalogue.queries import get_event

STEPS = 40


def a_random_act(dice: random.Random, event, people) -> None:
    person = dice.choice(people)
    act = dice.choice(["book", "book", "wait", "wait", "withdraw", "withdraw", "promote", "cancel"])
    if act in {"book", "wait"}:
        book(event, person, join_waiting=act == "wait")
    elif act == "withdraw" and (booking := queries.find_booking(event.id, person.id)):
        with unit_of_work():
            services.withdraw(oneself(person), Withdraw(booking.id))
    elif act == "promote":
        with unit_of_work():
            promote(get_event(event.id, lock=True))
    elif act == "cancel" and dice.random() < 1 / 40:
        with unit_of_work():
            services.cancel_event(coordinator(), CancelEvent(event.id, "Snow"))


@pytest.mark.parametrize("seed", range(5))
def test_places_taken_is_always_the_bookings_that_hold_one(seed):
    dice = random.Random(seed)  # noqa: S311  # a seeded walk, no secret
    event = an_event(capacity=3)
    people = [saved(a_person()) for _ in range(7)]
    for _ in range(STEPS):
        with contextlib.suppress(RuleBroken):
            a_random_act(dice, event, people)
        taken, held = places(event)
        assert taken == held <= event.capacity
        waiting = queries.list_bookings(event.id, frozenset({BookingStatus.WAITING}))
        assert not waiting or taken == event.capacity
        db.session.rollback()
