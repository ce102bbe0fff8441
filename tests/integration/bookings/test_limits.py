"""How many dates of a course one person may book, when withdrawing is late, and who has first call."""

from __future__ import annotations

from datetime import timedelta

import pytest

from portal.kernel import clock
from portal.kernel.db import db, unit_of_work
from portal.kernel.outbox import OutgoingMessage
from tests.factories import a_booking, a_course, a_person, an_account, an_event, saved
from tests.integration.bookings.support import book, coordinator, oneself, status_of, withdraw
from training.bookings import promotion, services
from training.bookings.domain import Book, BookingStatus, CancelEvent, TooManyBookings
from training.bookings.models import Booking
from training.bookings.services.ranking import CALLED_OFF, FIRST_CALL
from training.catalogue.queries import get_event

SECOND = timedelta(seconds=1)
LATE = timedelta(days=7)


@pytest.fixture
def course():
    return saved(a_course())


def dates(course, number):
    return [an_event(course, starts_at=clock.now() + timedelta(days=20 + day)) for day in range(number)]


def test_a_fourth_date_of_a_course_is_refused_and_one_less_allows_it(course):
    person, events = saved(a_person()), dates(course, 4)
    bookings = [book(event, person) for event in events[:3]]
    with pytest.raises(TooManyBookings, match="already has 3 bookings"):
        book(events[3], person)
    withdraw(bookings[0])
    book(events[3], person)


@pytest.mark.unsound("its bookings are rows made by hand")
def test_whoever_runs_training_keeps_to_the_limit_of_the_course_too():
    course = saved(a_course(most_live_bookings=1))
    person, (first, second) = saved(a_person()), dates(course, 2)
    a_booking(first, person, BookingStatus.WAITING)
    with pytest.raises(TooManyBookings), unit_of_work():
        services.book(coordinator(), Book(second.id, person.id))
    book(second)


def test_other_courses_and_what_is_over_do_not_count():
    course = saved(a_course(most_live_bookings=1))
    person = saved(a_person())
    a_booking(an_event(course, starts_at=clock.now() - timedelta(days=9)), person, BookingStatus.ATTENDED)
    book(an_event(), person)
    book(dates(course, 1)[0], person)


@pytest.mark.parametrize(("before", "late"), [(LATE, True), (LATE + SECOND, False), (SECOND, True)])
def test_withdrawing_within_seven_days_is_late(before, late):
    booking = book(an_event(starts_at=clock.now() + before))
    withdraw(booking)
    assert db.session.get(Booking, booking.id).is_late_cancel is late


def test_neither_a_turn_that_is_given_up_nor_a_removal_is_late():
    event = an_event(starts_at=clock.now() + timedelta(days=2), capacity=1)
    removed, waits = book(event), book(event, join_waiting=True)
    withdraw(waits)
    withdraw(removed, coordinator())
    assert [db.session.get(Booking, one.id).is_late_cancel for one in (removed, waits)] == [False, False]


@pytest.mark.parametrize(("days", "points"), [(0, FIRST_CALL), (4, FIRST_CALL), (5, CALLED_OFF)])
def test_first_call_lasts_five_days_and_a_little_stays(course, at, days, points):
    person, (called_off, other) = saved(a_person()), dates(course, 2)
    book(called_off, person)
    with unit_of_work():
        services.cancel_event(coordinator(), CancelEvent(called_off.id, "Snow"))
    at(clock.now() + timedelta(days=days))
    a_booking(other, status=BookingStatus.BOOKED)
    db.session.get(type(other), other.id).capacity = 1
    db.session.commit()
    assert book(other, person, join_waiting=True).priority == points


def test_who_waits_for_another_date_already_goes_first_there(course):
    person, (called_off, other) = saved(a_person()), dates(course, 2)
    other.capacity = 1
    db.session.commit()
    holder, earlier = book(other), book(other, join_waiting=True)
    mine = book(other, person, join_waiting=True)
    a_booking(called_off, person, BookingStatus.WAITING)
    with unit_of_work():
        services.cancel_event(coordinator(), CancelEvent(called_off.id, "Snow"))
    withdraw(holder)
    assert (status_of(mine), status_of(earlier)) == ("booked", "waiting")


def test_a_closed_account_is_passed_over_with_the_reason():
    event, person = an_event(capacity=1), saved(a_person())
    holder, mine = book(event), book(event, person, join_waiting=True)
    following = book(event, join_waiting=True)
    saved(an_account(person, closed_at=clock.now()))
    withdraw(holder)
    assert (status_of(mine), status_of(following)) == ("waiting", "booked")
    assert db.session.get(Booking, mine.id).skip_reason == promotion.SUSPENDED


def test_a_place_ends_other_waits_for_the_course_and_the_letter_says_so(course):
    person, (first, second) = saved(a_person()), dates(course, 2)
    waits = a_booking(second, person, BookingStatus.WAITING)
    with unit_of_work():
        booking = services.book(oneself(person), Book(first.id, person.id))
    assert (status_of(booking), status_of(waits)) == ("booked", "withdrawn")
    assert f"({get_event(second.id).code})" in letter_about(booking)


def letter_about(booking):
    return db.session.query(OutgoingMessage).filter_by(about=f"booking:{booking.id}").one().body
