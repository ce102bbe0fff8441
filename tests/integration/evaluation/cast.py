"""Who plays in the tests of evaluation."""

from __future__ import annotations

from datetime import timedelta

from portal.kernel import clock
from portal.kernel.db import db
from portal.kernel.outbox import OutgoingMessage
from portal.people.domain import AgencyKind
from portal.people.models import Person
from tests.factories import (
    a_booking,
    a_course,
    a_person,
    a_post,
    an_account,
    an_agency,
    an_event,
    saved,
    someone,
)
from training.bookings.domain import BookingStatus
from training.bookings.models import Booking
from training.evaluation.domain import NEWEST_SHIPPED, OF_LEARNERS, EvaluationForm
from training.evaluation.models import EvaluationAnswer

BEFORE, AFTER, LATER = OF_LEARNERS
MANAGER = EvaluationForm.MANAGER
RATINGS = {statement.key: 4 for statement in NEWEST_SHIPPED.asked_on(AFTER)}


def a_past_event(weeks=1, **given):
    """A saved event that was so many weeks ago."""
    course = saved(a_course(**given))
    return an_event(course, starts_at=clock.now() - timedelta(weeks=weeks), capacity=100)


def a_coming_event(days=3, **given):
    return an_event(saved(a_course(**given)), starts_at=clock.now() + timedelta(days=days), capacity=100)


def a_learner(event, kind=AgencyKind.HEALTH, status=BookingStatus.ATTENDED):
    """The account of somebody from an agency of this kind whose result is confirmed."""
    agency = saved(an_agency(kind=kind))
    account = someone(agency=agency)
    a_booking(event, db.session.get_one(Person, account.person_id), status, agency_id=agency.id)
    return account


def address(event, form=AFTER) -> str:
    return f"/training/events/{event.id}/evaluation" + ("" if form is AFTER else f"/{form.value}")


def send(client, event, account, form=AFTER, **answers):
    client.sign_in(account)
    asked = {statement.key: 4 for statement in NEWEST_SHIPPED.asked_on(form)}
    return client.submit(address(event, form), answers={**asked, **answers})


def takes_part(event, account) -> None:
    """The event is over now, and this person was there."""
    event.starts_at, event.ends_at = clock.now() - timedelta(hours=4), clock.now() - timedelta(hours=1)
    found = db.session.query(Booking).filter_by(event_id=event.id, person_id=account.person_id).one()
    found.status = BookingStatus.ATTENDED
    db.session.commit()


def was(event, **ago) -> None:
    """The event ended so long ago."""
    event.ends_at = clock.now() - timedelta(**ago)
    event.starts_at = event.ends_at - timedelta(hours=3)
    db.session.commit()


def a_manager(event, learners=1, kind=AgencyKind.HEALTH, **given):
    """The account of somebody who manages so many people that took part."""
    agency = saved(an_agency(kind=kind))
    boss = saved(a_person(**given))
    saved(a_post(boss, agency))
    for _ in range(learners):
        one = saved(a_person())
        saved(a_post(one, agency, manager_id=boss.id))
        a_booking(event, one, BookingStatus.ATTENDED, agency_id=agency.id)
    return saved(an_account(boss))


def link_to(account) -> str:
    """The link in the letter that asks this manager."""
    letter = db.session.query(OutgoingMessage).filter_by(
        kind="evaluation_manager", person_id=account.person_id
    )
    return "/evaluation" + letter.one().link.partition("/evaluation")[2]


def manager_answers() -> list[EvaluationAnswer]:
    return db.session.query(EvaluationAnswer).filter_by(form=MANAGER).all()
