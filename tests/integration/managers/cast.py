"""Teams with their managers, and what is written to these."""

from __future__ import annotations

from datetime import UTC, datetime

from portal.kernel import clock
from portal.kernel.db import db
from portal.kernel.outbox import OutgoingMessage
from portal.people.models import Person
from tests.factories import a_booking, a_course, a_person, a_post, an_agency, an_event, saved
from training.bookings.domain import BookingStatus
from training.bookings.models import StatusEntry
from training.managers.models import ManagerWord

# The Monday of a digest at eight, and a moment in the week that it is about.
MONDAY = datetime(2026, 3, 9, 8, 0, tzinfo=UTC)
LAST_WEEK = datetime(2026, 3, 4, 12, 0, tzinfo=UTC)


def a_manager(agency, **given) -> Person:
    manager = saved(a_person(**given))
    saved(a_post(manager, agency))
    return manager


def a_member(manager, agency, person=None, **given) -> Person:
    """Somebody whom this person manages at this agency."""
    person = person or saved(a_person(**given))
    saved(a_post(person, agency, manager_id=manager.id))
    return person


def a_team(way=None, agency=None):
    """An agency that chose this, a manager there, and one of their people."""
    agency = agency or saved(an_agency())
    if way is not None:
        saved(ManagerWord(agency_id=agency.id, way=way, chosen_at=clock.now()))
    manager = a_manager(agency)
    return agency, manager, a_member(manager, agency)


def news_of(person, agency=None, *statuses, at=LAST_WEEK, event=None, **given):
    """A booking whose steps were taken then, one after the other."""
    event = event or an_event(saved(a_course()), starts_at=datetime(2026, 4, 14, 9, tzinfo=UTC))
    first, *rest = statuses or (BookingStatus.BOOKED,)
    made = {"agency_id": agency.id if agency else None, "joined_at": at, **given}
    booking = a_booking(event, person, first, **made)
    for status in rest:
        saved(StatusEntry(booking_id=booking.id, status=status, at=at))
        booking.status = status
    db.session.commit()
    return booking


def written(kind="manager_digest") -> list[OutgoingMessage]:
    rows = db.session.query(OutgoingMessage).filter_by(kind=kind).order_by(OutgoingMessage.id)
    return list(rows.populate_existing())


def readers(kind="manager_digest") -> list[str]:
    return [one.recipient for one in written(kind)]
