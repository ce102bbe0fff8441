"""Getting somebody onto an event (docs/training.md 4.3). The event is locked first; callers commit."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from portal.kernel import activity, clock
from portal.kernel.access import Actor, Permission, require
from training.bookings import hooks, letters, moving, queries
from training.bookings.domain import (
    AddWalkIn,
    Approval,
    Book,
    BookingStatus,
    EventFull,
    Learner,
    NotStarted,
    PlaceKept,
    ResultIsConfirmed,
)
from training.bookings.models import Booking
from training.bookings.promotion import awaits_draw, end_other_waits
from training.bookings.queries import Held
from training.bookings.services.people import get_learner_for
from training.bookings.services.ranking import find_priority
from training.bookings.services.refusing import find_refusal, refuse, refuse_obstacles
from training.catalogue.domain import EventState
from training.catalogue.models import TrainingEvent
from training.catalogue.queries import get_event, get_taught

_LETTERS = {
    BookingStatus.BOOKED: letters.BOOKED,
    BookingStatus.REQUESTED: letters.REQUESTED,
    BookingStatus.WAITING: letters.WAITING,
}


def book(actor: Actor, command: Book) -> Booking:
    """Give the person a place, ask for approval, or take a turn on the waiting list when asked to.

    The event row is locked before anything is counted, and the place itself is taken by an update
    that matches only while there is one: two people after the last place are told apart.
    """
    event = get_event(command.event_id, lock=True)
    learner = get_learner_for(actor, command.person_id, lock=True)
    held = queries.list_obstacles(learner.person_id, event)
    refuse(find_refusal(event, learner, held, despite_clash=command.despite_clash))
    approval = hooks.ask_about(actor, event, learner, command.agreed_because)
    status, why_not = _first_status(event, learner, command, approval)
    more = {"skip_reason": why_not, "approved_at": approved_at(event, approval)}
    booking = _add(actor, event, learner, command, status, approval, **more)
    tell_booked(_LETTERS[status], event, booking, held)
    return booking


def name_held_place(actor: Actor, command: Book) -> Booking:
    """Book somebody on one of the places that `hold_places` has taken: the guards of “book” apart from it.

    With an approval to come they keep the place until it is decided; while there is no date, nobody has one.
    When there are fewer places by now than are taken, the one that was held is gone and they wait.
    """
    event = get_event(command.event_id, lock=True)
    learner = get_learner_for(actor, command.person_id, lock=True)
    held = queries.list_obstacles(learner.person_id, event)
    refuse(find_refusal(event, learner, held, despite_clash=command.despite_clash))
    is_gone = event.starts_at is None or event.overbooked > 0
    approval = hooks.ask_about(actor, event, learner, command.agreed_because)
    asked = event.starts_at is not None and approval.is_needed
    if is_gone:
        moving.free_places(event, 1)
    placed = BookingStatus.WAITING if is_gone else BookingStatus.BOOKED
    status = BookingStatus.REQUESTED if asked else placed
    more = {"keeps_place": asked and not is_gone, "approved_at": approved_at(event, approval)}
    booking = _add(actor, event, learner, command, status, approval, **more)
    tell_booked(_LETTERS[status], event, booking, held)
    return booking


def add_walk_in(actor: Actor, command: AddWalkIn) -> Booking:
    """Somebody came without a booking: they are booked as a walk-in, over the number of places if need be.

    Only while the event runs, and until its result is confirmed. Going over takes the permission to overbook.
    """
    event = get_event(command.event_id, lock=True)
    require(actor, Permission.ATTENDANCE_MARK, get_taught(event.id))
    if event.state is not EventState.OPEN or event.starts_at is None or event.starts_at > clock.now():
        raise NotStarted
    if event.result_confirmed_at is not None:
        raise ResultIsConfirmed
    learner = queries.list_learners(command.person_id, lock=True)[0]
    held = queries.list_obstacles(learner.person_id, event)
    refuse_obstacles(event, learner, held, despite_clash=True, is_limited=False)
    if not moving.take_places(event):
        overbook(actor, event, reason=command.reason)
    return moving.add_booking(actor, event, learner, BookingStatus.BOOKED, is_walk_in=True)


def overbook(actor: Actor, event: TrainingEvent, *, reason: str) -> None:
    """Make one place more than there are and take it: a permission of its own, logged with its reason."""
    require(actor, Permission.EVENT_OVERBOOK, event)
    before = event.overbooked
    event.overbooked = max(0, event.places_taken + 1 - event.capacity)
    event.places_taken += 1
    activity.record(
        actor,
        "overbook_event",
        event,
        reason=reason,
        before={"overbooked": before},
        after={"overbooked": event.overbooked},
    )


def approved_at(event: TrainingEvent, approval: Approval) -> datetime | None:
    """Now, where whoever has to agree does so by booking; without a date there is nothing to agree to."""
    return clock.now() if approval.is_given and event.starts_at is not None else None


def _first_status(
    event: TrainingEvent, learner: Learner, command: Book, approval: Approval
) -> tuple[BookingStatus, str]:
    """Where a new booking stands, taking the place if it gets one; and why a free place is not for them.

    Without a date there is nothing to approve yet: approval is asked for when the date is set.
    """
    if event.starts_at is None or awaits_draw(event):
        return BookingStatus.WAITING, ""
    if approval.is_needed:
        return BookingStatus.REQUESTED, ""
    if command.only_wait:
        return BookingStatus.WAITING, ""
    kept = hooks.PlaceRules(event).refusal(learner)
    if not kept and moving.take_places(event):
        return BookingStatus.BOOKED, ""
    if command.join_waiting:
        return BookingStatus.WAITING, kept
    raise PlaceKept(kept) if kept and event.places_left else EventFull


def _add(  # noqa: PLR0913, PLR0917  # a booking has so many parts
    actor: Actor,
    event: TrainingEvent,
    learner: Learner,
    command: Book,
    status: BookingStatus,
    approval: Approval,
    **more: object,
) -> Booking:
    if status is BookingStatus.WAITING:
        priority = find_priority(event, learner)
        more |= {"priority": priority.points, "priority_reason": priority.why}
    more |= {"access_needs": command.access_needs, "despite_clash": command.despite_clash}
    return moving.add_booking(actor, event, learner, status, approval, **more)


def tell_booked(
    letter: str, event: TrainingEvent, booking: Booking, held: Sequence[Held], *, reason: str = ""
) -> None:
    """Write to the person; with a place, other waits for the course end and the same letter says so."""
    ended = end_other_waits(event, [(booking, held)]) if booking.status is BookingStatus.BOOKED else {}
    letters.tell(letter, event, [booking], reason=reason, ended=ended)
