"""The page on which a draw is planned, and what it refuses."""

from __future__ import annotations

from datetime import timedelta

import pytest

from portal.kernel import clock
from portal.kernel.access import Role
from tests.factories import a_booking, an_event, someone
from tests.integration.bookings.support import status_of
from tests.support.pages import errors_on
from training.bookings import services
from training.bookings.domain import BookingStatus
from training.catalogue.domain import EventState
from training.catalogue.queries import get_event

LATE = "The draw must be in the future, and before the event starts"


@pytest.fixture
def client(client):
    client.sign_in(someone(Role.COORDINATOR))
    client.change_budget = 20
    return client


@pytest.fixture
def event():
    return an_event()


def plan(client, event, **answers):
    return client.submit(f"/training/events/{event.id}/plan-draw", **answers)


def test_a_day_alone_is_midday(client, event):
    day = clock.today() + timedelta(days=2)
    assert "The draw is saved" in client.follow(plan(client, event, draw_day=day)).text
    found = clock.in_london(get_event(event.id).draw_at)
    assert (found.date(), found.hour) == (day, 12)


@pytest.mark.parametrize("days", [-1, 400])
def test_neither_past_nor_after_the_start(client, event, days):
    answer = plan(client, event, draw_day=clock.today() + timedelta(days=days))
    assert errors_on(answer.text) == [LATE]
    assert get_event(event.id).draw_at is None


def test_a_time_needs_its_day(client, event):
    assert errors_on(plan(client, event, draw_time="2pm").text) == ["Enter the day of the draw"]


def test_what_is_no_time_is_said(client, event):
    day = clock.today() + timedelta(days=2)
    (said,) = errors_on(plan(client, event, draw_day=day, draw_time="soon").text)
    assert said.startswith("Time of the draw must be a time")


def test_saving_the_page_as_it_is_keeps_the_draw(client, event):
    day = clock.today() + timedelta(days=2)
    plan(client, event, draw_day=day, draw_time="3:30pm")
    planned = get_event(event.id).draw_at
    plan(client, event)
    assert get_event(event.id).draw_at == planned


def test_emptied_it_is_taken_back_and_whoever_waits_moves_up(client, event):
    plan(client, event, draw_day=clock.today() + timedelta(days=2))
    waiting = a_booking(event, status=BookingStatus.WAITING)
    plan(client, event, answers={f"draw_day-{one}": "" for one in ("day", "month", "year")}, draw_time="")
    assert (get_event(event.id).draw_at, status_of(waiting)) == (None, "booked")


def test_what_was_drawn_stands(client, event, at):
    plan(client, event, draw_day=clock.today() + timedelta(days=1))
    at(clock.now() + timedelta(days=2))
    services.draw_lots(event.id)
    page = client.get(f"/training/events/{event.id}/plan-draw").text
    assert "Lots have been drawn already, and the order stands" in page


def test_a_cancelled_event_has_no_draw(client):
    event = an_event(state=EventState.CANCELLED)
    assert "has been cancelled" in client.get(f"/training/events/{event.id}/plan-draw").text


@pytest.mark.parametrize("role", [Role.TRAINER, Role.AGENCY_LEAD, Role.LINE_MANAGER])
def test_only_those_who_run_training_plan_one(client, event, role):
    client.sign_in(someone(role))
    assert client.get(f"/training/events/{event.id}/plan-draw").status_code == 403
