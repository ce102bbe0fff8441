"""What the diaries room hands to the application."""

from __future__ import annotations

from collections.abc import Sequence

from portal.kernel.access import Open
from portal.kernel.bulk import table_of
from portal.kernel.held import Held, own
from portal.kernel.slice import NavEntry, Slice
from training.bookings.models import Booking
from training.calendars import merging, services
from training.calendars.domain import FeedRules, FeedsKept
from training.calendars.models import CalendarEntry, CalendarFeed
from training.calendars.retention import RETENTION
from training.calendars.routes import bp


def held() -> Sequence[Held]:
    """What this room keeps about people."""
    whose = table_of(Booking).c.person_id
    return (
        Held(
            title="Calendar feeds",
            covers=("calendar_feed.person_id",),
            select=own(CalendarFeed, "person_id", leave_out=("secret_hash",)),
        ),
        Held(
            title="What was sent for your diary",
            covers=(),
            select=own(CalendarEntry, "booking_id", through=whose),
        ),
    )


calendars = Slice(
    name="calendars",
    blueprint=bp,
    navigation=(
        NavEntry("My calendar", "calendars.show_own", Open.SIGNED_IN, order=22, section="My record"),
    ),
    retention=RETENTION,
    rules=(FeedRules, FeedsKept),
    providers={"held": held, "merge_rules": merging.merge_rules, "seal_message": services.seal},
)
