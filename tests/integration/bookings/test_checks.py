"""Each invariant is found broken when it is, and not when it is not; `flask bookings check` says so."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from sqlalchemy import insert, text

from portal.kernel import clock
from portal.kernel.db import db
from portal.kernel.slice import registry
from tests.factories import a_booking, a_person, an_event, saved
from tests.integration.bookings.support import book, withdraw
from training.bookings import checks
from training.bookings.commands import INVARIANTS
from training.bookings.domain import BookingStatus
from training.bookings.models import Booking

pytestmark = pytest.mark.unsound("breaks each of them on purpose")


def broken() -> list[str]:
    return [one.name for one in checks.CHECKS if list(one.find())]


def run(app, *words):
    return app.test_cli_runner().invoke(args=["bookings", "check", *words])


def test_ordinary_days_break_nothing(app):
    event = an_event(capacity=1)
    first, _ = book(event), book(event, join_waiting=True)
    withdraw(first)
    assert broken() == []
    assert run(app).exit_code == 0


def test_a_count_that_is_not_the_bookings(app):
    event = an_event()
    a_booking(event)
    event.places_taken = 5
    db.session.commit()
    answer = run(app, "--json")
    assert answer.exit_code == 1
    (breach,) = json.loads(answer.stdout)["breaches"]
    assert breach["check"] == "I1 places"
    assert breach["breach"] == f"{event.code} counts 5 places, 1 are held, 10 are allowed"


def test_somebody_who_waits_for_a_free_place():
    event = an_event()
    waiting = a_booking(event, status=BookingStatus.WAITING)
    assert broken() == ["I3 waiting list"]
    waiting.skip_reason = "Booked on another date"
    db.session.commit()
    assert broken() == []


def test_nobody_is_forgotten_inside_the_freeze():
    a_booking(an_event(starts_at=clock.now()), status=BookingStatus.WAITING)
    assert broken() == []


@pytest.mark.parametrize(
    ("minutes", "found"),
    [(-1, False), (14, False), (15, True), (None, True)],
    ids=["open", "late", "over", "no"],
)
def test_a_place_held_for_somebody_whose_time_is_over(minutes, found):
    event = an_event(capacity=1)
    until = None if minutes is None else clock.now() - timedelta(minutes=minutes)
    booking = a_booking(event, status=BookingStatus.OFFERED, offer_until=until)
    assert broken() == (["I3 offers"] if found else [])
    if minutes == 15:
        (words,) = checks.find_offers_run_out()
        assert words.startswith(f"Booking {booking.id} holds a place on {event.code} that was offered until")


def test_a_status_without_its_entry():
    booking = a_booking(an_event())
    booking.status = BookingStatus.ATTENDED
    db.session.commit()
    assert broken() == ["Status entries"]


def test_two_live_bookings_even_where_the_index_is_gone():
    event, person = an_event(), saved(a_person())
    db.session.execute(text("DROP INDEX uq_booking_live"))
    for number in range(2):
        row = {"event_id": event.id, "person_id": person.id, "status": BookingStatus.BOOKED}
        row |= {"joined_at": clock.now(), "calendar_uid": f"{number}", "access_needs": "", "skip_reason": ""}
        db.session.execute(insert(Booking).values(**row, priority=0))
    assert "I2 one booking each" in broken()


@pytest.mark.parametrize("taken", [-1, 11])
def test_the_table_itself_refuses_an_impossible_count(taken):
    from sqlalchemy.exc import IntegrityError

    event = an_event()
    with pytest.raises(IntegrityError), db.session.begin_nested():
        db.session.execute(text("UPDATE training_event SET places_taken = :n"), {"n": taken})
    assert event.capacity == 10


def test_the_command_asks_all_five_invariants(app):
    """I4 is kept by the room of certificates, above."""
    first_words = [one.name.split()[0] for one in registry().checks]
    assert set(first_words) >= set(INVARIANTS)
    asked = sum(first_words.count(one) for one in INVARIANTS)
    assert run(app).stderr == f"{asked} checks, 0 breaches\n"
