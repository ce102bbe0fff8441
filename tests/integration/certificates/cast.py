"""Who plays in the tests of certificates."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select

from portal.kernel import clock
from portal.kernel.access import Actor, Role, RoleScope
from portal.kernel.db import db, unit_of_work
from portal.people.models import Person
from tests.factories import a_booking, a_course, a_person, an_event, saved, someone
from training.bookings.domain import BookingStatus
from training.catalogue.models import Course
from training.certificates.domain import IssueCertificates, Issuer
from training.certificates.models import Certificate
from training.certificates.services import issuing
from training.evaluation.domain import EvaluationForm
from training.evaluation.models import EvaluationResponse

ISSUER = Issuer(name="York Early Help Partnership", check_page="http://localhost/certificates/check")
COORDINATOR = Actor(person_id=0, name="Test", scopes=frozenset({RoleScope(Role.COORDINATOR)}))


def a_confirmed_event(*, days_ago: int = 7, course=None, **given):
    """A saved event whose results are confirmed; its certificates last three years unless said otherwise."""
    made = {"title": "Voice of the child", "valid_for_months": 36, "outcomes": "Listen first\nWrite it down"}
    made |= given
    course = course or db.session.scalar(select(Course).where(Course.title == made["title"]))
    course = course or saved(a_course(**made))
    event = an_event(course, starts_at=clock.now() - timedelta(days=days_ago), capacity=100)
    event.result_confirmed_at = clock.now()
    db.session.commit()
    return event


def a_result(event, person=None, status=BookingStatus.ATTENDED, *, evaluated=True, **given):
    """A saved person with this result on the event."""
    person = person or saved(a_person(**given))
    a_booking(event, person, status)
    if evaluated:
        saved(
            EvaluationResponse(
                event_id=event.id,
                person_id=person.id,
                form=EvaluationForm.AFTER,
                answered_on=clock.today(),
            )
        )
    return person


def issued(event) -> list[Certificate]:
    """What issuing for the event makes."""
    with unit_of_work():
        made = issuing.issue_certificates(COORDINATOR, IssueCertificates(event_id=event.id, issuer=ISSUER))
        ids = [one.id for one in made]
    return [db.session.get_one(Certificate, one) for one in ids]


def a_certificate(person=None, *, event=None, **given) -> Certificate:
    """A saved certificate of a person, issued as the portal issues it."""
    event = event or a_confirmed_event(**given)
    a_result(event, person)
    return issued(event)[-1]


def a_holder(*roles, **given):
    """The account of somebody who holds a certificate, and the certificate."""
    account = someone(*roles, **given)
    person = db.session.get_one(Person, account.person_id)
    return account, a_certificate(person)


def a_coordinator():
    return someone(Role.COORDINATOR)
