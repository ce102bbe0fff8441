"""A release put in twice, and ten rounds of the whole timetable: nobody gets anything new by it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from portal import migrating
from portal.kernel import clock, sending, work
from portal.kernel.db import Model, db
from portal.kernel.outbox import OutgoingMessage
from portal.kernel.slice import registry
from tests.factories import an_event
from tests.integration.bookings.support import book, fine
from tests.integration.certificates.cast import a_certificate, a_confirmed_event, a_result
from training.bookings.models import StatusEntry
from training.certificates.models import Certificate, CertificateDocument

ROUNDS = 10


@pytest.fixture
def released(house):
    """The portal as a release makes it, with a certificate, one still to be given, and bookings to come."""
    Model.metadata.drop_all(db.engine)
    migrating.upgrade()
    a_certificate()
    a_result(a_confirmed_event(course=None, title="Another"))
    event = an_event(capacity=1, starts_at=clock.now() + timedelta(days=30))
    book(event), book(event, join_waiting=True)
    a_round()
    return house


def a_round():
    for job in registry().jobs.values():
        job.run()
    work.drain(registry().tasks)
    sending.send_due(lambda _message: None)
    db.session.remove()


def facts():
    """Everything that must not change by itself."""
    counted = (Certificate, CertificateDocument, OutgoingMessage, StatusEntry)
    counts = [db.session.scalar(select(func.count()).select_from(one)) for one in counted]
    rows = db.session.execute(select(Certificate.__table__).order_by(Certificate.id)).all()
    letters = db.session.execute(
        select(OutgoingMessage.id, OutgoingMessage.state).order_by(OutgoingMessage.id)
    )
    return counts, rows, letters.all()


def test_a_release_twice_and_ten_rounds_of_every_job_bring_nothing_new(released):
    before = facts()
    assert before[0][0] == 1
    db.session.remove()
    for _ in range(2):
        migrating.upgrade()
    for _ in range(ROUNDS):
        a_round()
    assert facts() == before
    fine()
