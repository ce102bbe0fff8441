"""What happens to bookings by itself."""

from __future__ import annotations

from portal.kernel import clock
from portal.kernel.db import unit_of_work
from portal.kernel.errors import RuleBroken
from training.bookings import due, services
from training.bookings.promotion import promote
from training.catalogue.queries import get_event


def promote_waiting() -> None:
    """The safety net under every cause of promotion (docs/training.md 4.4 step 1). Safe to run twice.

    One short transaction for each event, so that nobody who books waits for the whole round.
    """
    for event_id in due.list_draws_due(clock.now()):
        with unit_of_work():
            services.draw_lots(event_id)
    for event_id, booking_id in due.list_run_out(clock.now()):
        with unit_of_work():
            services.lapse_offer(event_id, booking_id)
    for event_id in due.list_events_to_promote():
        with unit_of_work():
            promote(get_event(event_id, lock=True))


def end_stale_requests() -> None:
    """Nobody can be approved for an event that has started. Safe to run twice."""
    for booking in due.list_stale_requests(clock.now()):
        try:
            with unit_of_work():
                services.expire_request(booking)
        except RuleBroken:
            continue  # decided at this very moment
