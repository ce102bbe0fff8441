"""Two people plan an event for the same venue and trainer at the same moment: one of them is told."""

from __future__ import annotations

from datetime import date, time
from threading import Barrier, Thread

import pytest
from sqlalchemy import func, select

from portal.kernel import clock
from portal.kernel.access import Role
from portal.kernel.db import db, unit_of_work, writing
from tests.factories import a_course, a_venue, actor_of, saved, someone
from training.catalogue.domain import PlannedSitting, SaveEvent, TimetableClash
from training.catalogue.models import TrainingEvent
from training.catalogue.services.events import save_event

DAY = date(2040, 4, 3)


def planned(**given):
    sitting = PlannedSitting(clock.at_london(DAY, time(9)), clock.at_london(DAY, time(12)))
    made = {"event_id": None, "venue_id": None, "online_link": "", "capacity": 5, "is_open": True}
    made |= {"booking_opens_at": None, "booking_closes_at": None, "sittings": (sitting,)}
    return SaveEvent(**{**made, "trainer_ids": frozenset(), **given})


def save_at_once(house, actor, commands):
    """What each of them was told."""
    told, ready = [], Barrier(len(commands))

    def save(command):
        with house.app_context(), writing():
            ready.wait()
            try:
                with unit_of_work():
                    save_event(actor, command)
                told.append("saved")
            except TimetableClash:
                told.append("clash")
            db.session.remove()

    threads = [Thread(target=save, args=(command,)) for command in commands]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    return sorted(told)


@pytest.mark.parametrize("shared", ["venue", "trainer"])
def test_of_two_at_once_one_is_told(house, shared):
    actor = actor_of(someone(Role.COORDINATOR), Role.COORDINATOR)
    venue, trainer = saved(a_venue()).id, someone(Role.TRAINER).person_id
    # Events of two courses: no row but the venue, or the trainer, has both wait for each other.
    courses = [saved(a_course()).id for _ in range(2)]
    given = {"venue_id": venue} if shared == "venue" else {"trainer_ids": frozenset({trainer})}
    db.session.remove()
    told = save_at_once(house, actor, [planned(course_id=one, **given) for one in courses])
    assert told == ["clash", "saved"]
    assert db.session.scalar(select(func.count(TrainingEvent.id))) == 1
