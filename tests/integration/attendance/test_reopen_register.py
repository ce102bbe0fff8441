"""A register that is closed opens again with a reason, and nothing that rests on it changes by itself."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from portal.kernel import clock
from portal.kernel.access import Role
from portal.kernel.activity import Activity
from portal.kernel.db import db
from tests.factories import a_booking, an_event, saved, someone
from tests.integration.attendance.test_confirm_result import marked
from tests.integration.attendance.test_take_register import mark, marks_of
from tests.integration.bookings.support import history_of, status_of
from tests.integration.certificates.cast import a_certificate
from tests.support.pages import errors_on, parse
from training.attendance.domain import AttendanceMark
from training.catalogue.models import EventTrainer


@pytest.fixture
def coordinator(client):
    account = someone(Role.COORDINATOR)
    client.sign_in(account)
    return account


@pytest.fixture
def event(coordinator):
    return an_event(starts_at=clock.now() - timedelta(days=20))


def reopen(client, event, reason="The sheet came in late"):
    return client.submit(f"/training/events/{event.id}/reopen-register", answers={"reason": reason})


def confirm(client, event):
    return client.submit(f"/training/events/{event.id}/confirm-result")


def test_a_confirmed_result_is_changed_only_when_it_is_confirmed_anew(client, event):
    booking = marked(event, "absent")
    confirm(client, event)
    assert "The register is open again" in client.follow(reopen(client, event)).text
    assert status_of(booking) == "no_show"
    mark(client, event, (booking, "present"))
    assert status_of(booking) == "no_show"
    confirm(client, event)
    assert history_of(booking) == ["booked", "no_show", "attended"]


def test_a_reason_is_needed(client, event):
    marked(event, "present")
    confirm(client, event)
    assert errors_on(reopen(client, event, "  ").text) == ["Enter why the register has to change"]
    db.session.refresh(event)
    assert event.result_confirmed_at is not None


def test_its_trainer_can_mark_again_for_a_week(client, event, at):
    trainer, booking = someone(Role.TRAINER), a_booking(event)
    saved(EventTrainer(event_id=event.id, person_id=trainer.person_id))
    reopen(client, event)
    client.sign_in(trainer)
    mark(client, event, (booking, "present"))
    assert marks_of(booking) == [AttendanceMark.PRESENT]
    at(clock.now() + timedelta(days=7, seconds=1))
    page = parse(client.get(f"/training/events/{event.id}/register").text)
    assert page.select("main fieldset[disabled]")


def test_an_open_register_has_nothing_to_reopen(client, coordinator):
    event = an_event(starts_at=clock.now() - timedelta(days=1))
    assert errors_on(reopen(client, event).text) == ["This register is open already"]


def test_the_log_says_who_why_and_what_was_confirmed(client, event, coordinator):
    marked(event, "present")
    confirm(client, event)
    reopen(client, event)
    entry = db.session.scalars(select(Activity).where(Activity.verb == "reopen_register")).one()
    assert (entry.actor_id, entry.reason) == (coordinator.person_id, "The sheet came in late")
    assert entry.details["after"]["result_confirmed"] is None
    assert "2026" in entry.details["before"]["result_confirmed"]


def test_trainers_ask_the_training_team(client, event):
    trainer = someone(Role.TRAINER)
    saved(EventTrainer(event_id=event.id, person_id=trainer.person_id))
    client.sign_in(trainer)
    assert client.get(f"/training/events/{event.id}/reopen-register").status_code == 403


def test_it_says_what_rests_on_the_result(client, event):
    marked(event, "present")
    confirm(client, event)
    a_certificate(event=event)
    page = client.get(f"/training/events/{event.id}/reopen-register").text
    assert "1 certificate was issued for this event" in page
