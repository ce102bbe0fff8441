"""What an event's own changes do to the bookings on it. Callers commit."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from portal.kernel import activity
from portal.kernel.access import Actor, Permission, require
from training.bookings import letters, moving, queries
from training.bookings.domain import (
    PENDING,
    AlreadyCancelled,
    BookingStatus,
    CancelEvent,
    EventStarted,
)
from training.bookings.models import Booking
from training.bookings.promotion import Cause, promote
from training.bookings.services.deciding import has_started
from training.catalogue.domain import EventState
from training.catalogue.models import TrainingEvent
from training.catalogue.queries import get_event


def hear_of_change(event: TrainingEvent, *, has_moved: bool) -> None:
    """An event was written anew: fill places that are free now, and tell the others what moved."""
    promoted = promote(event, Cause.MORE_PLACES)
    if has_moved:
        others = [one for one in queries.list_bookings(event.id, PENDING) if one not in promoted]
        letters.tell(letters.MOVED, event, others)


def cancel_event(actor: Actor, command: CancelEvent) -> TrainingEvent:
    """Call an event off: every pending booking ends with it, and everybody is told why."""
    event = get_event(command.event_id, lock=True)
    require(actor, Permission.EVENT_MANAGE, event)
    if event.state is EventState.CANCELLED:
        raise AlreadyCancelled
    if has_started(event):
        raise EventStarted
    bookings = queries.list_bookings(event.id, PENDING)
    moving.free_places(event, sum(one.holds_place for one in bookings))
    before, event.state, event.cancelled_reason = event.state, EventState.CANCELLED, command.reason
    ended = BookingStatus.EVENT_CANCELLED
    moving.set_status(moving.Act(actor, ended.value, command.reason), event, bookings, ended)
    activity.record(
        actor,
        "cancel_event",
        event,
        reason=command.reason,
        bookings=len(bookings),
        before={"state": before.value},
        after={"state": event.state.value},
    )
    letters.tell(letters.EVENT_CANCELLED, event, bookings, reason=command.reason)
    return event


def record_results(actor: Actor, bookings: Sequence[Booking], results: Mapping[int, BookingStatus]) -> None:
    """Write confirmed results, by booking id, as statuses. The places stay used."""
    moved = [(one, results[one.id]) for one in bookings if one.status is not results[one.id]]
    if moved:
        moving.move(moving.Act(actor, "record_result"), get_event(moved[0][0].event_id), moved)
