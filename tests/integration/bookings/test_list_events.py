"""Every event with how full it is, for those who run training."""

from __future__ import annotations

from datetime import timedelta

import pytest

from portal.kernel import clock
from portal.kernel.access import Role
from tests.factories import a_booking, a_course, an_event, saved, someone
from tests.support.pages import parse, words_of
from training.bookings.domain import BookingStatus
from training.catalogue.domain import EventState

PAGE = "/training/events"


@pytest.fixture
def coordinator(client):
    client.sign_in(someone(Role.COORDINATOR))


def rows(page) -> list[str]:
    return [words_of(row) for row in parse(page.text).select("tbody tr")]


@pytest.mark.unsound("its bookings are rows made by hand")
def test_ahead_soonest_first_with_places_and_queue(client, coordinator):
    soon, undated = (
        an_event(saved(a_course(title="Soon"))),
        an_event(saved(a_course(title="Undated")), sittings=0),
    )
    a_booking(soon)
    a_booking(soon, status=BookingStatus.WAITING)
    shown = rows(client.get(PAGE))
    assert "Soon" in shown[0]
    assert "1 of 10 1 Open" in shown[0]
    assert "No date yet" in shown[1]
    assert undated.code in shown[1]


def test_drafts_and_cancelled_events_are_here_too(client, coordinator):
    an_event(state=EventState.PLANNED)
    an_event(state=EventState.CANCELLED)
    page = client.get(PAGE).text
    assert "Planned" in page
    assert "Cancelled" in page


def test_past_events_say_when_their_result_is_missing(client, coordinator):
    an_event(saved(a_course(title="Done")), starts_at=clock.now() - timedelta(days=3))
    assert rows(client.get(PAGE)) == []
    assert "Result to confirm" in rows(client.get(f"{PAGE}?when=past"))[0]


def test_found_by_course_or_code(client, coordinator):
    event = an_event(saved(a_course(title="Neglect")))
    an_event(saved(a_course(title="Trauma")))
    assert len(rows(client.get(f"{PAGE}?words=neglect"))) == 1
    assert len(rows(client.get(f"{PAGE}?words={event.code}"))) == 1
    assert rows(client.get(f"{PAGE}?words=nothing")) == []


def test_others_may_not(client):
    client.sign_in(someone(Role.TRAINER))
    assert client.get(PAGE).status_code == 403
