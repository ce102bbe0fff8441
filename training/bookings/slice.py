"""What the bookings room hands to the application."""

from __future__ import annotations

from collections.abc import Sequence

from portal.kernel.access import Open, Permission
from portal.kernel.held import OF_OTHERS, Held, LeftOut, own
from portal.kernel.slice import DemoLoader, Job, NavEntry, Slice
from training.bookings import demo, jobs, merging, queries, services
from training.bookings.checks import CHECKS
from training.bookings.commands import bookings_group
from training.bookings.domain import BookingLimits, BookingRules, BookingsKept, OfferRules
from training.bookings.kinds import message_kinds
from training.bookings.models import Booking, WindowExtension
from training.bookings.retention import RETENTION
from training.bookings.routes import bp, offers
from training.bookings.routes.lists import person_links


def held() -> Sequence[Held | LeftOut]:
    """What this room keeps about people."""
    return (
        Held(
            title="Places booked",
            covers=("booking.person_id",),
            select=own(Booking, "person_id", leave_out=("calendar_uid", "door_code")),
        ),
        Held(
            title="Booking after the closing date",
            covers=("booking_extension.person_id",),
            select=own(WindowExtension, "person_id"),
        ),
        LeftOut(
            ("booking.booked_by_id", "booking_status_entry.actor_id", "booking_extension.granted_by_id"),
            OF_OTHERS,
        ),
    )


bookings = Slice(
    name="bookings",
    blueprint=bp,
    navigation=(
        NavEntry("My training", "bookings.list_mine", Open.SIGNED_IN, order=20, section="My record"),
        NavEntry(
            "Events",
            "bookings.list_events",
            Permission.EVENT_MANAGE,
            order=14,
            section="Training",
            # A room above has pages about one event, each of which is come to from there.
            also=("shares.list_shares", "shares.add_share", "shares.edit_share"),
        ),
    ),
    own=(offers.find_next_training,),
    waiting=(offers.find_events_to_decide,),
    jobs=(
        Job("promote-waiting", jobs.promote_waiting, at="*/5 * * * *"),
        Job("tell-missed-out", jobs.tell_missed_out, at="*/10 * * * *"),
        Job("end-stale-requests", jobs.end_stale_requests, at="*/15 * * * *"),
    ),
    commands=(bookings_group,),
    checks=CHECKS,
    retention=RETENTION,
    rules=(BookingsKept, BookingRules, OfferRules, BookingLimits),
    demo=(DemoLoader(demo.ORDER, demo.load),),
    providers={
        "held": held,
        "event_actions": offers.list_actions,
        "event_changed": services.hear_of_change,
        "people_booked": queries.count_pending,
        "letters_foreseen": services.foresee_letters,
        "merge_rules": merging.merge_rules,
        "message_kinds": message_kinds,
        "person_links": person_links,
    },
)
