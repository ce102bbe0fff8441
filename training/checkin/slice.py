"""What the room of checking in hands to the application."""

from __future__ import annotations

from collections.abc import Sequence

from portal.kernel.bulk import table_of
from portal.kernel.held import OF_OTHERS, Held, LeftOut, own
from portal.kernel.slice import DemoLoader, Slice
from training.bookings.models import Booking
from training.checkin import demo, merging
from training.checkin.domain import CheckInRules, CheckInsKept
from training.checkin.models import CheckInTry, DoorScan
from training.checkin.retention import RETENTION
from training.checkin.routes import arrivals, bp, codes


def held() -> Sequence[Held | LeftOut]:
    """What this room keeps about people."""
    return (
        Held(
            title="Tries to check in to training",
            covers=("check_in_try.person_id",),
            select=own(CheckInTry, "person_id", leave_out=("device",)),
        ),
        Held(
            title="Scans at the door of training",
            covers=(),
            select=own(
                DoorScan, "booking_id", through=table_of(Booking).c.person_id, leave_out=("once", "value")
            ),
        ),
        LeftOut(("door_scan.scanned_by_id", "door_scan_review.decided_by_id"), OF_OTHERS),
    )


checkin = Slice(
    name="checkin",
    blueprint=bp,
    demo=(DemoLoader(demo.ORDER, demo.load),),
    rules=(CheckInRules, CheckInsKept),
    retention=RETENTION,
    providers={
        "held": held,
        "merge_rules": merging.merge_rules,
        "booking_links": codes.list_booking_links,
        "register_links": arrivals.list_register_links,
    },
)
