"""A place that is held for somebody for a while: taken, declined or run out. Callers commit."""

from __future__ import annotations

from portal.kernel import clock
from portal.kernel.access import SYSTEM, Actor
from portal.kernel.db import db
from training.bookings import letters, moving, queries
from training.bookings.domain import AnswerOffer, BookingStatus, NotOffered
from training.bookings.models import Booking
from training.bookings.promotion import Cause, promote
from training.bookings.services.booking import tell_booked
from training.bookings.services.people import get_booked_learner, refuse_unknown
from training.catalogue.models import TrainingEvent
from training.catalogue.queries import get_event


def answer_offer(actor: Actor, command: AnswerOffer) -> Booking:
    """Take the place before the offer runs out, or let the next person have it."""
    event = queries.get_locked_event(command.booking_id)
    booking = queries.get_booking(command.booking_id)
    refuse_unknown(actor, booking)
    if not is_open_offer(booking):
        raise NotOffered
    if command.accepts:
        get_booked_learner(booking)  # locked, as other waits of theirs end with it
        held = queries.list_obstacles(booking.person_id, event)
        moving.set_status(moving.Act(actor, "accept_offer"), event, [booking], BookingStatus.BOOKED)
        tell_booked(letters.BOOKED, event, booking, held)
    else:
        _lapse(moving.Act(actor, "lapsed", "The offer was declined"), event, booking)
    return booking


def lapse_offer(event_id: int, booking_id: int) -> None:
    """The time of an offer is up: the next person gets the place. Does nothing when it was answered."""
    event = get_event(event_id, lock=True)
    booking = queries.get_booking(booking_id)
    if booking.status is BookingStatus.OFFERED and not is_open_offer(booking):
        _lapse(moving.Act(SYSTEM, "lapsed", "The offer ran out"), event, booking)
        letters.tell(letters.LAPSED, event, [booking])


def is_open_offer(booking: Booking) -> bool:
    """Whether the place can still be taken; at the very end of the offer it cannot."""
    until = booking.offer_until
    return booking.status is BookingStatus.OFFERED and until is not None and clock.now() < until


def _lapse(act: moving.Act, event: TrainingEvent, booking: Booking) -> None:
    """The offer is spent: it is not made again unless they join again, at the end."""
    with db.session.no_autoflush:
        moving.set_status(act, event, [booking], BookingStatus.LAPSED)
        moving.free_places(event, 1)
        promote(event, Cause.LAPSE)
