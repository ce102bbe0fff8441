"""What the attendance room hands to the application."""

from __future__ import annotations

from collections.abc import Sequence

from portal.kernel.bulk import table_of
from portal.kernel.held import OF_OTHERS, Held, LeftOut, own
from portal.kernel.slice import DemoLoader, Slice
from training.attendance import demo, routes
from training.attendance.domain import RegisterRules
from training.attendance.models import SittingMark
from training.bookings.models import Booking


def held() -> Sequence[Held | LeftOut]:
    """What this room keeps about people."""
    whose = table_of(Booking).c.person_id
    return (
        Held(title="Registers", covers=(), select=own(SittingMark, "booking_id", through=whose)),
        LeftOut(("sitting_mark.marked_by_id", "register_reopening.reopened_by_id"), OF_OTHERS),
    )


attendance = Slice(
    name="attendance",
    blueprint=routes.bp,
    waiting=(routes.register.find_registers,),
    rules=(RegisterRules,),
    demo=(DemoLoader(demo.ORDER, demo.load),),
    providers={"held": held, "event_actions": routes.register.list_actions},
)
