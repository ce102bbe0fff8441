"""What happens to bookings by itself."""

from __future__ import annotations

from datetime import timedelta

from portal.kernel import clock
from portal.kernel.db import unit_of_work
from portal.kernel.errors import RuleBroken
from training.bookings import due, letters, services
from training.bookings.promotion import promote
from training.catalogue.domain import EventState
from training.catalogue.queries import get_event

# Who waited for an event that began longer ago knows by now, and their letter may have been deleted.
NO_NEWS = timedelta(days=3)


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


def tell_missed_out() -> None:
    """Tell whoever still waits when their event begins that no place came. Safe to run twice.

    Until then they may get one: inside the freeze a free place can be booked, and staff may move somebody up.
    """
    now = clock.now()
    for event_id in due.list_events_missed(now - NO_NEWS, now, letters.MISSED_OUT):
        with unit_of_work():
            # Locked: whoever is moved up at this moment is not told, nor anybody when the event was moved.
            event = get_event(event_id, lock=True)
            if event.state is EventState.OPEN and event.starts_at is not None and event.starts_at <= now:
                letters.tell(letters.MISSED_OUT, event, due.list_missed(event.id, letters.MISSED_OUT))
