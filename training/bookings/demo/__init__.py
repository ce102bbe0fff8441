"""Who is booked on the demo partnership's events: full ones with a queue, thin ones, and one called off.

Past events keep their bookings as they stood on the morning; the registers say who came.
"""

from __future__ import annotations

from random import Random

from portal.kernel.slice import DemoPlan
from portal.people.demo.cast import find_cast
from training.bookings import services
from training.bookings.demo.crowd import read_crowd
from training.bookings.demo.filling import Filling, list_events
from training.bookings.demo.states import States
from training.bookings.domain import CancelEvent
from training.catalogue.demo.timetable import STORY_CODES

ORDER = 30


def load(plan: DemoPlan) -> None:
    """Add bookings with their status entries, and count the places taken."""
    rng = Random(f"{plan.seed}/bookings")  # noqa: S311  # invented data, no secret
    cast = find_cast()
    crowd = read_crowd(rng, without={player.person_id for player in cast.values()})
    events = list_events()
    filling = Filling(rng, crowd, cast)
    for event in events:
        filling.fill(event)
    states = States(filling, crowd, cast, events)
    is_filled = states.fill()
    filling.write()
    called_off = next(event.id for event in events if event.code == STORY_CODES["cancelled"])
    services.cancel_event(cast["coordinator"].actor, CancelEvent(called_off, "The trainer is ill"))
    if is_filled:
        states.act(rng)
    plan.say(f"{filling.count:,} bookings")
