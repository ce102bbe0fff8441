"""Two at one door at the same instant, in different processes: one record, and nobody meets an error."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from uuid import uuid4

import pytest
from sqlalchemy import func, select

from portal.kernel import clock
from portal.kernel.access import Role
from portal.kernel.db import db
from tests.factories import a_booking, saved, someone
from tests.integration.checkin.support import MINUTES, a_learner, an_event_now, code_of, marks_of, sitting_of
from tests.support import live
from tests.support.pages import parse
from training.attendance.models import SittingMark
from training.bookings.models import Booking
from training.catalogue.models import EventTrainer
from training.checkin.models import CheckInTry, DoorScan, DoorScanReview


@pytest.fixture(scope="module")
def live_server(new_database, tmp_path_factory):
    """One server for all of this file: each test has an event of its own."""
    log = tmp_path_factory.mktemp("one-door") / "server.log"
    with live.serving(new_database("one_door"), log=log) as server:
        yield server


@pytest.fixture
def inside(live_server):
    with live_server.app.app_context():
        yield live_server.app


@pytest.fixture
def event(inside):
    return an_event_now()


def at_once(*calls):
    """Each call leaves its thread at the same instant; what came of each."""
    db.session.commit()
    barrier = Barrier(len(calls))

    def press(call):
        barrier.wait()
        return call()

    with ThreadPoolExecutor(len(calls)) as pool:
        return [one.result() for one in [pool.submit(press, call) for call in calls]]


def a_phone(server, account):
    """Signed in. Nothing stays open here: what was read before could not be added to."""
    visitor = server.visitor()
    visitor.sign_in(account)
    db.session.commit()
    return visitor


def trainers(server, event, count=2):
    """So many trainers of this event, each on a phone of their own with the page for scanning open."""
    phones = []
    for _ in range(count):
        account = someone(Role.TRAINER)
        saved(EventTrainer(event_id=event.id, person_id=account.person_id))
        phone = a_phone(server, account)
        page = parse(phone.get(f"/training/events/{event.id}/scan").text)
        token = page.select_one("form[data-scans] [name=csrf_token]")["value"]
        phones.append((phone, f"/training/events/{event.id}/scan/batch", token))
        db.session.commit()
    return phones


def a_scan(booking, once=None):
    return {"once": once or str(uuid4()), "value": booking.door_code, "at": clock.now().isoformat()}


def sends(phones, body):
    """Each of these phones sends this; ready to be called."""
    return [lambda one=one: one[0].send(one[1], body, one[2]) for one in phones]


def said(answers) -> list[str]:
    """What the phones were told, in the order of the words."""
    assert [one.status_code for one in answers] == [200] * len(answers)
    return sorted(one["outcome"] for answer in answers for one in json.loads(answer.text)["scans"])


def shown_in(event) -> str:
    """The code of the room, with nothing left open."""
    code = code_of(event)
    db.session.commit()
    return code


def kept(model, **equal) -> int:
    db.session.rollback()
    return db.session.scalar(select(func.count()).select_from(model).filter_by(**equal))


def test_one_scan_sent_by_two_phones_is_one_record(live_server, event):
    booking = a_booking(event)
    body = {"live": True, "scans": [a_scan(booking)]}
    assert said(at_once(*sends(trainers(live_server, event, 4), body))) == ["in"] * 4
    assert (kept(DoorScan, booking_id=booking.id), kept(SittingMark, booking_id=booking.id)) == (1, 1)


def test_one_person_scanned_at_two_doors_is_marked_once(live_server, event):
    booking = a_booking(event)
    calls = [
        sends([one], {"live": True, "scans": [a_scan(booking)]})[0] for one in trainers(live_server, event)
    ]
    assert said(at_once(*calls)) == ["already_in", "in"]
    assert (kept(DoorScan, booking_id=booking.id), len(marks_of(booking))) == (2, 1)


def test_a_batch_that_two_devices_send_is_kept_once(live_server, event):
    bookings = [a_booking(event) for _ in range(8)]
    scans = [a_scan(one) for one in bookings]
    one, other = trainers(live_server, event)
    bodies = [{"live": False, "scans": order} for order in (scans, scans[::-1])]
    calls = [*sends([one], bodies[0]), *sends([other], bodies[1])]
    assert said(at_once(*calls)) == ["in"] * 16
    assert kept(DoorScan, sitting_id=sitting_of(event).id) == 8
    assert kept(SittingMark, sitting_id=sitting_of(event).id) == 0


def test_somebody_who_checks_in_while_they_are_scanned_is_marked_once(live_server, event):
    account, booking = a_learner(event)
    phone = a_phone(live_server, account)
    url, pairs = phone.prepare("/check-in", "main form[action='/check-in']", code=shown_in(event))
    [scan] = sends(trainers(live_server, event, 1), {"live": True, "scans": [a_scan(booking)]})
    checked, scanned = at_once(lambda: phone.post(url, pairs), scan)
    assert (checked.status_code, said([scanned])) in [(302, ["already_in"]), (200, ["in"])]
    assert len(marks_of(booking)) == 1


def test_a_code_entered_on_two_phones_at_once_checks_in_once(live_server, event):
    account, booking = a_learner(event)
    ready = [
        (phone, *phone.prepare("/check-in", "main form[action='/check-in']", code=shown_in(event)))
        for phone in (a_phone(live_server, account), a_phone(live_server, account))
    ]
    answers = at_once(*(lambda one=one: one[0].post(*one[1:]) for one in ready))
    assert sorted(one.status_code for one in answers) == [200, 302]
    assert (len(marks_of(booking)), kept(CheckInTry, person_id=account.person_id)) == (1, 2)


def test_two_who_accept_one_scan_at_once_mark_once(live_server, event):
    booking = a_booking(event)
    (first, url, token), (second, *_) = phones = trainers(live_server, event)
    first.send(url, {"live": False, "scans": [a_scan(booking)]}, token)
    db.session.rollback()
    scan_id = db.session.scalars(select(DoorScan.id).where(DoorScan.booking_id == booking.id)).one()
    page = f"/training/events/{event.id}/scans"
    ready = [(one, *one.prepare(page, **{f"scan-{scan_id}": "accept"})) for one in (first, second)]
    answers = at_once(*(lambda one=one: one[0].post(*one[1:]) for one in ready))
    assert sorted(one.status_code for one in answers) == [200, 302]
    assert (len(marks_of(booking)), kept(DoorScanReview, scan_id=scan_id), len(phones)) == (1, 1, 2)


def test_a_walk_in_that_two_trainers_add_at_once_has_one_booking(live_server, inside):
    event = an_event_now(starts_at=clock.now() - MINUTES)
    account = someone(Role.PRACTITIONER)
    guest = a_phone(live_server, account)
    guest.submit("/check-in", "main form[action='/check-in']", code=shown_in(event))
    page = f"/training/events/{event.id}/walk-in"
    phones = [one[0] for one in trainers(live_server, event)]
    ready = [(one, *one.prepare(page)) for one in phones]
    answers = at_once(*(lambda one=one: one[0].post(*one[1:]) for one in ready))
    assert {one.status_code for one in answers} <= {200, 302, 404}
    assert kept(Booking, event_id=event.id, person_id=account.person_id) == 1
    assert kept(SittingMark, sitting_id=sitting_of(event).id) == 1
