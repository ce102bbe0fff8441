"""Another person on the same place: substitutes, and staff who act on one booking. Callers commit."""

from __future__ import annotations

from portal.kernel import activity
from portal.kernel.access import Actor, Permission, can, require
from portal.kernel.db import db
from training.bookings import finding, hooks, letters, moving, queries
from training.bookings.domain import (
    BookingStatus,
    ChangeNeeds,
    Learner,
    MoveUp,
    NobodyKnown,
    NoPlaceLeft,
    NothingToGive,
    NotWaiting,
    ReasonMissing,
    ResultIsConfirmed,
    Substitute,
)
from training.bookings.models import Booking
from training.bookings.services.booking import approved_at, overbook, tell_booked
from training.bookings.services.ending import refuse_started
from training.bookings.services.people import get_booked_learner, refuse_unknown
from training.bookings.services.refusing import refuse_obstacles
from training.catalogue.domain import EventState
from training.catalogue.models import TrainingEvent

SUBSTITUTED = "A substitute comes instead"


def substitute(actor: Actor, command: Substitute) -> Booking:
    """A colleague of the same agency takes the place in the same transaction; the old booking has no mark.

    The guards of “book” hold for them except the window and the number of places. An approval that
    they need is asked for while the place is theirs.
    """
    event, booking = _locked(actor, command.booking_id)
    refuse_substitute(actor, event, booking)
    learner = _get_colleague(actor, booking, command.colleague)
    held = queries.list_obstacles(learner.person_id, event)
    refuse_obstacles(event, learner, held, despite_clash=command.despite_clash)
    act = moving.Act(actor, "substitute_booking", SUBSTITUTED)
    moving.set_status(act, event, [booking], BookingStatus.WITHDRAWN)
    approval = hooks.ask_about(actor, event, learner)
    asked = approval.is_needed
    facts = {"access_needs": command.access_needs, "despite_clash": command.despite_clash}
    facts |= {"replaces_id": booking.id, "keeps_place": asked, "approved_at": approved_at(event, approval)}
    status = BookingStatus.REQUESTED if asked else BookingStatus.BOOKED
    new = moving.add_booking(actor, event, learner, status, approval, **facts)
    letters.tell(letters.SUBSTITUTED, event, [booking])
    tell_booked(letters.REQUESTED if asked else letters.COMES_INSTEAD, event, new, held)
    return new


def refuse_substitute(actor: Actor, event: TrainingEvent, booking: Booking) -> None:
    """Raise that there is no place to give, or that it is too late."""
    refuse_started(actor, event)
    if booking.status is not BookingStatus.BOOKED:
        raise NothingToGive


def _get_colleague(actor: Actor, booking: Booking, sought: str) -> Learner:
    """Somebody at the agency the place was booked for, or anybody for those who run training; locked."""
    anybody = can(actor, Permission.EVENT_MANAGE)
    if booking.agency_id is None and not anybody:
        raise NobodyKnown
    found = finding.find_colleague(sought, None if anybody else booking.agency_id)
    if found is None:
        raise NobodyKnown
    learners = queries.list_learners(found, lock=True)
    return next((one for one in learners if one.agency_id == booking.agency_id), learners[0])


def move_up(actor: Actor, command: MoveUp) -> Booking:
    """Staff give somebody who waits a place now: despite the freeze, the queue and the rules of places.

    Over the number of places only when asked for, by the permission to overbook, and logged.
    """
    event = queries.get_locked_event(command.booking_id)
    require(actor, Permission.EVENT_MANAGE, event)
    booking = queries.get_booking(command.booking_id)
    learner = get_booked_learner(booking)
    booking = queries.get_booking(command.booking_id)
    if not command.reason.strip():
        raise ReasonMissing
    refuse_move(event, booking)
    held = [one for one in queries.list_obstacles(booking.person_id, event) if one.booking_id != booking.id]
    refuse_obstacles(event, learner, held, despite_clash=True, is_limited=False)
    if not moving.take_places(event):
        if not command.overbook:
            raise NoPlaceLeft
        overbook(actor, event, reason=command.reason)
    moving.set_status(moving.Act(actor, "move_up", command.reason), event, [booking], BookingStatus.BOOKED)
    tell_booked(letters.PROMOTED, event, booking, held)
    return booking


def refuse_move(event: TrainingEvent, booking: Booking) -> None:
    """Raise that they do not wait, or that the event takes nobody any more."""
    if booking.status is not BookingStatus.WAITING or event.starts_at is None:
        raise NotWaiting
    if event.state is not EventState.OPEN or event.result_confirmed_at is not None:
        raise ResultIsConfirmed


def change_needs(actor: Actor, command: ChangeNeeds) -> Booking:
    """What somebody needs is different. Where the course asks again, approval starts anew."""
    event, booking = _locked(actor, command.booking_id)
    refuse_needs(actor, event, booking)
    if booking.access_needs == command.access_needs:
        return booking
    before = {"has_needs": bool(booking.access_needs)}
    booking.access_needs, booking.access_needs_purged = command.access_needs, False
    after = {"has_needs": bool(booking.access_needs)}
    activity.record(actor, "change_needs", booking, before=before, after=after)
    if event.course.asks_again and booking.status is not BookingStatus.WAITING:
        _ask_again(actor, event, booking)
    return booking


def refuse_needs(actor: Actor, event: TrainingEvent, booking: Booking) -> None:
    """Raise that the booking is over, or that it is too late."""
    refuse_started(actor, event)
    if booking.status not in {BookingStatus.BOOKED, BookingStatus.REQUESTED, BookingStatus.WAITING}:
        raise NothingToGive


def _ask_again(actor: Actor, event: TrainingEvent, booking: Booking) -> None:
    if not hooks.list_steps(event, get_booked_learner(booking)):
        return
    kept = booking.holds_place
    with db.session.no_autoflush:
        booking.approved_at = None
        act = moving.Act(actor, "ask_again", "The needs have changed")
        moving.set_status(act, event, [booking], BookingStatus.REQUESTED)
        booking.keeps_place = kept
    letters.tell(letters.ASKED_AGAIN, event, [booking])


def _locked(actor: Actor, booking_id: int) -> tuple[TrainingEvent, Booking]:
    """The event, locked, and a booking that this actor may know of."""
    event = queries.get_locked_event(booking_id)
    booking = queries.get_booking(booking_id)
    refuse_unknown(actor, booking)
    return event, booking
