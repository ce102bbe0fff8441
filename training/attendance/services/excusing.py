"""Excusing somebody after the result was confirmed (docs/training.md 4.6)."""

from __future__ import annotations

from portal.kernel import activity, clock
from portal.kernel.access import Actor, Permission, require
from portal.kernel.activity import Told
from training.attendance import queries
from training.attendance.domain import AttendanceMark, Marked, NotANoShow, ResultNotConfirmed
from training.bookings.domain import BookingStatus
from training.bookings.models import Booking
from training.bookings.services import record_results
from training.catalogue.domain import Taught
from training.catalogue.models import TrainingEvent


def excuse_absence(actor: Actor, event: TrainingEvent, taught: Taught, booking: Booking, why: str) -> None:
    """A no-show was excused after all: the marks and the result say so, so that both stay in step.

    The event is locked, and the booking was read since. The register stays shut, and everybody else's
    result as it was. Raises `ResultNotConfirmed` or `NotANoShow`.
    """
    require(actor, Permission.ATTENDANCE_MARK, taught)
    if event.result_confirmed_at is None:
        raise ResultNotConfirmed
    if booking.status is not BookingStatus.NO_SHOW:
        raise NotANoShow
    _excuse_marks(actor, booking)
    record_results(actor, [booking], {booking.id: BookingStatus.EXCUSED}, why)


def _excuse_marks(actor: Actor, booking: Booking) -> None:
    """What was missed becomes excused; the rest stays, unless nothing else was the reason for the result."""
    marks, told = queries.list_marks_of(booking.id), []
    absent = [one for one in marks if one.mark is AttendanceMark.ABSENT]
    for one in absent or marks:
        before = Marked(one.mark, one.minutes_late).facts | {"sitting_id": one.sitting_id}
        one.mark, one.minutes_late = AttendanceMark.EXCUSED, None
        one.marked_by_id, one.marked_at = actor.person_id or None, clock.now()
        after = Marked(one.mark).facts | {"sitting_id": one.sitting_id}
        told.append(Told(booking.id, before, after, booking.person_id))
    activity.record_each(actor, "mark_attendance", Booking, told)
