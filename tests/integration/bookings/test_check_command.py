"""`flask bookings check` reports a breach of each of its five invariants, and says which."""

from __future__ import annotations

import json

import pytest
from sqlalchemy import insert, select, text, update

from portal.kernel.db import db
from portal.kernel.outbox import OutgoingMessage
from tests.factories import a_booking, a_person, an_event, saved
from tests.integration.bookings.support import book
from tests.integration.certificates.cast import a_certificate
from training.bookings.domain import BookingStatus
from training.bookings.models import Booking

pytestmark = pytest.mark.unsound("breaks each of them on purpose")

# What the database itself refuses, it refuses no more.
ONE_LIVE, ONE_LETTER = "uq_booking_live", "uq_outgoing_message_booking"


def lose_a_place():
    event = an_event()
    a_booking(event)
    event.places_taken = 0


def book_twice():
    event, person = an_event(), saved(a_person())
    db.session.execute(text(f"DROP INDEX {ONE_LIVE}"))
    [a_booking(event, person) for _ in range(2)]


def forget_somebody():
    a_booking(an_event(), status=BookingStatus.WAITING)


def hold_a_place_for_ever():
    a_booking(an_event(), status=BookingStatus.OFFERED, offer_until=None)


def certify_nothing():
    a_certificate()
    db.session.execute(update(Booking).values(status=BookingStatus.NO_SHOW))


def write_twice():
    booking = book(an_event())
    db.session.execute(text(f"DROP INDEX {ONE_LETTER}"))
    about = OutgoingMessage.about == f"booking:{booking.id}"
    columns = [one for one in OutgoingMessage.__table__.columns if one.name != "id"]
    row = dict(db.session.execute(select(*columns).where(about)).mappings().one())
    db.session.execute(insert(OutgoingMessage).values(**row | {"recipient": "other@example.org"}))


@pytest.mark.parametrize(
    ("breach", "check", "said"),
    [
        (lose_a_place, "I1 places", "counts 0 places, 1 are held"),
        (book_twice, "I2 one booking each", "has 2 live bookings on event"),
        (forget_somebody, "I3 waiting list", "has free places while 1 wait"),
        (hold_a_place_for_ever, "I3 offers", "that was offered without an end"),
        (certify_nothing, "I4 certificates", "was given to somebody who did not attend"),
        (write_twice, "I5 messages", "was sent “booked” version 1 2 times"),
    ],
)
def test_a_breach_is_reported(app, breach, check, said):
    breach()
    db.session.commit()
    answer = app.test_cli_runner().invoke(args=["bookings", "check", "--json"])
    assert answer.exit_code == 1
    found = {one["check"]: one["breach"] for one in json.loads(answer.stdout)["breaches"]}
    assert said in found.pop(check)
    assert found == {}
