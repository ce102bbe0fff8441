"""People who did not come, and short ways of saying what these tests say often."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select

from portal.kernel import clock
from portal.kernel.access import Role
from portal.kernel.db import db
from portal.kernel.outbox import OutgoingMessage
from portal.kernel.sending import send_due
from tests.factories import a_booking, a_person, a_post, a_role, an_agency, an_event, saved
from training.attendance.domain import AttendanceMark
from training.attendance.models import SittingMark
from training.attendance.queries import list_sittings
from training.bookings.domain import BookingStatus
from training.catalogue.models import EventTrainer
from training.lost_places import jobs
from training.lost_places import letters as letters_of_ours
from training.lost_places.domain import LossKind, LossState
from training.lost_places.models import LostPlace

A_DAY = timedelta(days=1)


def an_event_of(trainer, days_ago=1):
    event = an_event(starts_at=clock.now() - days_ago * A_DAY)
    if trainer is not None:
        saved(EventTrainer(event_id=event.id, person_id=trainer.person_id))
    return event


def an_absent(event, person=None, mark=AttendanceMark.ABSENT, agency=None):
    """A booking that is marked at every sitting."""
    booking = a_booking(event, person, agency_id=agency and agency.id)
    for sitting in list_sittings(event.id):
        saved(SittingMark(sitting_id=sitting.id, booking_id=booking.id, mark=mark, marked_at=clock.now()))
    return booking


def a_worker(agency=None, manager=None, **given):
    """Somebody in post, with a manager who is in post at the same agency."""
    agency = agency or saved(an_agency())
    person = saved(a_person(**given))
    saved(a_post(person, agency, manager_id=manager and manager.id))
    return person


def a_lead(agency):
    person = saved(a_person())
    saved(a_post(person, agency))
    saved(a_role(person, Role.AGENCY_LEAD, agency_id=agency.id))
    return person


def a_loss(person, days_ago=30, state=LossState.REFUSED, kind=LossKind.NO_SHOW, agency=None):
    """Somebody missed something some time ago."""
    event = an_event(starts_at=clock.now() - days_ago * A_DAY)
    event.result_confirmed_at = event.ends_at + A_DAY
    is_late = kind is LossKind.LATE_WITHDRAWAL
    status = {LossState.EXCUSED: BookingStatus.EXCUSED}.get(state, BookingStatus.NO_SHOW)
    status = BookingStatus.WITHDRAWN if is_late else status
    booking = a_booking(event, person, status, agency_id=agency and agency.id, is_late_cancel=is_late)
    happened, noted = clock.in_london(event.starts_at).date(), event.result_confirmed_at
    return saved(
        LostPlace(
            booking_id=booking.id,
            kind=kind,
            happened_on=happened,
            noted_at=noted,
            state=state,
            asked_at=noted,
        )
    )


def confirm(client, event):
    return client.submit(f"/training/events/{event.id}/confirm-result")


def reopen(client, event):
    return client.submit(f"/training/events/{event.id}/reopen-register", answers={"reason": "The sheet"})


def loss_of(booking):
    db.session.expire_all()
    return db.session.scalar(select(LostPlace).where(LostPlace.booking_id == booking.id))


def ask():
    jobs.ask_why()


def send():
    """What is due leaves, or is closed."""
    send_due(lambda message: None, seals=[letters_of_ours.seal])


def letters(kind, **where):
    found = select(OutgoingMessage).where(OutgoingMessage.kind == kind).order_by(OutgoingMessage.id)
    return list(db.session.scalars(found.filter_by(**where)))
