"""What docs/training.md 4.12 asks of bookings and needs no second process, each with the invariants after it.

The others stand with their rooms; the table there says where.
"""

from __future__ import annotations

from datetime import timedelta

from portal.kernel import clock
from portal.kernel.access import Actor, Role, RoleScope
from portal.kernel.db import db, unit_of_work
from portal.records import purging
from tests.factories import a_booking, a_person, an_event, saved
from tests.integration.bookings.above import a_room
from tests.integration.bookings.support import (
    book,
    fine,
    history_of,
    letters_about,
    places,
    status_of,
    withdraw,
)
from tests.integration.calendars.test_invitations import change
from tests.integration.certificates.cast import a_certificate
from training.bookings import services
from training.bookings.domain import AnswerOffer, ApprovalStep, BookingStatus
from training.bookings.jobs import promote_waiting
from training.catalogue.models import TrainingEvent
from training.certificates.models import Certificate

STEP = ApprovalStep("manager", "Your manager agrees to training")
ROUNDS = 10
# Near enough for a place to be offered, and far enough from the freeze.
SOON = timedelta(days=3)


def test_more_places_while_only_unapproved_people_wait_book_none_of_them():
    event = an_event(capacity=1)
    with a_room(approval_steps=lambda event, learner: [STEP]):
        a_booking(event)
        asked, waits = book(event), a_booking(event, status=BookingStatus.WAITING)
        change(db.session.merge(event), capacity=5)
        for _ in range(ROUNDS):
            promote_waiting()
        assert (status_of(asked), status_of(waits)) == ("requested", "waiting")
        assert places(event) == (1, 1)
        assert db.session.get_one(TrainingEvent, event.id).capacity == 5
        fine()


def answer(booking, *, accepts=True):
    with unit_of_work():
        oneself = Actor(booking.person_id, scopes=frozenset({RoleScope(Role.PRACTITIONER)}))
        services.answer_offer(oneself, AnswerOffer(booking.id, accepts=accepts))


def test_an_offer_that_was_used_and_then_given_up_is_not_made_again():
    event = an_event(capacity=1, starts_at=clock.now() + SOON)
    holder, first, second = book(event), book(event, join_waiting=True), book(event, join_waiting=True)
    withdraw(holder)
    answer(first)
    withdraw(first)
    for _ in range(ROUNDS):
        promote_waiting()
    assert history_of(first) == ["waiting", "offered", "booked", "withdrawn"]
    assert letters_about(first).count("offered") == 1
    assert (status_of(second), letters_about(second).count("offered")) == ("offered", 1)
    fine()


def test_an_offer_that_was_declined_is_not_made_again():
    event = an_event(capacity=1, starts_at=clock.now() + SOON)
    holder, first = book(event), book(event, join_waiting=True)
    withdraw(holder)
    answer(first, accepts=False)
    for _ in range(ROUNDS):
        promote_waiting()
    assert history_of(first) == ["waiting", "offered", "lapsed"]
    assert places(event) == (0, 0)
    fine()


def test_a_run_of_deletions_leaves_certificates(client):
    certificate = a_certificate(valid_for_months=None)
    old = an_event(starts_at=clock.now() - timedelta(weeks=60))
    a_booking(old, saved(a_person()), BookingStatus.WAITING)
    snapshot, code = dict(certificate.snapshot), certificate.code
    assert {one.name: one.done for one in purging.purge_all() if one.done} == {"booking-waiting-entries": 1}
    assert dict(db.session.get_one(Certificate, certificate.id).snapshot) == snapshot
    assert client.get(f"/certificates/check/{code}").status_code == 200
    fine()
