"""What the room of checking in hands to the application."""

from __future__ import annotations

from collections.abc import Sequence

from portal.kernel.held import Held, own
from portal.kernel.slice import DemoLoader, Slice
from training.checkin import demo, merging
from training.checkin.domain import CheckInRules, CheckInsKept
from training.checkin.models import CheckInTry
from training.checkin.retention import RETENTION
from training.checkin.routes import arrivals, bp


def held() -> Sequence[Held]:
    """What this room keeps about people."""
    return (
        Held(
            title="Tries to check in to training",
            covers=("check_in_try.person_id",),
            select=own(CheckInTry, "person_id", leave_out=("device",)),
        ),
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
        "register_links": arrivals.list_register_links,
    },
)
