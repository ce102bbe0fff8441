"""Calling an event off."""

from __future__ import annotations

import pytest

from portal.kernel.access import Role
from tests.factories import a_booking, an_event, someone
from tests.integration.bookings.support import coordinator, letters_about, status_of
from tests.support.pages import errors_on
from training.bookings import services
from training.bookings.domain import AlreadyCancelled, BookingStatus, CancelEvent


@pytest.fixture
def lead(client):
    client.sign_in(someone(Role.TRAINING_LEAD))


def test_everybody_is_told_why_in_few_statements(client, lead):
    event = an_event()
    bookings = [a_booking(event) for _ in range(8)] + [a_booking(event, status=BookingStatus.WAITING)]
    page = client.get(f"/training/events/{event.id}/cancel").text
    assert "ends 9 bookings" in page
    client.submit(f"/training/events/{event.id}/cancel", reason="Snow")
    assert {status_of(one) for one in bookings} == {"event_cancelled"}
    assert all(letters_about(one) == ["event_cancelled"] for one in bookings)
    assert "This event has been cancelled. Snow" in client.get(f"/training/events/{event.id}").text


def test_a_reason_is_needed(client, lead):
    answer = client.submit(f"/training/events/{an_event().id}/cancel", reason=" ")
    assert errors_on(answer.text) == ["Enter why the event is cancelled"]


def test_twice_is_refused(client, lead):
    event = an_event()
    client.submit(f"/training/events/{event.id}/cancel", reason="Snow")
    with pytest.raises(AlreadyCancelled):
        services.cancel_event(coordinator(), CancelEvent(event.id, "Snow"))
    assert "This event has already been cancelled." in client.get(f"/training/events/{event.id}/cancel").text


def test_only_those_who_run_training_may(client):
    event = an_event()
    client.sign_in(someone(Role.TRAINER))
    assert client.get(f"/training/events/{event.id}/cancel").status_code == 403


def test_a_missing_event_is_not_found(client, lead):
    assert client.get("/training/events/999999/cancel").status_code == 404
