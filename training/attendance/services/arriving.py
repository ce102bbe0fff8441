"""One mark made at the door, where nobody looks at the whole register (docs/training.md 4.6)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from portal.kernel import activity, clock
from portal.kernel.access import Actor, Permission, require
from portal.kernel.activity import Told
from portal.kernel.db import db
from training.attendance import queries
from training.attendance.domain import Marked, NotOnRegister, TakenHow
from training.attendance.models import SittingMark
from training.attendance.services.opening import refuse_unless_open
from training.bookings.models import Booking
from training.catalogue.models import Sitting, TrainingEvent
from training.catalogue.queries import get_taught


@dataclass(frozen=True, slots=True)
class Arrival:
    """Somebody came: whose booking, how they are marked, how that is known, and when it was."""

    booking_id: int
    marked: Marked
    how: TakenHow
    at: datetime | None = None


def mark_arrival(actor: Actor, event: TrainingEvent, sitting: Sitting, arrival: Arrival) -> bool:
    """Mark somebody who has no mark yet; says whether they had none. The event is locked by whoever calls.

    A mark that stands is never overwritten. Everybody may mark themselves: that they are in the room is
    for whoever calls to know.
    """
    holder = queries.map_holders(event.id).get(arrival.booking_id)
    if holder is None:
        raise NotOnRegister
    if holder.person_id != actor.person_id:
        require(actor, Permission.ATTENDANCE_MARK, get_taught(event.id))
    refuse_unless_open(actor, event, sitting)
    if queries.find_mark(sitting.id, arrival.booking_id) is not None:
        return False
    db.session.add(
        SittingMark(
            sitting_id=sitting.id,
            booking_id=arrival.booking_id,
            mark=arrival.marked.mark,
            minutes_late=arrival.marked.minutes_late,
            taken_how=arrival.how,
            marked_by_id=actor.person_id or None,
            marked_at=arrival.at or clock.now(),
        )
    )
    told = Told(arrival.booking_id, {"mark": None}, arrival.marked.facts, holder.person_id)
    activity.record_each(
        actor, "mark_attendance", Booking, [told], sitting_id=sitting.id, how=arrival.how.value
    )
    return True
