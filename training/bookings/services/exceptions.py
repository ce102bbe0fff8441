"""Exceptions that staff make for one person, each with a reason that is logged. Callers commit."""

from __future__ import annotations

from portal.kernel import activity, clock
from portal.kernel.access import Actor, Permission, require
from portal.kernel.db import db
from portal.kernel.text import moment
from training.bookings import queries
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
)
from training.bookings.models import Booking, WindowExtension
from training.bookings.services.deciding import has_started
from training.bookings.services.ending import take_up_again
from training.catalogue.queries import get_event


def extend_window(actor: Actor, command: ExtendWindow) -> WindowExtension:
    """Let one person book until this moment, although booking has closed for everybody else."""
    event = get_event(command.event_id, lock=True)
    require(actor, Permission.EVENT_MANAGE, event)
    if not command.reason.strip():
        raise ReasonMissing
    if command.until <= clock.now() or (event.starts_at is not None and command.until > event.starts_at):
        raise EndsInThePast
    person_id = queries.find_colleague(command.colleague, None)
    if person_id is None:
        raise NobodyKnown("Nobody has this e-mail address or reference")
    kept = queries.find_extension(event.id, person_id)
    before = {} if kept is None else {"until": moment(kept.until)}
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
        before=before,
        after={"until": moment(command.until)},
    )
    return extension


def waive_late_cancel(actor: Actor, command: WaiveLate) -> Booking:
    """A late withdrawal does not count: for a reason, by those who run training."""
    event = get_event(queries.get_event_id(command.booking_id), lock=True)
    require(actor, Permission.EVENT_MANAGE, event)
    booking = queries.get_booking(command.booking_id)
    if not command.reason.strip():
        raise ReasonMissing
    if not booking.is_late_cancel or booking.late_waived_reason:
        raise NotLate
    booking.late_waived_reason = command.reason
    activity.record(
        actor,
        "waive_late_cancel",
        booking,
        reason=command.reason,
        before={"late": True},
        after={"late": False},
    )
    return booking


def put_back(actor: Actor, command: PutBack) -> Booking:
    """Undo the removal of somebody, while their place or turn is still to be had."""
    event = get_event(queries.get_event_id(command.booking_id), lock=True)
    require(actor, Permission.EVENT_MANAGE, event)
    if not command.reason.strip():
        raise ReasonMissing
    if has_started(event):
        raise TakenMeanwhile("The event has started. Add them as a walk-in instead")
    booking = queries.get_booking(command.booking_id)
    if queries.find_booking(event.id, booking.person_id) is not None:
        raise TakenMeanwhile("This person has another booking on this event by now")
    stood = [entry.status for entry in queries.list_entries(booking.id)]
    before = stood[-2] if len(stood) > 1 else BookingStatus.WAITING
    if before is BookingStatus.OFFERED:
        before = BookingStatus.WAITING  # an offer is spent
    return take_up_again(actor, booking.id, before, reason=command.reason)
