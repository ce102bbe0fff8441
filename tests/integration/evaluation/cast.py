"""Who plays in the tests of evaluation."""

from __future__ import annotations

from datetime import timedelta

from portal.kernel import clock
from portal.kernel.db import db
from portal.people.domain import AgencyKind
from portal.people.models import Person
from tests.factories import a_booking, a_course, an_agency, an_event, saved, someone
from training.bookings.domain import BookingStatus
from training.evaluation.domain import STATEMENTS

RATINGS = {statement.key: 4 for statement in STATEMENTS}


def a_past_event(**given):
    """A saved event of last week."""
    course = saved(a_course(**given))
    return an_event(course, starts_at=clock.now() - timedelta(days=7), capacity=100)


def a_learner(event, kind=AgencyKind.HEALTH, status=BookingStatus.ATTENDED):
    """The account of somebody from an agency of this kind whose result is confirmed."""
    agency = saved(an_agency(kind=kind))
    account = someone(agency=agency)
    a_booking(event, db.session.get_one(Person, account.person_id), status, agency_id=agency.id)
    return account


def send(client, event, account, **answers):
    client.sign_in(account)
    return client.submit(f"/training/events/{event.id}/evaluation", answers={**RATINGS, **answers})
