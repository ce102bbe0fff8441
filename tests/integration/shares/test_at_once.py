"""Acts that meet at one moment, in threads: nobody is booked twice, and nothing is lost without a word."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from functools import partial

import pytest
from sqlalchemy import func, select

from portal.kernel import clock
from portal.kernel.activity import Activity
from portal.kernel.db import db, unit_of_work
from portal.kernel.errors import PortalError, SeenHasChanged
from portal.people.domain import AgencyKind
from tests.factories import a_booking, a_person, a_post, an_agency, an_event, saved
from tests.integration.bookings.support import coordinator, oneself
from tests.integration.shares.test_release_race import at_once, breaches, database, house
from training.bookings import services
from training.bookings.domain import Book, BookingStatus
from training.bookings.models import Booking
from training.bookings.promotion import promote
from training.catalogue.models import TrainingEvent
from training.catalogue.queries import get_event
from training.shares.domain import Group, HoldPlaces, NameHeld, SaveShare, ShareSort
from training.shares.models import AgencyShare, Reservation
from training.shares.services import hearing, holding, releasing, sharing

__all__ = ["database", "house"]
SCHOOLS, HEALTH = Group(kind=AgencyKind.SCHOOL), Group(kind=AgencyKind.HEALTH)
TURNS = range(3)
pytestmark = pytest.mark.parametrize("turn", TURNS)


def ahead(days=30):
    return clock.now() + timedelta(days=days)


def counted(event_id, *statuses):
    chosen = Booking.status.in_(statuses)
    return db.session.scalar(select(func.count()).where(Booking.event_id == event_id, chosen))


def people(agency, number):
    made = [saved(a_person()) for _ in range(number)]
    for one in made:
        saved(a_post(one, agency))
    return [(oneself(one), one.id) for one in made]


def lower(event_id, capacity):
    event = get_event(event_id, lock=True)
    event.capacity = capacity
    event.overbooked = max(0, event.places_taken - capacity)
    services.hear_of_change(event, has_moved=False)
    hearing.hear_of_change(event, has_moved=False)


def test_fewer_places_while_twenty_book(house, turn):
    event_id = an_event(capacity=12, starts_at=ahead()).id
    who = people(saved(an_agency()), 20)
    deeds = [lambda one=one: services.book(one[0], Book(event_id, one[1], join_waiting=True)) for one in who]
    db.session.remove()
    at_once(house, [*deeds[:10], lambda: lower(event_id, 6), *deeds[10:]])
    event = db.session.get(TrainingEvent, event_id)
    booked = counted(event_id, BookingStatus.BOOKED)
    assert breaches() == []
    assert (event.places_taken, event.overbooked) == (booked, max(0, booked - event.capacity))
    assert booked <= (12 if event.overbooked else event.capacity)


def a_share_that_ends_now():
    """Two of three places kept for schools, one of them held without a name; three from a clinic wait."""
    school, clinic, actor = saved(an_agency(kind=AgencyKind.SCHOOL)), saved(an_agency()), coordinator()
    event = an_event(capacity=3, starts_at=ahead())
    command = SaveShare(event.id, None, ShareSort.KEPT, SCHOOLS, 2, days_before=20)
    with unit_of_work():
        share = sharing.save_share(actor, command)
        held = holding.hold(actor, HoldPlaces(event.id, 1, school.id))
    for _ in range(3):
        a_booking(event, status=BookingStatus.WAITING, agency_id=clinic.id)
    share.until, share.days_before = clock.now(), None
    db.session.commit()
    ((_, named_id),) = people(school, 1)
    return actor, event.id, share.id, held.id, named_id


def test_a_share_is_given_out_while_a_held_place_is_named(house, turn):
    actor, event_id, share_id, held_id, named_id = a_share_that_ends_now()
    db.session.remove()
    release = partial(releasing.release_ended, event_id)
    at_once(house, [release, lambda: holding.name(actor, NameHeld(held_id, named_id)), release])
    placed = counted(event_id, BookingStatus.BOOKED)
    assert db.session.get(AgencyShare, share_id).released_at is not None
    assert placed + db.session.get(Reservation, held_id).places == 3
    assert breaches() == []


def test_two_who_change_one_share_are_not_both_obeyed_in_silence(house, turn):
    event_id, one, other = an_event(starts_at=ahead()).id, coordinator(), coordinator()
    as_it_is = SaveShare(event_id, None, ShareSort.KEPT, SCHOOLS, 1, days_before=7)
    with unit_of_work():
        share = sharing.save_share(one, as_it_is)
    changed, refused = replace(as_it_is, share_id=share.id, seen=sharing.seen_of(share)), []

    def change(actor, places):
        try:
            sharing.save_share(actor, replace(changed, places=places))
        except PortalError as error:
            refused.append(type(error))
            raise

    db.session.remove()
    at_once(house, [lambda: change(one, 2), lambda: change(other, 3)])
    assert refused == [SeenHasChanged]


def test_two_who_keep_the_last_places_do_not_keep_them_twice(house, turn):
    event_id, one, other = an_event(capacity=3, starts_at=ahead()).id, coordinator(), coordinator()
    db.session.remove()

    def keep(actor, group):
        command = SaveShare(event_id, None, ShareSort.KEPT, group, 2, days_before=7)
        return lambda: sharing.save_share(actor, command)

    at_once(house, [keep(one, SCHOOLS), keep(other, HEALTH), keep(other, SCHOOLS)])
    kept = select(func.sum(AgencyShare.places)).where(AgencyShare.event_id == event_id)
    assert db.session.scalar(kept) == 2
    assert breaches() == []


def test_lots_are_drawn_once(house, turn, monkeypatch):
    event = an_event(capacity=2, starts_at=ahead())
    for _ in range(6):
        a_booking(event, status=BookingStatus.WAITING)
    event_id = event.id
    event.draw_at, event.places_taken = clock.now(), 0
    db.session.commit()
    db.session.remove()
    at_once(house, [lambda: services.draw_lots(event_id)] * 3)
    drawn = select(func.count()).where(Activity.verb == "draw_lots", Activity.subject_id == event_id)
    assert db.session.scalar(drawn) == 1
    assert counted(event_id, BookingStatus.BOOKED) == 2
    assert breaches() == []


@pytest.mark.unsound("the timetable stands still while time passes")
def test_the_freeze_begins_while_many_promote(house, turn, monkeypatch):
    """Whichever side of the moment each reads, no place is given twice."""
    event = an_event(capacity=2, starts_at=ahead())
    for _ in range(5):
        a_booking(event, status=BookingStatus.WAITING)
    event_id, start = event.id, event.starts_at
    db.session.remove()
    ticks = iter([True, False] * 500)
    before, after = start - timedelta(hours=24, seconds=1), start - timedelta(hours=24)
    monkeypatch.setattr(clock, "now", lambda: before if next(ticks) else after)
    at_once(house, [lambda: promote(get_event(event_id, lock=True))] * 4)
    monkeypatch.undo()
    held = counted(event_id, BookingStatus.BOOKED, BookingStatus.OFFERED)
    assert db.session.get(TrainingEvent, event_id).places_taken == held <= 2
