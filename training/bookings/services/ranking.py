"""Somebody who waits has become more urgent, or less: their places in queues follow. Callers commit."""

from __future__ import annotations

from collections.abc import Collection

from portal.kernel import activity
from portal.kernel.access import Actor
from training.bookings import hooks, queries
from training.bookings.domain import Learner, Priority, joined
from training.bookings.models import Booking
from training.bookings.services.booking import FIRST_CALL, FIRST_CALL_REASON, find_first_call


def rank_anew(actor: Actor, person_id: int, course_ids: Collection[int], why: str) -> int:
    """Ask again what moves this person up wherever they wait for these courses; says how many it moved.

    First call that they were given stays theirs, however long ago that was.
    """
    moved = 0
    for booking in queries.lock_waits(person_id, course_ids):
        person = booking.person
        learner = Learner(person.id, person.name, person.email, booking.agency_id, booking.school_id)
        found = joined(hooks.read_priority(booking.event, learner), _first_call(booking, learner))
        if (booking.priority, booking.priority_reason) == (found.points, found.why):
            continue
        before = booking.priority
        booking.priority, booking.priority_reason = found.points, found.why
        activity.record(
            actor,
            "rank_anew",
            booking,
            reason=why,
            before={"priority": before},
            after={"priority": found.points},
        )
        moved += 1
    return moved


def _first_call(booking: Booking, learner: Learner) -> Priority:
    if FIRST_CALL_REASON in booking.priority_reason:
        return Priority(FIRST_CALL, FIRST_CALL_REASON)
    return find_first_call(booking.event, learner)
