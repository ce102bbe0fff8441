"""One mark made at the door, where nobody looks at the whole register (docs/training.md 4.6)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from portal.kernel import activity, clock
from portal.kernel.access import Actor
from portal.kernel.activity import Told
from portal.kernel.db import db
from training.attendance.domain import Marked, TakenHow
from training.attendance.models import SittingMark
from training.attendance.services.opening import refuse_unless_open
from training.bookings.models import Booking
from training.catalogue.models import Sitting, TrainingEvent


@dataclass(frozen=True, slots=True)
class Arrival:
    """Somebody came: who, with which booking, how they are marked, how that is known, and when it was."""

    booking_id: int
    person_id: int
    marked: Marked
    how: TakenHow
    at: datetime | None = None


def mark_arrival(actor: Actor, event: TrainingEvent, sitting: Sitting, arrival: Arrival) -> None:
    """Write the first mark of somebody. The event is locked by whoever calls.

    They have seen that this person holds a place and has no mark, which is never overwritten, and that
    `actor` may mark them: themselves, in the room, or others at the door of an event they teach.
    """
    refuse_unless_open(actor, event, sitting)
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
    told = Told(arrival.booking_id, {"mark": None}, arrival.marked.facts, arrival.person_id)
    activity.record_each(
        actor, "mark_attendance", Booking, [told], sitting_id=sitting.id, how=arrival.how.value
    )
