"""Booking: who gets a place, who waits and who is refused (docs/training.md 4.3, “book”)."""

from __future__ import annotations

from datetime import timedelta

import pytest

from portal.kernel import clock
from portal.kernel.access import Role
from portal.kernel.db import unit_of_work
from portal.kernel.errors import Forbidden, NotFound
from tests.factories import a_booking, a_course, a_person, a_post, an_agency, an_event, saved, someone
from tests.factories import actor_of as as_actor
from tests.integration.bookings.support import (
    book,
    history_of,
    letters_about,
    oneself,
    places,
    status_of,
)
from training.bookings import services
from training.bookings.domain import (
    AlreadyBooked,
    Book,
    BookingStatus,
    DiaryClash,
    EventFull,
    EventNotBookable,
)
from training.catalogue.domain import EventState

HOURS = timedelta(hours=1)


def test_a_place_is_taken_and_written_down():
    event = an_event(capacity=2)
    booking = book(event, access_needs="Hearing loop")
    assert status_of(booking) == BookingStatus.BOOKED
    assert history_of(booking) == ["booked"]
    assert places(event) == (1, 1)
    assert letters_about(booking) == ["booked"]
    assert booking.access_needs == "Hearing loop"


def test_the_agency_of_the_day_stays_on_the_booking():
    person, agency = saved(a_person()), saved(an_agency())
    saved(a_post(person, agency))
    assert book(an_event(), person).agency_id == agency.id


def test_a_full_event_refuses_and_names_the_waiting_list():
    event = an_event(capacity=1)
    book(event)
    with pytest.raises(EventFull) as refused:
        book(event)
    assert "waiting list" in refused.value.message
    assert refused.value.field == "join_waiting"
    assert places(event) == (1, 1)


def test_whoever_asks_for_it_waits_when_the_event_is_full():
    event = an_event(capacity=1)
    book(event)
    waiting = book(event, join_waiting=True)
    assert status_of(waiting) == BookingStatus.WAITING
    assert letters_about(waiting) == ["waiting"]
    assert places(event) == (1, 1)


def test_asking_to_wait_gives_a_place_while_there_is_one():
    assert book(an_event(capacity=1), join_waiting=True).status is BookingStatus.BOOKED


def test_an_event_without_a_date_only_has_a_waiting_list():
    event = an_event(sittings=0)
    assert book(event).status is BookingStatus.WAITING
    assert places(event) == (0, 0)


@pytest.mark.parametrize(
    "event",
    [
        {"state": EventState.CANCELLED},
        {"state": EventState.PLANNED},
        {"starts_at": -1 * HOURS},
        {"booking_opens_at": 1 * HOURS},
        {"booking_closes_at": -1 * HOURS},
    ],
)
def test_an_event_that_cannot_be_booked_refuses(event):
    moments = {key: clock.now() + value for key, value in event.items() if isinstance(value, timedelta)}
    with pytest.raises(EventNotBookable):
        book(an_event(**{**event, **moments}))


def test_nobody_is_on_an_event_twice():
    event, person = an_event(), saved(a_person())
    book(event, person)
    with pytest.raises(AlreadyBooked):
        book(event, person)
    assert places(event) == (1, 1)


def test_a_clash_is_named_and_can_be_overruled():
    person = saved(a_person())
    book(an_event(saved(a_course(title="Domestic abuse"))), person)
    other = an_event()
    with pytest.raises(DiaryClash, match="Domestic abuse"):
        book(other, person)
    assert book(other, person, despite_clash=True).status is BookingStatus.BOOKED


def test_events_that_only_touch_are_no_clash():
    person, first = saved(a_person()), an_event()
    book(first, person)
    assert book(an_event(starts_at=first.ends_at), person).status is BookingStatus.BOOKED
    earlier = an_event(starts_at=first.starts_at - 3 * HOURS)
    assert book(earlier, person).status is BookingStatus.BOOKED


@pytest.mark.unsound("its bookings are rows made by hand")
def test_waiting_elsewhere_at_the_same_time_is_no_clash():
    person = saved(a_person())
    a_booking(an_event(), person, BookingStatus.WAITING)
    assert book(an_event(), person).status is BookingStatus.BOOKED


def test_another_person_may_not_be_booked_without_a_reason_to():
    with pytest.raises(Forbidden):
        services.book(oneself(saved(a_person())), Book(an_event().id, saved(a_person()).id))


def test_a_missing_event_and_a_missing_person_are_not_found():
    person = saved(a_person())
    with pytest.raises(NotFound):
        services.book(oneself(person), Book(999_999, person.id))
    with pytest.raises(NotFound):
        services.book(oneself(person), Book(an_event().id, 999_999))


def test_a_manager_books_their_own_people_only():
    agency = saved(an_agency())
    manager, other = someone(Role.LINE_MANAGER, agency=agency), someone(Role.LINE_MANAGER, agency=agency)
    person = saved(a_person())
    saved(a_post(person, agency, manager_id=manager.person_id))
    event = an_event()
    with pytest.raises(Forbidden), unit_of_work():
        services.book(as_actor(other, Role.LINE_MANAGER), Book(event.id, person.id))
    with unit_of_work():
        booking = services.book(as_actor(manager, Role.LINE_MANAGER), Book(event.id, person.id))
    assert booking.booked_by_id == manager.person_id
