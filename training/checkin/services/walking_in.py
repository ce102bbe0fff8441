"""Somebody came without a booking: they get one, and are marked, in one act (docs/training.md 4.6)."""

from __future__ import annotations

from portal.kernel import clock
from portal.kernel.access import Actor, Permission, can
from portal.kernel.errors import NotFound
from training.attendance.domain import Marked, TakenHow
from training.attendance.queries import list_sittings
from training.attendance.services import Arrival, mark_arrival
from training.bookings.domain import AddWalkIn
from training.bookings.services import add_walk_in
from training.catalogue.queries import get_event
from training.checkin import finding
from training.checkin.domain import FullForWalkIns, ReasonForOverbooking, WalkIn, mark_of_arrival


def walk_in(actor: Actor, command: WalkIn) -> Marked:
    """Book this person as a walk-in and mark them as come now.

    Whom a trainer may add is whoever was refused at this door, or whose reference or address they know.
    Raises `FullForWalkIns` for whoever may not overbook, and what stands against the booking.
    """
    event = get_event(command.event_id, lock=True)
    sitting = next((one for one in list_sittings(event.id) if one.id == command.sitting_id), None)
    if sitting is None or not finding.may_add(actor, sitting.id, command.words, command.person_id):
        raise NotFound
    if not event.places_left:
        if not can(actor, Permission.EVENT_OVERBOOK, event):
            raise FullForWalkIns
        if not command.reason:
            raise ReasonForOverbooking
    booking = add_walk_in(actor, AddWalkIn(event.id, command.person_id, command.reason))
    marked = mark_of_arrival(sitting.starts_at, clock.now())
    arrival = Arrival(booking.id, command.person_id, marked, TakenHow.TRAINER_LIST)
    mark_arrival(actor, event, sitting, arrival)
    return marked
