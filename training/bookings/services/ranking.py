"""What moves somebody up a waiting list: when they begin to wait, and whenever it changes. Callers commit."""

from __future__ import annotations

from collections.abc import Collection

from portal.kernel import activity, clock
from portal.kernel.access import Actor
from portal.kernel.rules import in_force
from training.bookings import finding, hooks, queries
from training.bookings.domain import BookingLimits, Learner, Priority, joined
from training.bookings.models import Booking
from training.catalogue.models import TrainingEvent

# Points on a waiting list; rooms above give some of their own (docs/training.md 4.4 step 3), which added
# up do not reach first call: it goes before all.
FIRST_CALL, CALLED_OFF = 1000, 10
FIRST_CALL_REASON = "We called off your date, so you have first call on the next one"


def find_priority(event: TrainingEvent, learner: Learner, said: str = "") -> Priority:
    """All that moves this person up, in one. First call that they were given, as `said`, stays theirs."""
    if FIRST_CALL_REASON in said:
        called = Priority(FIRST_CALL, FIRST_CALL_REASON)
    else:
        called = _find_first_call(event, learner)
    return joined(hooks.read_priority(event, learner), called)


def rank_anew(actor: Actor, person_ids: Collection[int], course_ids: Collection[int], why: str) -> int:
    """Ask again what moves these people up wherever they wait for these courses; says how many it moved.

    All at once: one after the other they could wait for whoever changes the event, and that for them.
    """
    moved = 0
    for booking in queries.lock_waits(person_ids, course_ids):
        person, before = booking.person, booking.priority
        learner = Learner(person.id, person.name, person.email, booking.agency_id, booking.school_id)
        if rank(booking, booking.event, learner):
            activity.record(
                actor,
                "rank_anew",
                booking,
                reason=why,
                before={"priority": before},
                after={"priority": booking.priority},
            )
            moved += 1
    return moved


def rank(booking: Booking, event: TrainingEvent, learner: Learner) -> bool:
    """Give them the turn they have today; says whether it is another."""
    found = find_priority(event, learner, booking.priority_reason)
    before = booking.priority, booking.priority_reason
    booking.priority, booking.priority_reason = found.points, found.why
    return before != (found.points, found.why)


def _find_first_call(event: TrainingEvent, learner: Learner) -> Priority:
    """Whoever was on a date of the course that we called off goes first, for some days before all."""
    cancelled_at = finding.find_cancelled_at(learner.person_id, event.course_id)
    if cancelled_at is None:
        return Priority(0, "")
    until = cancelled_at + in_force(BookingLimits).first_call
    if clock.now() < until:
        return Priority(FIRST_CALL, FIRST_CALL_REASON)
    return Priority(CALLED_OFF, "We called off an earlier date of yours")
