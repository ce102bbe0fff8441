"""Whoever books a course must hold, on the day of the event, what it needs first."""

from __future__ import annotations

from datetime import time, timedelta

import pytest

from portal.kernel import clock
from portal.kernel.access import Role
from portal.kernel.db import db
from portal.people.models import Person
from tests.factories import a_course, an_event, saved, someone
from tests.integration.certificates.cast import a_certificate, a_confirmed_event
from tests.support.pages import errors_on, parse
from training.bookings.queries import find_booking
from training.catalogue.models import CoursePrerequisite
from training.catalogue.queries import get_course
from training.certificates.domain import CertificateState


@pytest.fixture
def learner(client):
    account = someone()
    client.sign_in(account)
    return db.session.get_one(Person, account.person_id)


def needing(*needed, **given):
    """An event of a course that needs these first."""
    course = saved(a_course())
    for one in needed:
        saved(CoursePrerequisite(course_id=course.id, needed_id=one.id))
    return an_event(course, **given)


def a_held(learner, **given):
    """A course whose certificate the learner holds; it lasts three years unless said otherwise."""
    course = saved(a_course(**{"title": "First", "valid_for_months": 36, **given}))
    a_certificate(learner, event=a_confirmed_event(course=course))
    return course


def book(client, event):
    """Sent by hand: whoever may not book is shown no form."""
    token = parse(client.get(f"/training/events/{an_event().id}/book").text).select_one("[name=csrf_token]")
    return client.post(f"/training/events/{event.id}/book", data={"csrf_token": token["value"]})


def test_without_it_booking_is_refused_in_plain_words(client, learner):
    event = needing(saved(a_course(title="First")), saved(a_course(title="Second")))
    answer = book(client, event)
    assert errors_on(answer.text) == [
        "This event is for people who hold a certificate of “First” and “Second” on 17 March 2026"
    ]
    assert find_booking(event.id, learner.id) is None


def test_with_it_one_is_booked(client, learner):
    event = needing(a_held(learner))
    book(client, event)
    assert find_booking(event.id, learner.id)


def expiring(learner, day):
    certificate = a_certificate(learner, event=a_confirmed_event(course=saved(a_course(title="First"))))
    certificate.expires_on = day
    db.session.commit()
    return certificate


@pytest.mark.parametrize(("days", "booked"), [(0, True), (-1, False), (1, True)])
def test_it_must_be_current_on_the_day_of_the_event_not_today(client, learner, days, booked):
    """At half past midnight in summer it is still the day before in UTC: London's day counts."""
    starts_at = clock.at_london(clock.today() + timedelta(days=100), time(0, 30))
    day = clock.in_london(starts_at).date()
    certificate = expiring(learner, day + timedelta(days=days))
    event = needing(certificate_course(certificate), starts_at=starts_at)
    book(client, event)
    assert (find_booking(event.id, learner.id) is not None) is booked


def certificate_course(certificate):
    return get_course(certificate.course_id)


def test_a_withdrawn_one_does_not_count(client, learner):
    certificate = expiring(learner, None)
    certificate.state = CertificateState.WITHDRAWN
    db.session.commit()
    event = needing(certificate_course(certificate))
    assert "hold a certificate" in book(client, event).text


def test_the_refresher_of_what_is_needed_is_as_good(client, learner):
    short = a_held(learner, title="Short one")
    whole = saved(a_course(valid_for_months=36, refresher_id=short.id))
    event = needing(whole)
    book(client, event)
    assert find_booking(event.id, learner.id)


def test_somebody_elses_certificate_does_not_count(client, learner):
    other = db.session.get_one(Person, someone(Role.COORDINATOR).person_id)
    event = needing(a_held(other))
    assert "hold a certificate" in book(client, event).text
