"""Ending a booking before its event, and taking one up again. The event is locked first; callers commit."""

from __future__ import annotations

from portal.kernel import clock
from portal.kernel.access import Actor, Permission, can
from portal.kernel.db import db
from portal.kernel.rules import in_force
from training.bookings import letters, moving, queries
from training.bookings.domain import (
    PENDING,
    PLACE_HOLDERS,
    BookingEnded,
    BookingLimits,
    BookingStatus,
    EventStarted,
    TakenMeanwhile,
    Withdraw,
)
from training.bookings.models import Booking
from training.bookings.promotion import Cause, promote
from training.bookings.services.deciding import has_started
from training.bookings.services.people import get_booked_learner, refuse_unknown
from training.catalogue.domain import EventState
from training.catalogue.models import TrainingEvent

# Why one of two bookings ends when two people turn out to be one.
SAME_PERSON = "Booked twice: the same person"


def withdraw(actor: Actor, command: Withdraw) -> Booking:
    """End a booking before the event, free its place and give it to whoever waits first.

    Inside the late limit it is marked, unless those who run training end it, or the person moves.
    """
    event = queries.get_locked_event(command.booking_id)
    booking = queries.get_booking(command.booking_id)
    refuse_unknown(actor, booking)
    if booking.status is BookingStatus.WAITING:
        # A place on another date may be ending this turn at the same time.
        get_booked_learner(booking)
        booking = queries.get_booking(command.booking_id)
    refuse_ended(actor, event, booking)
    held = booking.holds_place
    by_oneself = actor.person_id in {booking.person_id, booking.person.office_contact_id}
    counts = command.may_count and (by_oneself or not can(actor, Permission.EVENT_MANAGE))
    booking.is_late_cancel = counts and booking.status is BookingStatus.BOOKED and is_late(event)
    status = BookingStatus.WITHDRAWN if by_oneself else BookingStatus.REMOVED
    with db.session.no_autoflush:  # a place that goes straight to the next person is not written twice
        moving.set_status(moving.Act(actor, status.value, command.reason), event, [booking], status)
        if held:
            moving.free_places(event, 1)
            promote(event, Cause.WITHDRAWAL if by_oneself else Cause.REMOVAL)
    letters.tell(letters.WITHDRAWN, event, [booking], reason=command.reason)
    return booking


def refuse_ended(actor: Actor, event: TrainingEvent, booking: Booking) -> None:
    """Raise that there is nothing to withdraw from any more, or that it is too late for this actor."""
    if booking.status not in PENDING:
        raise BookingEnded
    refuse_started(actor, event)


def is_late(event: TrainingEvent) -> bool:
    """Whether giving up a place now counts as late."""
    if event.starts_at is None:
        return False
    return clock.now() >= event.starts_at - in_force(BookingLimits).late_limit


def refuse_started(actor: Actor, event: TrainingEvent) -> None:
    """Once an event has started, only those who run training change its bookings, until its result stands."""
    if not has_started(event):
        return
    if event.result_confirmed_at is not None or not can(actor, Permission.EVENT_MANAGE):
        raise EventStarted


def end_double(actor: Actor, event: TrainingEvent, booking: Booking) -> None:
    """End one of two bookings of the same person, with the event locked, and give its place on.

    Nobody is told: the person is still booked.
    """
    held = booking.holds_place
    with db.session.no_autoflush:
        moving.set_status(
            moving.Act(actor, "end_double_booking", SAME_PERSON), event, [booking], BookingStatus.REMOVED
        )
        if held:
            moving.free_places(event, 1)
            promote(event, Cause.REMOVAL)


def take_up_again(actor: Actor, booking_id: int, status: BookingStatus) -> Booking:
    """Let a booking stand again where it stood before it was ended as a double.

    Raises `TakenMeanwhile` when its place has gone to somebody else, the event was called off, or the
    booking was changed again.
    """
    event = queries.get_locked_event(booking_id)
    booking = queries.get_booking(booking_id)
    if booking.status is not BookingStatus.REMOVED:
        raise TakenMeanwhile(f"The booking on {event.code} has been changed since")
    if event.state is EventState.CANCELLED and status in PENDING:
        raise TakenMeanwhile(f"{event.code} has been cancelled since")
    if status in PLACE_HOLDERS and not moving.take_places(event):
        raise TakenMeanwhile(f"The place on {event.code} has gone to somebody else since")
    moving.set_status(moving.Act(actor, status.value, "The merge was undone"), event, [booking], status)
    return booking
