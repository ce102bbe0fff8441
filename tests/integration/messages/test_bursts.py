"""Whoever sends more than a burst by one act types how many messages it will be."""

from __future__ import annotations

from datetime import timedelta

import pytest

from portal.kernel import clock
from portal.kernel.access import Role
from portal.kernel.db import db, unit_of_work
from portal.messages.domain import NotAsMany
from tests.factories import a_course, a_person, an_event, saved, someone
from tests.integration.bookings.support import coordinator
from tests.integration.certificates.cast import ISSUER, a_confirmed_event
from tests.support.pages import errors_on
from training.bookings import services as bookings
from training.bookings.domain import PLACE_HOLDERS, BookingStatus, CancelEvent
from training.bookings.models import Booking
from training.catalogue.models import TrainingEvent
from training.catalogue.services.events import SavedEvent, confirm_letters
from training.certificates.domain import IssueCertificates
from training.certificates.services import issuing as certificates
from training.interest.models import Interest

MANY = 201


def people():
    made = [a_person() for _ in range(MANY)]
    db.session.add_all(made)
    db.session.flush()
    return made


def crowd(status=BookingStatus.BOOKED, event=None):
    event = event or an_event(capacity=300)
    given = {"event_id": event.id, "status": status, "joined_at": clock.now()}
    db.session.add_all(
        Booking(**given, person_id=one.id, calendar_uid=f"booking-{one.id}@test") for one in people()
    )
    event.places_taken += MANY if status in PLACE_HOLDERS else 0
    db.session.commit()
    return event


def needs_count(act):
    for wrong in (None, MANY - 1):
        with pytest.raises(NotAsMany), unit_of_work():
            act(wrong)
    with unit_of_work():
        act(MANY)


def saving(event, *, has_moved=False, is_opened=False):
    return lambda count: confirm_letters([SavedEvent(event, has_moved, is_opened)] * 2, count)


def test_cancelling_one_event():
    event, actor = crowd(), coordinator()
    needs_count(lambda count: bookings.cancel_one(actor, CancelEvent(event.id, "Ill", count)))


def test_moving_one_event():
    needs_count(saving(crowd(), has_moved=True))


def test_more_places_for_those_who_wait():
    needs_count(saving(crowd(BookingStatus.WAITING)))


def test_a_change_that_tells_nobody_needs_none():
    saving(crowd())(None)


def test_opening_a_date_of_a_course_that_many_want():
    course, since = saved(a_course()), clock.now() - timedelta(days=1)
    db.session.add_all(Interest(course_id=course.id, person_id=one.id, since=since) for one in people())
    event = an_event(course)
    needs_count(saving(event, is_opened=True))
    saving(event)(None)


def test_issuing_certificates():
    event, actor = a_confirmed_event(requires_evaluation=False), coordinator()
    event.capacity = 300
    crowd(BookingStatus.ATTENDED, event)
    given = {"event_id": event.id, "issuer": ISSUER}
    needs_count(lambda count: certificates.issue_certificates(actor, IssueCertificates(**given, count=count)))


@pytest.fixture
def lead(client):
    client.sign_in(someone(Role.TRAINING_LEAD))


def test_the_page_that_cancels_asks_for_the_number(client, lead):
    url = f"/training/events/{crowd().id}/cancel"
    answer = client.submit(url, reason="Snow")
    assert errors_on(answer.text) == [f"This sends {MANY} messages. Type {MANY} to confirm"]
    assert client.submit(url, reason="Snow", count=MANY).status_code == 302


def test_the_page_of_an_event_asks_for_the_number_and_saves_nothing_before(client, lead):
    event = crowd()
    answer = client.submit(f"/training/events/{event.id}/edit", online_link="https://meet.example/one")
    assert errors_on(answer.text) == [f"This sends {MANY} messages. Type {MANY} to confirm"]
    assert "How many messages will this send?" in answer.text
    db.session.expire_all()
    assert db.session.get_one(TrainingEvent, event.id).online_link == ""
