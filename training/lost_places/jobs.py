"""Work of this room on the timetable."""

from __future__ import annotations

from portal.kernel.db import unit_of_work
from training.catalogue.queries import get_event
from training.lost_places import queries, services


def ask_why() -> None:
    """Write to whoever did not come to an event whose result was confirmed. Safe to run twice."""
    with unit_of_work():
        waiting = list(queries.list_events_to_ask())
    for event_id in waiting:
        with unit_of_work():
            services.ask_about(get_event(event_id, lock=True))
