"""The code that a room shows, and what the trainer sees of who arrived."""

from __future__ import annotations

from datetime import timedelta

import pytest

from portal.kernel import clock
from portal.kernel.access import Role
from tests.factories import a_booking, someone
from tests.integration.checkin.support import (
    MINUTES,
    a_learner,
    account_person,
    an_event_now,
    code_of,
    enter,
    sitting_of,
)
from tests.support.pages import parse, words_of


@pytest.fixture
def trainer(client):
    account = someone(Role.TRAINER)
    client.sign_in(account)
    return account


@pytest.fixture
def event(trainer):
    return an_event_now(trainer)


def room(event) -> str:
    return f"/training/events/{event.id}/room-code"


def arrivals(event) -> str:
    return f"/training/events/{event.id}/arrivals"


def test_it_shows_the_code_of_now_large_and_as_a_picture(client, event):
    page = parse(client.get(room(event)).text)
    assert words_of(page.select_one(".portal-room__code")).replace(" ", "") == code_of(event)
    assert page.select_one(".portal-room__picture svg path")
    assert "0 of 0 are on the register" in page.text


def test_it_comes_anew_when_the_code_changes_with_script_or_without(client, event, at):
    at(clock.now() + timedelta(seconds=12))
    page = parse(client.get(room(event)).text)
    assert page.select_one("[data-comes-anew]")["data-comes-anew"] == "19"
    assert page.select_one("head noscript meta[http-equiv=refresh]")["content"] == "19"


def test_two_workers_show_the_same_code(app, client, event, trainer):
    other = app.test_client()
    other.sign_in(trainer)
    shown = [parse(one.get(room(event)).text).select_one(".portal-room__code") for one in (client, other)]
    assert words_of(shown[0]) == words_of(shown[1])


def test_it_says_from_when_the_code_works_and_shows_none_when_it_is_over(client, event, at):
    at(sitting_of(event).starts_at - 30 * MINUTES)
    assert "The code works from" in client.get(room(event)).text
    at(sitting_of(event).ends_at + MINUTES)
    assert not parse(client.get(room(event)).text).select(".portal-room__code")


def test_the_register_leads_there(client, event):
    page = client.get(f"/training/events/{event.id}/register").text
    assert room(event) in page
    assert arrivals(event) in page


@pytest.mark.parametrize("address", [room, arrivals])
def test_it_is_for_those_who_take_this_register(client, event, address):
    client.sign_in(someone(Role.TRAINER))
    assert client.get(address(event)).status_code == 403
    client.sign_in(someone(Role.PRACTITIONER))
    assert client.get(address(event)).status_code == 403
    client.sign_in(someone(Role.COORDINATOR))
    assert client.get(address(event)).status_code == 200
    assert client.get(f"{address(event)}?sitting=999999").status_code == 404


def test_arrivals_say_how_and_when_and_whom_the_code_refused(client, event, trainer):
    learner, _ = a_learner(event)
    stranger = someone(given_name="Una", family_name="Known")
    for one in (learner, stranger):
        client.sign_in(one)
        enter(client, code_of(event))
    client.sign_in(trainer)
    page = client.get(arrivals(event)).text
    assert "Checked in with the code of the room" in page
    assert "Una Known, 3 March 2026 at 10am: not booked" in page
    assert "One phone" not in page


def test_a_phone_that_checks_several_people_in_is_shown_and_not_stopped(client, event, trainer):
    for name in ("Ada", "Ben", "Cem"):
        account = someone(given_name=name, family_name="Shared")
        a_booking(event, account_person(account))
        client.sign_in(account)
        assert enter(client, code_of(event)).status_code == 302
    client.sign_in(trainer)
    page = client.get(arrivals(event)).text
    assert "One phone has checked in 3 people: Ada Shared, Ben Shared, Cem Shared" in page
