"""Getting somebody onto an event (docs/training.md 4.3). The event is locked first; callers commit."""

from __future__ import annotations

from collections.abc import Sequence

from portal.kernel import activity, clock
from portal.kernel.access import Actor, Permission, require
from portal.kernel.rules import in_force
from training.bookings import hooks, letters, moving, queries
from training.bookings.domain import (
    AddWalkIn,
    AlreadyBooked,
    Book,
    BookingLimits,
    BookingStatus,
    DiaryClash,
    EventFull,
    Learner,
    NotStarted,
    PlaceKept,
    ResultIsConfirmed,
    TooManyBookings,
    refuse_unless_bookable,
)
from training.bookings.models import Booking
from training.bookings.promotion import awaits_draw
from training.bookings.queries import Held
from training.bookings.services.people import get_learner_for
from training.catalogue.domain import EventState, availability
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
    refuse_unless_bookable(availability(event, clock.now()))
    held = queries.list_obstacles(learner.person_id, event)
    refuse_obstacles(event, learner, held, despite_clash=command.despite_clash)
    status = _first_status(event, learner, command)
    return _add(actor, event, learner, command, status)


def name_held_place(actor: Actor, command: Book) -> Booking:
    """Book somebody on one of the places that `hold_places` has taken: the guards of “book” apart from it.

    With an approval to come they keep the place until it is decided.
    """
    event = get_event(command.event_id, lock=True)
    learner = get_learner_for(actor, command.person_id, lock=True)
    refuse_unless_bookable(availability(event, clock.now()))
    held = queries.list_obstacles(learner.person_id, event)
    refuse_obstacles(event, learner, held, despite_clash=command.despite_clash)
    asked = bool(hooks.list_steps(event, learner))
    status = BookingStatus.REQUESTED if asked else BookingStatus.BOOKED
    return _add(actor, event, learner, command, status, keeps_place=asked)


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


def refuse_obstacles(
    event: TrainingEvent,
    learner: Learner,
    held: Sequence[Held],
    *,
    despite_clash: bool,
    is_limited: bool = True,
) -> None:
    """Raise the first thing that stands against this person's being on this event."""
    if any(one.event_id == event.id for one in held):
        raise AlreadyBooked
    ahead = sum(one.course_id == event.course_id and one.is_ahead for one in held)
    if is_limited and ahead and ahead >= most_live(event):
        raise TooManyBookings(ahead)
    clash = next((one for one in held if one.clashes), None)
    if clash is not None and not despite_clash:
        raise DiaryClash(clash.title)
    hooks.refuse_obstacles(event, learner)


def most_live(event: TrainingEvent) -> int:
    """How many dates of this course one person may have a booking on at a time."""
    own = event.course.most_live_bookings
    return in_force(BookingLimits).most_live if own is None else own


def _first_status(event: TrainingEvent, learner: Learner, command: Book) -> BookingStatus:
    """Where a new booking stands; takes the place when it gets one.

    Without a date there is nothing to approve yet: approval is asked for when the date is set.
    """
    if event.starts_at is None or awaits_draw(event):
        return BookingStatus.WAITING
    if hooks.list_steps(event, learner):
        return BookingStatus.REQUESTED
    if command.only_wait:
        return BookingStatus.WAITING
    kept = hooks.PlaceRules(event).refusal(learner)
    if not kept and moving.take_places(event):
        return BookingStatus.BOOKED
    if command.join_waiting:
        return BookingStatus.WAITING
    raise PlaceKept(kept) if kept and event.places_left else EventFull


def _add(  # a booking has so many parts
    actor: Actor,
    event: TrainingEvent,
    learner: Learner,
    command: Book,
    status: BookingStatus,
    **more: object,
) -> Booking:
    if status is BookingStatus.WAITING:
        priority = hooks.read_priority(event, learner)
        more |= {"priority": priority.points, "priority_reason": priority.why}
    more |= {"access_needs": command.access_needs, "despite_clash": command.despite_clash}
    booking = moving.add_booking(actor, event, learner, status, **more)
    letters.tell(_LETTERS[status], event, [booking])
    return booking
