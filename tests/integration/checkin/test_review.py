"""Looking through scans that came in later."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from portal.kernel import clock
from portal.kernel.access import Role
from portal.kernel.activity import Activity
from portal.kernel.db import db
from tests.factories import a_booking, saved, someone
from tests.integration.checkin.support import MINUTES, an_event_now, marks_of, sitting_of
from tests.integration.checkin.test_scan import one, send
from tests.support.pages import errors_on, parse
from training.attendance.domain import AttendanceMark, TakenHow
from training.attendance.models import SittingMark
from training.checkin.models import DoorScan, DoorScanReview


@pytest.fixture
def trainer(client):
    account = someone(Role.TRAINER)
    client.sign_in(account)
    return account


@pytest.fixture
def event(trainer):
    return an_event_now(trainer)


@pytest.fixture
def late(client, event, at):
    """A booking whose code was scanned 7 minutes after the start, and sent hours later; and that scan."""
    booking, seen = a_booking(event), sitting_of(event).starts_at + 7 * MINUTES
    at(seen + 300 * MINUTES)
    send(client, event, one(booking, at=seen), live=False)
    return booking, db.session.scalars(select(DoorScan)).one()


def url(event) -> str:
    return f"/training/events/{event.id}/scans"


def decide(client, event, scan, word):
    return client.submit(url(event), answers={f"scan-{scan.id}": word})


def test_an_accepted_scan_marks_from_the_time_of_the_scan(client, event, trainer, late):
    booking, scan = late
    assert "1 decision saved" in client.follow(decide(client, event, scan, "accept")).text
    assert marks_of(booking) == [(AttendanceMark.LATE, 7, TakenHow.DOOR_SCAN, trainer.person_id)]
    assert db.session.scalar(select(SittingMark.marked_at)) == scan.scanned_at


def test_an_ignored_scan_marks_nobody_and_is_kept(client, event, late):
    booking, scan = late
    decide(client, event, scan, "ignore")
    assert marks_of(booking) == []
    shown = client.get(url(event)).text
    assert "ignored" in shown
    assert not parse(shown).select("main form")
    assert db.session.scalars(select(DoorScan.outcome)).all() == ["in"]


def test_where_the_register_says_otherwise_it_is_ambiguous_and_cannot_be_accepted(client, event, late):
    booking, scan = late
    made = {"sitting_id": scan.sitting_id, "booking_id": booking.id, "marked_at": clock.now()}
    shown = parse(client.get(url(event)).text)
    saved(SittingMark(mark=AttendanceMark.ABSENT, **made))
    token = shown.select_one("main form [name=csrf_token]")["value"]
    answer = client.post(url(event), data={"csrf_token": token, f"scan-{scan.id}": "accept"})
    assert "has changed since you opened this page" in errors_on(answer.text)[0]
    assert "Ambiguous: the register says absent" in answer.text
    assert not parse(answer.text).select(f"#scan-{scan.id}-accept")
    assert marks_of(booking)[0][0] is AttendanceMark.ABSENT


def test_nothing_is_decided_twice(client, event, late):
    _, scan = late
    token = parse(client.get(url(event)).text).select_one("main form [name=csrf_token]")["value"]
    for _ in range(2):
        answer = client.post(url(event), data={"csrf_token": token, f"scan-{scan.id}": "ignore"})
    assert "has changed since" in errors_on(answer.text)[0]
    assert len(db.session.scalars(select(DoorScanReview)).all()) == 1


def test_two_scans_of_one_person_may_both_be_accepted(client, event, late):
    booking, first = late
    send(client, event, one(booking, at=first.scanned_at + MINUTES), live=False)
    rows = db.session.scalars(select(DoorScan)).all()
    client.submit(url(event), answers={f"scan-{row.id}": "accept" for row in rows})
    assert len(marks_of(booking)) == 1


def test_a_scan_of_another_event_is_not_found_here(client, event, trainer, late):
    _, scan = late
    other = an_event_now(trainer)
    token = parse(client.get(url(event)).text).select_one("main form [name=csrf_token]")["value"]
    client.post(url(other), data={"csrf_token": token, f"scan-{scan.id}": "accept"})
    assert not db.session.scalars(select(DoorScanReview)).all()


def test_it_is_for_those_who_take_this_register(client, event, late):
    client.sign_in(someone(Role.TRAINER))
    assert client.get(url(event)).status_code == 403
    client.sign_in(someone(Role.COORDINATOR))
    assert client.get(url(event)).status_code == 200


def test_the_log_says_who_decided_about_whom(client, event, trainer, late):
    booking, scan = late
    decide(client, event, scan, "accept")
    entry = db.session.scalars(select(Activity).where(Activity.verb == "review_scan")).one()
    assert (entry.actor_id, entry.person_id) == (trainer.person_id, booking.person_id)
    assert entry.details["after"] == {"decision": "accept"}
