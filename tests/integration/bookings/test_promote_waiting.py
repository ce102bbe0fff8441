"""The job that moves up whoever was forgotten."""

from __future__ import annotations

from portal.kernel import clock
from tests.factories import a_booking, an_event
from tests.integration.bookings.support import letters_about, status_of
from training.bookings import checks
from training.bookings.domain import BookingStatus
from training.bookings.jobs import promote_waiting

WAITING = BookingStatus.WAITING


def test_it_fills_free_places_once_however_often_it_runs():
    event, other = an_event(capacity=1), an_event(capacity=1)
    first, second, third = (a_booking(one, status=WAITING) for one in (event, event, other))
    for _ in range(2):
        promote_waiting()
    assert [status_of(one) for one in (first, second, third)] == ["booked", "waiting", "booked"]
    assert letters_about(first) == ["promoted"]
    assert list(checks.find_forgotten()) == []


def test_it_leaves_the_freeze_and_undated_events_alone():
    soon = a_booking(an_event(starts_at=clock.now().replace(hour=20)), status=WAITING)
    undated = a_booking(an_event(sittings=0), status=WAITING)
    promote_waiting()
    assert {status_of(soon), status_of(undated)} == {"waiting"}
