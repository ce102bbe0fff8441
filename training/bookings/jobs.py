"""Work of this room on the timetable."""

from __future__ import annotations

from portal.kernel.db import unit_of_work
from training.bookings import queries
from training.bookings.promotion import promote
from training.catalogue.queries import get_event


def promote_waiting() -> None:
    """The safety net of promotion (docs/training.md 4.4 step 1). Safe to run twice.

    One short transaction for each event, so that nobody who books waits for the whole round.
    """
    for event_id in queries.list_events_to_promote():
        with unit_of_work():
            promote(get_event(event_id, lock=True))
