"""What the room of places by agency hands to the application."""

from __future__ import annotations

from collections.abc import Sequence

from portal.kernel.access import Permission
from portal.kernel.held import Held, LeftOut, own
from portal.kernel.slice import DemoLoader, Job, NavEntry, Slice
from training.shares import checks, demo, finding, hooks, jobs, letters, merging
from training.shares.domain import HoldRules, MixRules, SeatRules
from training.shares.models import Reservation
from training.shares.retention import RETENTION
from training.shares.routes import bp, offers, seats
from training.shares.services import hearing, releasing
from training.shares.services import seats as seat_services


def held() -> Sequence[Held | LeftOut]:
    """What this room keeps about people."""
    return (
        Held(
            title="Places you held for others",
            covers=("reservation.holder_id",),
            select=own(Reservation, "holder_id", leave_out=("most",)),
        ),
    )


shares = Slice(
    name="shares",
    blueprint=bp,
    navigation=(
        NavEntry(
            "Seats",
            "shares.list_seats",
            Permission.SEATS_READ,
            order=17,
            section="Bookings",
            also=("shares.edit_seats",),
        ),
        NavEntry(
            "Held places",
            "shares.list_held_places",
            Permission.BOOKING_OFFICE,
            order=17,
            section="Bookings",
            also=("shares.hold_places", "shares.name_place", "shares.release_held"),
        ),
    ),
    waiting=(seats.find_short,),
    jobs=(
        Job("release-shares", jobs.release_shares, at="* * * * *"),
        Job("release-held-places", jobs.release_held, at="* * * * *"),
    ),
    retention=RETENTION,
    rules=(HoldRules, SeatRules, MixRules),
    checks=checks.CHECKS,
    demo=(DemoLoader(demo.ORDER, demo.load),),
    providers={
        "held": held,
        "merge_rules": merging.merge_rules,
        "message_kinds": letters.message_kinds,
        "unnamed_places": finding.count_held,
        "booking_obstacles": seat_services.find_obstacle,
        "place_rules": hooks.place_rules,
        "places_kept": hooks.describe_kept,
        "event_added": releasing.hear_of_new_event,
        "event_changed": hearing.hear_of_change,
        "attendee_panels": offers.draw_mix,
        "event_actions": offers.list_event_actions,
        "course_actions": offers.list_course_actions,
    },
)
