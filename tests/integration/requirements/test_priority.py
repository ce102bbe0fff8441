"""Whoever is late with required training goes first on what makes up for it (docs/training.md 4.4 step 3)."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from portal.kernel import clock
from portal.kernel.access import SYSTEM
from portal.kernel.activity import Activity
from portal.kernel.db import db, unit_of_work
from tests.factories import a_booking, a_course, an_event, saved
from tests.factories_partnership import a_part
from tests.integration.bookings.above import a_room
from tests.integration.bookings.support import book, status_of, withdraw
from tests.integration.requirements.cast import a_requirement, a_worker, learned, stands
from tests.integration.requirements.test_keeping import on
from training.bookings import services
from training.bookings.domain import ApprovalStep, BookingStatus
from training.bookings.models import Booking
from training.bookings.queries import get_booking
from training.catalogue.queries import get_event
from training.requirements import jobs
from training.requirements.queries.urgency import map_waiting
from training.requirements.services.ranking import WHY

pytestmark = pytest.mark.usefixtures("today")

WAITING, REQUESTED = BookingStatus.WAITING, BookingStatus.REQUESTED


@pytest.fixture
def course():
    return saved(a_course(refresher_id=None))


@pytest.fixture
def full(course):
    """An event of the course without a place left."""
    event = an_event(course, capacity=1)
    a_booking(event)
    return event


def standing_in_queue(booking):
    db.session.expire_all()
    found = get_booking(booking.id)
    return found.priority, found.priority_reason


def test_whoever_is_late_goes_first_and_is_told_why(course, full):
    late, other = a_worker(), a_worker()
    needed = a_requirement(course)
    learned(other, course)
    assert (stands(late, needed), stands(other, needed)) == ("overdue", "current")
    first = book(full, other, join_waiting=True)
    second = book(full, late, join_waiting=True)
    assert (standing_in_queue(first), standing_in_queue(second)) == ((0, ""), (20, WHY))


def test_a_place_that_comes_free_goes_to_whoever_is_late(course):
    event, late, other = an_event(course, capacity=1), a_worker(), a_worker()
    a_requirement(course)
    learned(other, course)
    place = a_booking(event)
    waits, hurries = book(event, other, join_waiting=True), book(event, late, join_waiting=True)
    withdraw(place)
    db.session.expire_all()
    assert get_booking(waits.id).status is WAITING
    assert get_booking(hurries.id).status in {BookingStatus.BOOKED, BookingStatus.OFFERED}


def test_other_courses_and_a_partnership_without_it_know_no_hurry(course, full):
    elsewhere, late = an_event(capacity=1), a_worker()
    a_booking(elsewhere)
    a_requirement(course)
    assert standing_in_queue(book(elsewhere, late, join_waiting=True)) == (0, "")
    a_part("rules.requirements", priority=0)
    assert standing_in_queue(book(full, late, join_waiting=True)) == (0, "")


@pytest.mark.parametrize(("days", "points"), [(400, 20), (700, 0)], ids=["in time for it", "too late"])
def test_what_renews_the_course_counts_while_it_is_enough(course, monkeypatch, days, points):
    refresher, person = saved(a_course()), a_worker()
    course.refresher_id = refresher.id
    db.session.commit()
    a_requirement(course)
    learned(person, course)
    event = an_event(refresher, capacity=1)
    a_booking(event)
    on(monkeypatch, clock.today() + timedelta(days=days))
    jobs.move_on()
    assert standing_in_queue(book(event, person, join_waiting=True))[0] == points


def test_it_ends_as_soon_as_they_are_no_longer_late(course, full):
    late = a_worker()
    a_requirement(course)
    booking = book(full, late, join_waiting=True)
    learned(late, course)
    assert standing_in_queue(booking) == (0, "")


def test_it_begins_on_the_day_they_become_late(course, full, monkeypatch):
    person = a_worker()
    needed = a_requirement(course, grace_days=0)
    learned(person, course)
    booking = book(full, person, join_waiting=True)
    assert standing_in_queue(booking) == (0, "")
    later = clock.today() + timedelta(days=400)
    on(monkeypatch, later)
    jobs.move_on()
    assert stands(person, needed) in {"overdue", "reactivatable", "expired"}
    assert standing_in_queue(booking) == (20, WHY)
    jobs.move_on()
    moved = select(Activity.id).where(Activity.verb == "rank_anew", Activity.person_id == person.id)
    assert len(db.session.scalars(moved).all()) == 1


def test_whoever_needs_a_yes_first_goes_first_once_they_wait(course, full):
    late = a_worker()
    a_requirement(course)
    with a_room(approval_steps=lambda *_: [ApprovalStep("manager", "For the test")]):
        booking = book(full, late, join_waiting=True)
        assert get_booking(booking.id).status is REQUESTED
        with unit_of_work():
            services.approve(SYSTEM, get_booking(booking.id))
    assert status_of(booking) is WAITING
    assert standing_in_queue(booking) == (20, WHY)


def test_only_those_who_ask_for_a_place_are_looked_for(course, full):
    needed, waits, has_place = a_requirement(course), a_worker(), a_worker()
    a_booking(full, waits, status=WAITING)
    a_booking(an_event(course), has_place)
    people = [waits.id, has_place.id, a_worker().id]
    assert map_waiting(people, [needed.id]) == {waits.id: frozenset({course.id})}
    assert map_waiting(people, [a_requirement().id]) == {}


def test_whoever_had_a_place_goes_first_when_the_date_is_lost_and_found(course, full):
    """Their order is kept, whatever moves up those who waited (docs/training.md 4.3)."""
    late = a_worker()
    a_requirement(course)
    hurries = book(full, late, join_waiting=True)
    held = db.session.scalars(
        select(Booking).where(Booking.event_id == full.id, Booking.id != hurries.id)
    ).one()
    when = full.starts_at, full.ends_at
    for starts_at, ends_at in ((None, None), when):
        with unit_of_work():
            event = get_event(full.id, lock=True)
            event.starts_at, event.ends_at = starts_at, ends_at
            services.hear_of_change(event, has_moved=True)
    assert status_of(hurries) is WAITING
    assert status_of(held) in {BookingStatus.BOOKED, BookingStatus.OFFERED}
