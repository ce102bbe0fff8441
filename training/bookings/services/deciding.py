"""What becomes of a booking that waits for approval (docs/training.md 4.3).

Who may decide, the room of approvals knows: it asks here when the last step is done. Callers commit.
"""

from __future__ import annotations

from portal.kernel import clock
from portal.kernel.access import SYSTEM, Actor
from portal.kernel.db import db
from training.bookings import hooks, letters, moving, queries
from training.bookings.domain import BookingStatus, EventStarted, NotRequested, ReasonMissing
from training.bookings.models import Booking
from training.bookings.promotion import Cause, awaits_draw, promote
from training.bookings.services.booking import tell_booked
from training.bookings.services.people import get_booked_learner
from training.bookings.services.ranking import rank
from training.bookings.services.refusing import refuse_obstacles
from training.catalogue.models import TrainingEvent
from training.catalogue.queries import get_event


def approve(actor: Actor, booking: Booking) -> Booking:
    """The last step is done: a place, or a turn on the waiting list where there is none.

    Every guard but the booking window is asked again: days may have passed since they booked.
    """
    event, booking = _locked(booking)
    if has_started(event):
        raise EventStarted
    learner = get_booked_learner(booking)
    held = [one for one in queries.list_obstacles(booking.person_id, event) if one.booking_id != booking.id]
    refuse_obstacles(event, learner, held, despite_clash=booking.despite_clash, is_limited=False)
    booking.approved_at = clock.now()
    kept = booking.keeps_place
    status, why_not = _approved_status(event, booking)
    moving.set_status(moving.Act(actor, "approve_booking"), event, [booking], status)
    booking.skip_reason = why_not
    if status is BookingStatus.WAITING:
        rank(booking, event, learner)
    booked = letters.APPROVED if kept else letters.BOOKED
    tell_booked(booked if status is BookingStatus.BOOKED else letters.WAITING, event, booking, held)
    if status is BookingStatus.WAITING:
        promote(event, Cause.REQUEST_ENDED)  # those booked together may have waited for this very approval
    return booking


def _approved_status(event: TrainingEvent, booking: Booking) -> tuple[BookingStatus, str]:
    """Where it stands now, taking the place if it gets one; and why a free place is not for them."""
    if booking.keeps_place:
        return BookingStatus.BOOKED, ""
    if event.starts_at is None or awaits_draw(event):
        return BookingStatus.WAITING, ""
    if (
        event.places_left
        and queries.find_party(booking.id, hooks.party_of(Booking.id.expression)) is not None
    ):
        return BookingStatus.WAITING, ""
    kept = hooks.PlaceRules(event).refusal(booking)
    if not kept and moving.take_places(event):
        return BookingStatus.BOOKED, ""
    return BookingStatus.WAITING, kept


def decline(actor: Actor, booking: Booking, reason: str) -> Booking:
    """Somebody who has to agree does not, and says why."""
    if not reason.strip():
        raise ReasonMissing
    return _end_request(actor, booking, BookingStatus.DECLINED, letters.DECLINED, reason)


def expire_request(booking: Booking) -> Booking:
    """Nobody answered in time."""
    reason = "Nobody answered the request in time"
    return _end_request(SYSTEM, booking, BookingStatus.EXPIRED_REQUEST, letters.EXPIRED_REQUEST, reason)


def _end_request(actor: Actor, booking: Booking, status: BookingStatus, letter: str, reason: str) -> Booking:
    event, booking = _locked(booking)
    held = booking.holds_place
    with db.session.no_autoflush:
        moving.set_status(moving.Act(actor, status.value, reason), event, [booking], status)
        if held:
            moving.free_places(event, 1)
            promote(event, Cause.REQUEST_ENDED)
    letters.tell(letter, event, [booking], reason=reason)
    return booking


def _locked(booking: Booking) -> tuple[TrainingEvent, Booking]:
    """The event, locked, and the booking, read anew. Raises `NotRequested`."""
    event = get_event(booking.event_id, lock=True)
    booking = queries.get_booking(booking.id)
    if booking.status is not BookingStatus.REQUESTED:
        raise NotRequested
    return event, booking


def has_started(event: TrainingEvent) -> bool:
    return event.starts_at is not None and event.starts_at <= clock.now()
