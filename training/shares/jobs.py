"""What happens to places by agency by itself."""

from __future__ import annotations

from portal.kernel import clock
from portal.kernel.db import unit_of_work
from training.shares import queries
from training.shares.services import sharing


def release_shares() -> None:
    """Give out what was kept, at the moment that was set. Safe to run twice.

    One short transaction for each event, so that nobody who books waits for the whole round.
    """
    for event_id in queries.list_ended(clock.now()):
        with unit_of_work():
            sharing.release_ended(event_id)
