"""What an event's own changes do to the bookings on it. Callers commit."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sqlalchemy import select, update

from portal.kernel import activity, clock
from portal.kernel.access import SYSTEM, Actor, Permission, require
from portal.kernel.db import db
from portal.kernel.rules import in_force
from portal.messages.domain import MailRules, confirm_burst
from training.bookings import hooks, letters, moving, queries
from training.bookings.domain import (
    PENDING,
    AlreadyCancelled,
    BookingRules,
    BookingStatus,
    CancelEvent,
    EventStarted,
    OfferRules,
)
from training.bookings.models import Booking
from training.bookings.offering import offer_end
from training.bookings.promotion import Cause, learner_of, promote
from training.bookings.services.deciding import has_started
from training.bookings.services.ranking import FIRST_CALL, FIRST_CALL_REASON
from training.catalogue.domain import EventState
from training.catalogue.models import TrainingEvent
from training.catalogue.queries import get_event


def hear_of_change(event: TrainingEvent, *, has_moved: bool) -> None:
    """An event was written anew: fill places that are free now, and tell the others what moved.

    With its date it loses its places: whoever had one waits, in the order kept, and is told once. With a
    date, approvals that could not be asked for before are, and whoever cannot come then is passed over.
    """
    if has_moved and event.starts_at is None:
        _lose_date(event)
        return
    bookings = queries.list_bookings(event.id, PENDING) if has_moved else ()
    if has_moved:
        _shorten_offers(event, bookings)
        _ask_for_approvals(event, bookings)
    promoted = promote(event, Cause.DATE_ADDED if has_moved else Cause.MORE_PLACES)
    letters.tell(letters.MOVED, event, [one for one in bookings if one not in promoted])


def _lose_date(event: TrainingEvent) -> None:
    """Those who had a place need no second approval; those who waited are told that there is no date.

    Whoever had a place goes before those who waited, whatever moves these up: their order is kept.
    """
    bookings = queries.list_bookings(event.id, PENDING)
    holders = [one for one in bookings if one.holds_place]
    for one in holders:
        if one.status is not BookingStatus.REQUESTED:
            one.approved_at = one.approved_at or clock.now()
        if one.priority < FIRST_CALL:
            one.priority, one.priority_reason = FIRST_CALL, FIRST_CALL_REASON
    act = moving.Act(SYSTEM, "lose_date", "The event has no date")
    with db.session.no_autoflush:
        moving.set_status(act, event, holders, BookingStatus.WAITING)
        moving.free_places(event, len(holders))
    letters.tell(letters.NO_DATE, event, bookings)


def _shorten_offers(event: TrainingEvent, bookings: Sequence[Booking]) -> None:
    """An offer never outlasts the start of the event."""
    starts_at, now = event.starts_at, clock.now()
    if starts_at is None:
        return
    freeze = starts_at - in_force(BookingRules).freeze
    for one in bookings:
        if one.offer_until is not None and one.offer_until > starts_at:
            one.offer_until = offer_end(freeze, starts_at, now, in_force(OfferRules))


def _ask_for_approvals(event: TrainingEvent, bookings: Sequence[Booking]) -> None:
    """Whoever waited for a date, and has to be approved now that there is one."""
    waiting = [one for one in bookings if one.status is BookingStatus.WAITING]
    asked = [one for one in waiting if one.approved_at is None and hooks.list_steps(event, learner_of(one))]
    act = moving.Act(SYSTEM, "requested", "The event has a date")
    moving.set_status(act, event, asked, BookingStatus.REQUESTED)
    letters.tell(letters.REQUESTED, event, asked)


def foresee_letters(event: TrainingEvent, *, has_moved: bool, is_opened: bool) -> int:
    """How many people `hear_of_change` would write to."""
    del is_opened
    if has_moved:
        return queries.count_pending(event.id)
    free = event.capacity - event.places_taken
    return min(free, queries.count_waiting(event.id)) if free > 0 else 0


def cancel_one(actor: Actor, command: CancelEvent) -> TrainingEvent:
    """Call one event off by itself; more messages than a burst need the right count."""
    get_event(command.event_id, lock=True)
    confirm_burst(queries.count_pending(command.event_id), command.count, in_force(MailRules).burst)
    return cancel_event(actor, command)


def cancel_event(actor: Actor, command: CancelEvent) -> TrainingEvent:
    """Call an event off: every pending booking ends with it, and everybody is told why."""
    event = get_event(command.event_id, lock=True)
    require(actor, Permission.EVENT_MANAGE, event)
    refuse_cancelling(event)
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
    _give_first_call(event, [one.person_id for one in bookings])
    letters.tell(letters.EVENT_CANCELLED, event, bookings, reason=command.reason)
    return event


def refuse_cancelling(event: TrainingEvent) -> None:
    """Raise that it was called off already, or has begun."""
    if event.state is EventState.CANCELLED:
        raise AlreadyCancelled
    if has_started(event):
        raise EventStarted


def _give_first_call(event: TrainingEvent, people: Sequence[int]) -> None:
    """Those who wait for another date of the course already go to the front there."""
    others = select(TrainingEvent.id).where(
        TrainingEvent.course_id == event.course_id, TrainingEvent.id != event.id
    )
    waits = (
        Booking.person_id.in_(people),
        Booking.event_id.in_(others),
        Booking.status == BookingStatus.WAITING,
        Booking.priority < FIRST_CALL,
    )
    first = {"priority": FIRST_CALL, "priority_reason": FIRST_CALL_REASON}
    db.session.execute(update(Booking).where(*waits).values(first))


def record_results(
    actor: Actor, bookings: Sequence[Booking], results: Mapping[int, BookingStatus], reason: str = ""
) -> None:
    """Write confirmed results, by booking id, as statuses. The places stay used."""
    moved = [(one, results[one.id]) for one in bookings if one.status is not results[one.id]]
    if moved:
        event = db.session.get_one(TrainingEvent, moved[0][0].event_id)  # locked by whoever calls
        moving.move(moving.Act(actor, "record_result", reason), event, moved)
