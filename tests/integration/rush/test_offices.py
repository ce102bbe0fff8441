"""Two offices book a list each for the last places at the same instant: each place goes once."""

from __future__ import annotations

from threading import Barrier, Thread

import pytest

from portal.kernel.access import Role
from portal.kernel.db import db, unit_of_work
from portal.kernel.errors import Busy, RuleBroken
from tests.factories import actor_of, an_event
from tests.integration.bookings.support import fine, places
from tests.integration.office.support import a_team
from training.catalogue.models import TrainingEvent
from training.office.domain import Mode, SaveList
from training.office.services import booking, listing

NAMES = ("Ann Lee", "Bob Ray", "Cid Fox")


def held(event_id):
    return places(db.session.get_one(TrainingEvent, event_id))


def a_list(event_id, mode):
    """An office with a list of three that is ready to be booked."""
    account, people = a_team(*NAMES)
    actor = actor_of(account, Role.LINE_MANAGER)
    with unit_of_work():
        list_id = listing.add_people(actor, event_id, [one.id for one in people]).list_id
        listing.save_list(actor, SaveList(list_id, mode))
    return actor, list_id


def press(actor, list_id) -> str:
    """What came of it; whoever hears that the portal is busy tries again."""
    while True:
        try:
            with unit_of_work():
                booking.book_list(actor, list_id)
        except Busy:
            continue
        except RuleBroken as error:
            return type(error).__name__
        return "booked"


def book_at_once(house, lists):
    """What became of each: booked, or in which words it was refused."""
    db.session.remove()
    told, ready = [], Barrier(len(lists))

    def book(actor, list_id):
        with house.app_context():
            ready.wait()
            told.append(press(actor, list_id))

    threads = [Thread(target=book, args=one) for one in lists]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    return sorted(told)


@pytest.mark.parametrize("capacity", [3, 5])
def test_together_one_office_has_all_its_places_and_the_other_none(house, capacity):
    event_id = an_event(capacity=capacity).id
    lists = [a_list(event_id, Mode.ALL_OR_NONE) for _ in range(2)]
    told = book_at_once(house, lists)
    assert (told[0] != "booked", told[1]) == (True, "booked")
    assert held(event_id) == (len(NAMES), len(NAMES))
    fine()


def test_separately_every_place_goes_once(house):
    event_id = an_event(capacity=4).id
    lists = [a_list(event_id, Mode.EACH_WAITS) for _ in range(2)]
    assert book_at_once(house, lists) == ["booked", "booked"]
    assert held(event_id) == (4, 4)
    fine()


def test_the_same_list_twice_at_once_is_booked_once(house):
    event_id = an_event(capacity=10).id
    chosen = a_list(event_id, Mode.EACH_WAITS)
    assert book_at_once(house, [chosen, chosen]) == ["ListIsClosed", "booked"]
    assert held(event_id) == (3, 3)
    fine()
