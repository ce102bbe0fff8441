"""Exceptions that staff make for one person, each with a reason that is logged. Callers commit."""

from __future__ import annotations

from datetime import datetime

from portal.kernel import activity, clock
from portal.kernel.access import Actor, Permission, require
from portal.kernel.db import db
from portal.kernel.text import moment
from training.bookings import finding, hooks, letters, moving, queries
from training.bookings.domain import (
    BookingStatus,
    EndsInThePast,
    ExtendWindow,
    NobodyKnown,
    NotLate,
    PutBack,
    ReasonMissing,
    TakenMeanwhile,
    WaiveLate,
    refuse_unless_bookable,
)
from training.bookings.models import Booking, WindowExtension
from training.bookings.promotion import promote
from training.bookings.services.booking import tell_booked
from training.bookings.services.deciding import has_started
from training.bookings.services.people import get_booked_learner
from training.bookings.services.refusing import refuse_obstacles
from training.catalogue.domain import EventState, availability
from training.catalogue.models import TrainingEvent
from training.catalogue.queries import get_event


def extend_window(actor: Actor, command: ExtendWindow) -> WindowExtension:
    """Let one person book until this moment, although booking has closed for everybody else."""
    event = get_event(command.event_id, lock=True)
    require(actor, Permission.EVENT_MANAGE, event)
    if not command.reason.strip():
        raise ReasonMissing
    _refuse_end(event, command.until)
    person_id = finding.find_colleague(command.colleague, None)
    if person_id is None:
        raise NobodyKnown("Nobody has this e-mail address or reference")
    kept = finding.find_extension(event.id, person_id)
    before = kept and moment(kept.until)
    extension = kept or WindowExtension(event_id=event.id, person_id=person_id)
    extension.until, extension.reason = command.until, command.reason
    extension.granted_by_id, extension.granted_at = actor.person_id or None, clock.now()
    db.session.add(extension)
    activity.record(
        actor,
        "extend_window",
        event,
        reason=command.reason,
        person_id=person_id,
        before={"until": before},
        after={"until": moment(command.until)},
    )
    return extension


def refuse_letting_late(event: TrainingEvent) -> None:
    """Raise that nobody can book on it, whenever: it was called off or has begun."""
    refuse_unless_bookable(availability(event, clock.now(), may_be_late=True))


def _refuse_end(event: TrainingEvent, until: datetime) -> None:
    refuse_letting_late(event)
    if until <= clock.now() or (event.starts_at is not None and until > event.starts_at):
        raise EndsInThePast


def waive_late_cancel(actor: Actor, command: WaiveLate) -> Booking:
    """A late withdrawal does not count: for a reason, by those who run training."""
    event = queries.get_locked_event(command.booking_id)
    require(actor, Permission.EVENT_MANAGE, event)
    booking = queries.get_booking(command.booking_id)
    if not command.reason.strip():
        raise ReasonMissing
    refuse_waiving(booking)
    booking.late_waived_reason = command.reason
    activity.record(
        actor,
        "waive_late_cancel",
        booking,
        reason=command.reason,
        before={"late": True},
        after={"late": False},
    )
    hooks.tell_late_waived(actor, booking)
    return booking


def refuse_waiving(booking: Booking) -> None:
    if not booking.is_late_cancel or booking.late_waived_reason:
        raise NotLate


def put_back(actor: Actor, command: PutBack) -> Booking:
    """Undo the removal of somebody, while their place or turn is still to be had; they are told."""
    event = queries.get_locked_event(command.booking_id)
    require(actor, Permission.EVENT_MANAGE, event)
    if not command.reason.strip():
        raise ReasonMissing
    booking = queries.get_booking(command.booking_id)
    learner = get_booked_learner(booking)
    refuse_putting_back(event, booking)
    held = queries.list_obstacles(booking.person_id, event)
    refuse_obstacles(event, learner, held, despite_clash=True, is_limited=False)
    status = _stood(event, booking)
    if status is BookingStatus.BOOKED and not moving.take_places(event):
        raise TakenMeanwhile("The place has gone to somebody else since")
    moving.set_status(moving.Act(actor, "put_back", command.reason), event, [booking], status)
    tell_booked(letters.PUT_BACK, event, booking, held)
    if status is BookingStatus.WAITING:
        promote(event)
    return booking


def refuse_putting_back(event: TrainingEvent, booking: Booking) -> None:
    if booking.status is not BookingStatus.REMOVED:
        raise TakenMeanwhile("This booking was not removed, or has been changed since")
    if event.state is EventState.CANCELLED:
        raise TakenMeanwhile("The event has been cancelled since")
    if has_started(event):
        raise TakenMeanwhile("The event has started. Add them as a walk-in instead")


def _stood(event: TrainingEvent, booking: Booking) -> BookingStatus:
    """Where it stood before; an offer is spent, and an event without a date has no places."""
    steps = [entry.status for entry in finding.list_entries(booking.id)]
    before = steps[-2] if len(steps) > 1 else BookingStatus.WAITING
    if before is BookingStatus.OFFERED or (before is BookingStatus.BOOKED and event.starts_at is None):
        return BookingStatus.WAITING
    return before
