"""Short ways of saying what the tests of the door say often."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select

from portal.kernel import clock
from portal.kernel.access import Role
from portal.kernel.db import db
from portal.people.models import Person
from tests.factories import a_booking, an_event, saved, someone
from training.attendance.models import SittingMark
from training.attendance.queries import list_sittings
from training.catalogue.models import EventTrainer
from training.checkin.models import CheckInTry
from training.checkin.routes.blueprint import room_codes

MINUTES = timedelta(minutes=1)


def an_event_now(trainer=None, **given):
    """An event that starts in five minutes, unless said otherwise."""
    event = an_event(**{"starts_at": clock.now() + 5 * MINUTES, **given})
    if trainer is not None:
        saved(EventTrainer(event_id=event.id, person_id=trainer.person_id))
    return event


def a_learner(event, **given):
    """Somebody who is signed in nowhere yet, with a booking; the account and the booking."""
    account = someone(Role.PRACTITIONER)
    return account, a_booking(event, account_person(account), **given)


def account_person(account):
    return db.session.get(Person, account.person_id)


def sitting_of(event, number=0):
    return list_sittings(event.id)[number]


def code_of(event, number=0) -> str:
    return room_codes().shown(sitting_of(event, number).id, clock.now())


def enter(client, code: str):
    return client.submit("/check-in", form="main form[action='/check-in']", code=code)


def marks_of(booking) -> list[tuple]:
    """The marks of a booking: the word, the minutes, how it was taken and by whom."""
    columns = (SittingMark.mark, SittingMark.minutes_late, SittingMark.taken_how, SittingMark.marked_by_id)
    found = db.session.execute(
        select(*columns).where(SittingMark.booking_id == booking.id).order_by(SittingMark.sitting_id)
    )
    return [tuple(row) for row in found]


def tried() -> list[str]:
    return list(db.session.scalars(select(CheckInTry.outcome).order_by(CheckInTry.id)))
