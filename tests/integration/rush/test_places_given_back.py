"""Places kept for somebody are given back in the very moment in which the timetable moves people up."""

from __future__ import annotations

from datetime import datetime, time
from threading import Barrier, Thread

import pytest
from sqlalchemy import select

from portal.kernel import clock, work, working_days
from portal.kernel.access import Actor, Role, RoleScope
from portal.kernel.db import db, unit_of_work
from portal.kernel.slice import registry
from tests.factories import a_booking, an_event
from tests.integration.bookings.support import coordinator, fine
from training.bookings.domain import BookingStatus
from training.bookings.jobs import promote_waiting
from training.bookings.models import Booking
from training.catalogue.models import TrainingEvent
from training.changes.domain import ChangeAct, ChangeEvents
from training.changes.models import DateChoice, NewDate
from training.changes.services import acting, dates

ROUNDS_AT_ONCE = 3
WAITING = 3


def in_days(count) -> datetime:
    return clock.at_london(working_days.after(clock.today(), count), time(9, 30))


@pytest.fixture
def queue(house):
    """Those who wait for a date on which both places are kept for two who are to choose."""
    event = an_event(starts_at=in_days(20), capacity=2)
    a_booking(event), a_booking(event)
    days = {event.id: (in_days(30).date(),)}
    with unit_of_work():
        command = ChangeEvents(act=ChangeAct.OFFER, reason="Snow", event_ids=(event.id,), days=days)
        acting.ask(coordinator(), command)
    work.drain(registry().tasks)
    date = db.session.get_one(TrainingEvent, db.session.scalars(select(NewDate.event_id)).one())
    return [a_booking(date, status=BookingStatus.WAITING).id for _ in range(WAITING)]


def all_at_once(house, *acts):
    """Each in a thread and with a connection of its own; says what went wrong."""
    ready, troubles = Barrier(len(acts)), []

    def run(act):
        with house.app_context():
            ready.wait()
            try:
                act()
            except Exception as error:  # noqa: BLE001  # it would end only this thread
                troubles.append(error)

    threads = [Thread(target=run, args=(act,)) for act in acts]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    return troubles


def decline(choice_id):
    """None of the dates suits: what was kept is given back by the worker, later."""
    person_id = db.session.get_one(DateChoice, choice_id).person_id
    with unit_of_work():
        dates.choose_none(Actor(person_id, scopes=frozenset({RoleScope(Role.PRACTITIONER)})), choice_id)
    db.session.remove()


def give_back(choice_id):
    with unit_of_work():
        dates.give_back(choice_id)


def standing(ids):
    found = dict(db.session.execute(select(Booking.id, Booking.status).where(Booking.id.in_(ids))).all())
    return [found[one].value for one in ids]


def test_each_place_given_back_while_others_promote_goes_to_one_person(house, queue):
    for booked, choice_id in enumerate(db.session.scalars(select(DateChoice.id)).all(), start=1):
        decline(choice_id)
        acts = [lambda: give_back(choice_id)] * 2 + [promote_waiting] * ROUNDS_AT_ONCE  # noqa: B023  # run here
        assert all_at_once(house, *acts) == []
        assert standing(queue) == ["booked"] * booked + ["waiting"] * (WAITING - booked)
        fine()
        db.session.remove()
