"""What rooms above bookings may answer, and what then happens (training/bookings/domain/hooks.py)."""

from __future__ import annotations

import pytest

from portal.kernel.db import unit_of_work
from portal.kernel.errors import RuleBroken
from tests.factories import a_booking, a_person, an_agency, an_event, saved
from tests.integration.bookings.above import NotFrom, a_room
from tests.integration.bookings.support import book, coordinator, history_of, letters_about, places, status_of
from training.bookings import checks, services
from training.bookings.domain import (
    AddWalkIn,
    ApprovalStep,
    Book,
    BookingStatus,
    EventFull,
    NotRequested,
    PlaceKept,
    Priority,
    ReasonMissing,
)
from training.bookings.promotion import Cause, promote
from training.catalogue.queries import get_event

WAITING, REQUESTED = BookingStatus.WAITING, BookingStatus.REQUESTED
STEP = ApprovalStep("manager", "Your manager agrees to training")


def needs_approval(event, learner):
    return [STEP]


def free(event, cause=Cause.ROUND):
    with unit_of_work():
        return promote(get_event(event.id, lock=True), cause)


def act(service, *args):
    with unit_of_work():
        return service(*args)


def test_an_obstacle_above_keeps_somebody_out_by_every_way():
    event, person = an_event(), saved(a_person())
    waits = a_booking(event, status=WAITING)
    asked = a_booking(event, status=REQUESTED)
    with a_room(booking_obstacles=lambda event, learner: RuleBroken("Do the introduction first")):
        with pytest.raises(RuleBroken, match="introduction"):
            book(event, person)
        with pytest.raises(RuleBroken, match="introduction"):
            act(services.approve, coordinator(), asked)
        assert free(event) == []
    assert (status_of(waits), waits.skip_reason) == ("waiting", "Do the introduction first")


def test_approval_comes_before_a_place():
    event = an_event(capacity=1)
    with a_room(approval_steps=needs_approval):
        booking = book(event)
        assert (status_of(booking), places(event)) == ("requested", (0, 0))
        act(services.approve, coordinator(), booking)
    assert history_of(booking) == ["requested", "booked"]
    assert letters_about(booking) == ["requested", "booked"]


def test_approval_of_a_full_event_leads_to_the_waiting_list_and_is_kept():
    event = an_event(capacity=1)
    with a_room(approval_steps=needs_approval):
        booking, holder = book(event), a_booking(event)
        act(services.approve, coordinator(), booking)
        assert status_of(booking) == "waiting"
        act(services.end_double, coordinator(), get_event(event.id, lock=True), holder)
    assert status_of(booking) == "booked"


def test_a_request_can_be_declined_with_a_reason_or_run_out():
    event = an_event()
    declined, expired = a_booking(event, status=REQUESTED), a_booking(event, status=REQUESTED)
    with pytest.raises(ReasonMissing):
        act(services.decline, coordinator(), declined, " ")
    act(services.decline, coordinator(), declined, "Not this term")
    act(services.expire_request, expired)
    assert (status_of(declined), status_of(expired)) == ("declined", "expired_request")
    with pytest.raises(NotRequested):
        act(services.approve, coordinator(), declined)


def test_more_places_give_none_to_those_who_are_not_approved():
    event = an_event(capacity=1)
    a_booking(event)
    asked, waits = a_booking(event, status=REQUESTED), a_booking(event, status=WAITING)
    event.capacity = 5
    with a_room(approval_steps=needs_approval):
        assert free(event, Cause.MORE_PLACES) == []
    assert (status_of(asked), status_of(waits)) == ("requested", "waiting")


def test_a_rule_of_places_refuses_a_booking_or_lets_it_wait():
    event, agency = an_event(), saved(an_agency())
    mine, other = (a_booking(event, status=WAITING, agency_id=one) for one in (agency.id, None))
    with a_room(place_rules=lambda event, lock: NotFrom(None)):
        with pytest.raises(PlaceKept, match="kept for others"):
            book(event)
        assert status_of(book(event, join_waiting=True)) == "waiting"
        assert free(event) == [mine]
    assert other.skip_reason == "Places are kept for others"
    assert list(checks.find_forgotten()) == []


def test_a_rule_of_places_counts_those_of_the_same_run():
    event, agency = an_event(), saved(an_agency())
    first, second = (a_booking(event, status=WAITING, agency_id=agency.id) for _ in range(2))
    with a_room(place_rules=lambda event, lock: NotFrom(None, at_most=1)):
        assert free(event) == [first]
    assert second.skip_reason == "Your agency has all its places"


def test_priority_moves_somebody_up_and_says_why():
    event = an_event(capacity=1)
    holder, usual = a_booking(event), a_booking(event, status=WAITING)
    with a_room(booking_priority=lambda event, learner: Priority(10, "Your school has no Champion")):
        urgent = book(event, join_waiting=True)
        act(services.end_double, coordinator(), get_event(event.id, lock=True), holder)
    assert (status_of(urgent), status_of(usual)) == ("booked", "waiting")
    assert urgent.priority_reason == "Your school has no Champion"


@pytest.mark.unsound("the reserved places end with the room that counts them")
def test_held_places_are_taken_by_nobody_else_and_counted():
    event, who = an_event(capacity=2), coordinator()
    act(services.hold_places, who, get_event(event.id, lock=True), 2)
    with a_room(unnamed_places=lambda ids: dict.fromkeys(ids, 2)):
        assert list(checks.find_wrong_counts()) == []
    with pytest.raises(EventFull):
        book(event)
    with pytest.raises(EventFull):
        act(services.hold_places, who, get_event(event.id, lock=True), 1)
    waits = a_booking(event, status=WAITING)
    act(services.release_places, who, get_event(event.id, lock=True), 1)
    assert (status_of(waits), places(event)) == ("booked", (2, 1))
    assert len(list(checks.find_wrong_counts())) == 1


def test_a_held_place_is_given_a_name_without_taking_another():
    event, who, person = an_event(capacity=1), coordinator(), saved(a_person())
    act(services.hold_places, who, get_event(event.id, lock=True), 1)
    booking = act(services.name_held_place, who, Book(event.id, person.id))
    assert (status_of(booking), places(event)) == ("booked", (1, 1))


def test_a_walk_in_takes_a_place_or_makes_one(today):
    event = an_event(capacity=1)
    event.starts_at = event.starts_at.replace(year=event.starts_at.year - 1)
    who, first, second = coordinator(), saved(a_person()), saved(a_person())
    bookings = [
        act(services.add_walk_in, who, AddWalkIn(event.id, one.id, "Came")) for one in (first, second)
    ]
    assert all(one.is_walk_in for one in bookings)
    assert (places(event), event.overbooked) == ((2, 2), 1)


def test_every_change_is_told_above_in_the_same_transaction():
    told = []

    def hear(actor, event, bookings, before):
        told.extend((before.get(one.id), one.status.value) for one in bookings)

    event = an_event(capacity=1)
    with a_room(booking_moved=hear):
        holder, _ = book(event), book(event, join_waiting=True)
        act(services.end_double, coordinator(), get_event(event.id, lock=True), holder)
    assert told == [(None, "booked"), (None, "waiting"), ("booked", "removed"), ("waiting", "booked")]
