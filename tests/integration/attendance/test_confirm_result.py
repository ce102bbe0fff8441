"""One button makes the register the result of an event."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from portal.kernel import clock
from portal.kernel.access import Role
from portal.kernel.db import db
from tests.factories import a_booking, an_event, saved, someone
from tests.integration.bookings.support import history_of, places, status_of
from tests.support.pages import errors_on, parse
from training.attendance.domain import AttendanceMark
from training.attendance.models import SittingMark
from training.attendance.queries import list_sittings
from training.bookings.domain import BookingStatus
from training.bookings.queries import list_results
from training.catalogue.models import EventTrainer


@pytest.fixture
def trainer(client):
    account = someone(Role.TRAINER)
    client.sign_in(account)
    return account


@pytest.fixture
def event(trainer):
    made = an_event(starts_at=clock.now() - timedelta(hours=3))
    saved(EventTrainer(event_id=made.id, person_id=trainer.person_id))
    return made


def marked(event, word) -> object:
    booking = a_booking(event)
    for sitting in list_sittings(event.id):
        mark = AttendanceMark(word)
        saved(SittingMark(sitting_id=sitting.id, booking_id=booking.id, mark=mark, marked_at=clock.now()))
    return booking


def url_of(event) -> str:
    return f"/training/events/{event.id}/confirm-result"


def test_each_gets_what_the_marks_come_to_and_keeps_the_place(client, event):
    words = {"present": "attended", "left_early": "part", "absent": "no_show", "excused": "excused"}
    bookings = {word: marked(event, word) for word in words}
    page = client.get(url_of(event)).text
    assert "Attended in part" in page
    assert status_of(bookings["present"]) == "booked"
    assert "The result is confirmed" in client.follow(client.submit(url_of(event))).text
    assert {word: status_of(booking) for word, booking in bookings.items()} == words
    assert history_of(bookings["present"]) == ["booked", "attended"]
    assert places(event) == (4, 4)
    assert len(list_results(event.id)) == 4


def test_it_says_when_and_by_whom_and_shuts_the_register(client, trainer, event):
    marked(event, "present")
    client.submit(url_of(event))
    db.session.refresh(event)
    assert (event.result_confirmed_at, event.result_confirmed_by_id) == (clock.now(), trainer.person_id)
    assert (
        "The result was confirmed on 3 March 2026" in client.get(f"/training/events/{event.id}/register").text
    )


def test_a_missing_mark_is_refused(client, event):
    marked(event, "present")
    unmarked = a_booking(event)
    assert "A mark is missing" in client.get(url_of(event)).text
    answer = client.submit(url_of(event))
    assert errors_on(answer.text) == ["1 person has no mark for at least one sitting. Mark everybody first"]
    assert status_of(unmarked) == "booked"


def test_twice_is_refused(client, event):
    marked(event, "present")
    token = parse(client.get(url_of(event)).text).select_one("main [name=csrf_token]")["value"]
    client.submit(url_of(event))
    answer = client.post(url_of(event), data={"csrf_token": token})
    assert "has been confirmed" in errors_on(answer.text)[0]


def test_those_who_wait_are_left_alone(client, event):
    marked(event, "present")
    waiting = a_booking(event, status=BookingStatus.WAITING)
    client.submit(url_of(event))
    assert status_of(waiting) == BookingStatus.WAITING


def test_an_event_still_ahead_is_refused(client, trainer):
    ahead = an_event()
    saved(EventTrainer(event_id=ahead.id, person_id=trainer.person_id))
    marked(ahead, "present")
    assert errors_on(client.submit(url_of(ahead)).text) == ["The register has not opened yet"]


def test_others_may_not_and_missing_events_are_not_found(client, event):
    client.sign_in(someone(Role.TRAINER))
    assert client.get(url_of(event)).status_code == 403
    client.sign_in(someone(Role.COORDINATOR))
    assert client.get(url_of(event)).status_code == 200
    assert client.get("/training/events/999999/confirm-result").status_code == 404


def test_what_changed_since_the_page_was_opened_is_looked_at_first(client, event):
    booking = marked(event, "present")
    shown = parse(client.get(url_of(event)).text)
    fields = {one["name"]: one["value"] for one in shown.select("main form input[type=hidden]")}
    for mark in db.session.scalars(select(SittingMark)):
        mark.mark = AttendanceMark.ABSENT
    db.session.commit()
    answer = client.post(url_of(event), data=fields)
    assert "changed since you opened this page" in errors_on(answer.text)[0]
    assert status_of(booking) == "booked"
    client.submit(url_of(event))
    assert status_of(booking) == "no_show"


def test_whoever_confirms_is_told_of_marks_that_changed_though_the_result_is_the_same(client, event):
    booking = marked(event, "present")
    shown = parse(client.get(url_of(event)).text)
    fields = {one["name"]: one["value"] for one in shown.select("main form input[type=hidden]")}
    for mark in db.session.scalars(select(SittingMark)):
        mark.mark, mark.minutes_late = AttendanceMark.LATE, 5
    db.session.commit()
    answer = client.post(url_of(event), data=fields)
    assert "changed since you opened this page" in errors_on(answer.text)[0]
    assert status_of(booking) == "booked"


def test_without_what_was_seen_nothing_is_confirmed(client, event):
    booking = marked(event, "present")
    token = parse(client.get(url_of(event)).text).select_one("main [name=csrf_token]")["value"]
    answer = client.post(url_of(event), data={"csrf_token": token})
    assert "changed since you opened this page" in errors_on(answer.text)[0]
    assert status_of(booking) == "booked"
