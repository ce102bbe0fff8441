"""Withdrawing, moving up from the waiting list, and calling an event off (docs/training.md 4.3 and 4.4)."""

from __future__ import annotations

from datetime import timedelta

import pytest

from portal.kernel import clock
from portal.kernel.db import db, unit_of_work
from portal.kernel.errors import NotFound
from tests.factories import a_booking, a_person, an_event, saved
from tests.integration.bookings.support import (
    book,
    coordinator,
    history_of,
    letters_about,
    oneself,
    places,
    status_of,
    withdraw,
)
from training.bookings import services
from training.bookings.domain import (
    AlreadyCancelled,
    BookingEnded,
    BookingStatus,
    CancelEvent,
    EventStarted,
    Withdraw,
)
from training.catalogue.domain import EventState

WAITING = BookingStatus.WAITING


def test_a_withdrawn_place_is_free_again():
    event = an_event(capacity=1)
    booking = withdraw(book(event))
    assert history_of(booking) == ["booked", "withdrawn"]
    assert places(event) == (0, 0)
    assert letters_about(booking) == ["booked", "withdrawn"]


def test_the_first_in_the_list_moves_up_and_is_told():
    event = an_event(capacity=1)
    booked, first, second = book(event), book(event, join_waiting=True), book(event, join_waiting=True)
    withdraw(booked)
    assert (status_of(first), status_of(second)) == ("booked", "waiting")
    assert history_of(first) == ["waiting", "booked"]
    assert letters_about(first) == ["waiting", "promoted"]
    assert places(event) == (1, 1)


def test_priority_goes_before_time_and_time_before_id():
    event = an_event(capacity=3)
    holders = [a_booking(event) for _ in range(3)]
    late, early, keen = (
        a_booking(event, status=WAITING, joined_at=clock.now() - timedelta(hours=hours), priority=priority)
        for hours, priority in ((1, 0), (2, 0), (0, 5))
    )
    for booking, expected in zip(holders, (keen, early, late), strict=True):
        withdraw(booking)
        assert status_of(expected) == BookingStatus.BOOKED


def test_equal_times_go_by_id():
    event = an_event(capacity=1)
    holder = a_booking(event)
    first, second = a_booking(event, status=WAITING), a_booking(event, status=WAITING)
    withdraw(holder)
    assert (status_of(first), status_of(second)) == ("booked", "waiting")


def test_leaving_the_waiting_list_promotes_nobody():
    event = an_event(capacity=1)
    book(event)
    first, second = book(event, join_waiting=True), book(event, join_waiting=True)
    withdraw(first)
    assert status_of(second) == WAITING
    assert places(event) == (1, 1)


def test_nobody_moves_up_inside_the_freeze():
    event = an_event(capacity=1, starts_at=clock.now() + timedelta(hours=23))
    holder, waiting = a_booking(event), a_booking(event, status=WAITING)
    withdraw(holder)
    assert status_of(waiting) == WAITING
    assert places(event) == (0, 0)


def test_nobody_moves_up_while_the_event_is_overbooked():
    event = an_event(capacity=1, overbooked=2)
    holders = [a_booking(event) for _ in range(3)]
    waiting = a_booking(event, status=WAITING)
    withdraw(holders[0])
    db.session.refresh(event)
    assert (status_of(waiting), event.places_taken, event.overbooked) == (WAITING, 2, 1)
    withdraw(holders[1])
    withdraw(holders[2])
    assert (status_of(waiting), places(event)) == ("booked", (1, 1))


def test_booking_again_is_a_new_booking_at_the_end():
    event, person = an_event(capacity=1), saved(a_person())
    first = withdraw(book(event, person))
    again = book(event, person)
    assert again.id != first.id
    assert again.calendar_uid != first.calendar_uid


def test_an_ended_booking_and_a_started_event_refuse():
    ended = withdraw(book(an_event()))
    with pytest.raises(BookingEnded):
        withdraw(ended)
    begun = a_booking(an_event(starts_at=clock.now() - timedelta(minutes=1)))
    with pytest.raises(EventStarted):
        withdraw(begun)


def test_staff_remove_and_others_may_not():
    booking = book(an_event())
    with pytest.raises(NotFound):
        withdraw(booking, oneself(saved(a_person())))
    withdraw(booking, coordinator())
    assert status_of(booking) == BookingStatus.REMOVED


def test_a_missing_booking_is_not_found():
    with pytest.raises(NotFound):
        services.withdraw(coordinator(), Withdraw(999_999))


def test_a_cancelled_event_ends_every_booking_and_tells_why():
    event = an_event(capacity=1)
    booked, waiting = book(event), book(event, join_waiting=True)
    with unit_of_work():
        services.cancel_event(coordinator(), CancelEvent(event.id, "Snow"))
    assert {status_of(booked), status_of(waiting)} == {"event_cancelled"}
    assert letters_about(waiting) == ["waiting", "event_cancelled"]
    assert places(event) == (0, 0)
    assert event.state is EventState.CANCELLED


def test_an_event_is_cancelled_once_and_not_after_its_start():
    event, begun = an_event(), an_event(starts_at=clock.now())
    services.cancel_event(coordinator(), CancelEvent(event.id, "Snow"))
    with pytest.raises(AlreadyCancelled):
        services.cancel_event(coordinator(), CancelEvent(event.id, "Snow"))
    with pytest.raises(EventStarted):
        services.cancel_event(coordinator(), CancelEvent(begun.id, "Snow"))
