"""Places held without a name: by whom, how many, until when, and who gets them (docs/training.md 4.5)."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from portal.kernel import clock
from portal.kernel.access import Actor, Role, RoleScope
from portal.kernel.db import db, unit_of_work
from portal.kernel.errors import Forbidden, NotFound
from portal.kernel.outbox import OutgoingMessage
from portal.people.domain import AgencyKind
from tests.factories import a_booking, a_person, a_post, an_agency, an_event, saved
from tests.integration.bookings.above import a_room
from tests.integration.bookings.support import coordinator, status_of, withdraw
from tests.integration.bookings.test_hooks import needs_approval
from training.bookings import services as bookings
from training.bookings.checks import CHECKS
from training.bookings.domain import BookingStatus, CancelEvent, EventNotBookable
from training.bookings.retention import RETENTION
from training.catalogue.models import Course
from training.catalogue.queries import get_event
from training.shares import checks, jobs
from training.shares.domain import (
    FewerHeld,
    HoldPlaces,
    KeptForOthers,
    NameHeld,
    NoDateYet,
    NothingHeld,
    NotYourAgency,
    OfAnotherAgency,
    ReleaseHeld,
    TooFewLeft,
    TooLateToHold,
    TooManyHeld,
)
from training.shares.models import AgencyShare, NamedPlace, Reservation
from training.shares.services import holding

WAITING = BookingStatus.WAITING
AHEAD = timedelta(days=30)


def breaches():
    return [said for check in (*CHECKS, *checks.CHECKS) for said in check.find()]


@pytest.fixture
def agency():
    return saved(an_agency(kind=AgencyKind.SCHOOL))


@pytest.fixture
def lead(agency):
    person = saved(a_person())
    saved(a_post(person, agency))
    return Actor(person.id, scopes=frozenset({RoleScope(Role.AGENCY_LEAD, agency_id=agency.id)}))


@pytest.fixture
def event():
    return an_event(capacity=6, starts_at=clock.now() + AHEAD)


def hold(actor, event, places=2, agency=None):
    with unit_of_work():
        return holding.hold(actor, HoldPlaces(event.id, places, agency and agency.id))


def name(actor, reservation, person, **more):
    with unit_of_work():
        return holding.name(actor, NameHeld(reservation.id, person.id, **more))


def release(actor, reservation, places):
    with unit_of_work():
        return holding.release(actor, ReleaseHeld(reservation.id, places))


def somebody(agency):
    person = saved(a_person())
    saved(a_post(person, agency))
    return person


def later(monkeypatch, **after):
    at = clock.now() + timedelta(**after)
    monkeypatch.setattr(clock, "now", lambda: at)


class TestHolding:
    def test_takes_places_until_they_are_named(self, lead, agency, event):
        reservation = hold(lead, event, 2, agency)
        assert (event.places_taken, reservation.places) == (2, 2)
        booking = name(lead, reservation, somebody(agency))
        assert (status_of(booking), event.places_taken, reservation.places) == ("booked", 2, 1)
        assert breaches() == []

    def test_held_again_is_added(self, lead, agency, event):
        first = hold(lead, event, 2, agency)
        assert hold(lead, event, 1, agency) is first
        assert first.places == 3

    def test_no_more_than_one_may_over_all_dates_named_ones_too(self, lead, agency, event):
        other = an_event(db.session.get(Course, event.course_id), starts_at=clock.now() + AHEAD * 2)
        name(lead, hold(lead, event, 3, agency), somebody(agency))
        with pytest.raises(TooManyHeld, match="5 places for this course, 3 of them held or named already"):
            hold(lead, other, 3, agency)
        hold(lead, other, 2, agency)
        assert breaches() == []

    def test_a_named_one_who_withdrew_counts_no_more(self, lead, agency, event):
        booking = name(lead, hold(lead, event, 5, agency), somebody(agency))
        withdraw(booking)
        assert hold(lead, event, 1, agency).places == 5

    def test_no_more_than_there_are(self, lead, agency):
        event = an_event(capacity=3, starts_at=clock.now() + AHEAD)
        a_booking(event)
        with pytest.raises(TooFewLeft, match="Only 2 places are left"):
            hold(lead, event, 3, agency)

    def test_what_is_kept_for_others_is_not_held(self, lead, agency, event):
        saved(AgencyShare(event_id=event.id, sort="kept", kind="health", places=4, days_before=7))
        with pytest.raises(KeptForOthers, match="kept for health services"):
            hold(lead, event, 3, agency)
        hold(lead, event, 2, agency)
        with pytest.raises(KeptForOthers):
            hold(coordinator(), event, 1)

    def test_held_places_fill_the_share_of_their_agency(self, lead, agency, event):
        saved(AgencyShare(event_id=event.id, sort="kept", kind="school", places=2, days_before=7))
        hold(lead, event, 2, agency)
        clinic = saved(an_agency())
        assert hold(coordinator(), event, 4, clinic).places == 4

    def test_the_last_day_to_hold(self, monkeypatch, lead, agency, event):
        later(monkeypatch, days=16)
        with pytest.raises(TooLateToHold):
            hold(lead, event, 1, agency)

    def test_not_without_a_date_nor_when_it_is_not_open(self, lead, agency):
        with pytest.raises(NoDateYet):
            hold(lead, an_event(sittings=0), 1, agency)
        with pytest.raises(EventNotBookable):
            hold(lead, an_event(starts_at=clock.now() + AHEAD, state="planned"), 1, agency)

    def test_for_ones_own_agency_alone(self, lead, event):
        with pytest.raises(NotYourAgency):
            hold(lead, event, 1, saved(an_agency()))
        with pytest.raises(NotYourAgency):
            hold(lead, event, 1)
        assert hold(coordinator(), event, 1).agency_id is None

    def test_a_practitioner_holds_nothing(self, agency, event):
        person = somebody(agency)
        with pytest.raises(Forbidden):
            hold(Actor(person.id, scopes=frozenset({RoleScope(Role.PRACTITIONER)})), event, 1, agency)


class TestNaming:
    def test_only_people_one_may_book_of_the_same_agency(self, lead, agency, event):
        stranger = somebody(saved(an_agency()))
        with pytest.raises(Forbidden):
            name(lead, hold(lead, event, 1, agency), stranger)
        with pytest.raises(OfAnotherAgency, match=f"held for {agency.name}"):
            name(coordinator(), db.session.query(Reservation).one(), stranger)

    def test_a_stranger_knows_of_nothing(self, lead, agency, event):
        reservation = hold(lead, event, 1, agency)
        other = Actor(saved(a_person()).id, scopes=frozenset({RoleScope(Role.LINE_MANAGER)}))
        for act in (
            lambda: name(other, reservation, somebody(agency)),
            lambda: release(other, reservation, 1),
        ):
            with pytest.raises(NotFound):
                act()

    def test_nobody_twice_and_none_beyond_what_is_held(self, lead, agency, event):
        reservation, person = hold(lead, event, 1, agency), somebody(agency)
        name(lead, reservation, person)
        with pytest.raises(NothingHeld):
            name(lead, reservation, person)
        assert (reservation.places, event.places_taken, breaches()) == (0, 1, [])

    def test_whoever_needs_approval_keeps_the_place_until_then(self, lead, agency, event):
        reservation = hold(lead, event, 1, agency)
        with a_room(approval_steps=needs_approval):
            booking = name(lead, reservation, somebody(agency))
        assert (status_of(booking), booking.keeps_place, event.places_taken) == ("requested", True, 1)

    def test_over_capacity_they_wait(self, lead, agency, event):
        reservation = hold(lead, event, 2, agency)
        event.capacity, event.overbooked = 1, 1
        db.session.commit()
        booking = name(lead, reservation, somebody(agency))
        assert (status_of(booking), event.places_taken, event.overbooked) == ("waiting", 1, 0)
        assert status_of(name(lead, reservation, somebody(agency))) == "booked"
        assert breaches() == []


class TestRelease:
    def test_goes_to_those_who_wait(self, lead, agency, event):
        reservation = hold(lead, event, 3, agency)
        waits = [a_booking(event, status=WAITING) for _ in range(2)]
        assert release(lead, reservation, 1) == waits
        assert reservation.places == 2
        with pytest.raises(FewerHeld):
            release(lead, reservation, 3)
        assert breaches() == []

    def test_by_itself_on_its_day_and_once(self, monkeypatch, lead, agency, event):
        event.capacity = 2
        reservation = hold(lead, event, 2, agency)
        waits = a_booking(event, status=WAITING)
        later(monkeypatch, days=22)
        jobs.release_held()
        assert (reservation.places, status_of(waits)) == (2, "waiting")
        later(monkeypatch, days=1)
        jobs.release_held()
        jobs.release_held()
        assert (reservation.places, status_of(waits), event.places_taken) == (0, "offered", 1)
        assert reservation.released_at == clock.now()
        assert breaches() == []

    def test_when_the_event_is_called_off(self, lead, agency, event):
        reservation = hold(lead, event, 2, agency)
        with unit_of_work():
            bookings.cancel_event(coordinator(), CancelEvent(event.id, "Snow"))
        jobs.release_held()
        assert (reservation.places, event.places_taken) == (0, 0)

    def test_a_letter_comes_before_and_once(self, monkeypatch, lead, agency, event):
        hold(lead, event, 2, agency)
        jobs.release_held()
        assert letters() == []
        later(monkeypatch, days=20)
        jobs.release_held()
        jobs.release_held()
        (letter,) = letters()
        assert "You hold 2 places without a name" in letter.body

    def test_a_letter_comes_anew_for_another_date(self, monkeypatch, lead, agency, event):
        hold(lead, event, 2, agency)
        later(monkeypatch, days=20)
        jobs.release_held()
        event.starts_at, event.ends_at = event.starts_at + AHEAD, event.ends_at + AHEAD
        event.sequence += 1
        with unit_of_work():
            holding.hear_of_change(get_event(event.id, lock=True), has_moved=True)
        later(monkeypatch, days=30)
        jobs.release_held()
        assert len(letters()) == 2


def letters():
    wanted = select(OutgoingMessage).where(OutgoingMessage.kind == "held_places_ending")
    return db.session.scalars(wanted).all()


def test_a_booking_that_is_deleted_takes_its_name_along(lead, agency, event):
    booking = name(lead, hold(lead, event, 1, agency), somebody(agency))
    purge = next(one.purge for one in RETENTION if one.name == "booking-waiting-entries")
    purge([booking.id])
    db.session.expire_all()
    assert db.session.query(NamedPlace).count() == 0


def test_the_check_finds_whoever_holds_too_many(lead, agency, event):
    reservation = hold(lead, event, 2, agency)
    reservation.most = 1
    db.session.commit()
    assert len(list(checks.find_overheld())) == 1
