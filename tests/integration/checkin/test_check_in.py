"""Checking oneself in with the code of the room."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from portal.kernel import clock
from portal.kernel.access import Role
from portal.kernel.activity import Activity
from portal.kernel.db import db
from portal.people.models import Person
from tests.factories import a_booking, saved, someone
from tests.factories_partnership import a_part
from tests.integration.bookings.support import withdraw
from tests.integration.checkin.support import (
    MINUTES,
    a_learner,
    account_person,
    an_event_now,
    code_of,
    enter,
    marks_of,
    sitting_of,
    tried,
)
from tests.support.pages import errors_on, parse
from training.attendance.domain import AttendanceMark, TakenHow
from training.attendance.models import SittingMark
from training.bookings.domain import BookingStatus
from training.catalogue.domain import EventState
from training.catalogue.models import Sitting
from training.checkin.models import CheckInTry
from training.checkin.routes.blueprint import room_codes


@pytest.fixture
def event():
    return an_event_now()


@pytest.fixture
def learner(client, event):
    account, booking = a_learner(event)
    client.sign_in(account)
    return booking


def refusal(client, code: str) -> str:
    return errors_on(enter(client, code).text)[0]


def test_the_right_code_marks_them_present_and_says_so(client, event, learner):
    shown = client.follow(enter(client, code_of(event)))
    assert "You are checked in to Early help" in shown.text
    assert marks_of(learner) == [(AttendanceMark.PRESENT, None, TakenHow.SELF_CHECK_IN, learner.person_id)]
    assert tried() == ["in"]


def test_a_gap_in_the_middle_is_no_matter(client, event, learner):
    code = code_of(event)
    assert enter(client, f" {code[:3]} {code[3:]} ").status_code == 302


def test_after_the_grace_they_are_late_by_so_many_minutes(client, event, learner, at):
    at(sitting_of(event).starts_at + 12 * MINUTES)
    assert "late by 12 minutes" in client.follow(enter(client, code_of(event))).text
    assert marks_of(learner)[0][:2] == (AttendanceMark.LATE, 12)


@pytest.mark.parametrize(("seconds", "is_in"), [(59, True), (61, False)])
def test_a_code_is_good_for_a_minute(client, learner, at, seconds, is_in):
    code = room_codes().shown(db.session.scalar(select(Sitting.id)), clock.now())
    at(clock.now() + timedelta(seconds=seconds))
    assert (enter(client, code).status_code == 302) is is_in
    assert bool(marks_of(learner)) is is_in


@pytest.mark.parametrize("night", [(3, 29), (10, 25)])
def test_it_holds_in_the_nights_when_clocks_change(client, at, night):
    at(datetime(2026, *night, 0, 50, tzinfo=clock.LONDON))
    event = an_event_now(starts_at=clock.now() + 20 * MINUTES)
    account, booking = a_learner(event)
    client.sign_in(account)
    assert "not opened yet" in refusal(client, code_of(event))
    at(sitting_of(event).starts_at + 90 * MINUTES)
    assert enter(client, code_of(event)).status_code == 302
    assert marks_of(booking)[0][:2] == (AttendanceMark.LATE, 90)


def test_a_code_marks_the_sitting_it_belongs_to_and_no_other(client, at):
    event = an_event_now(sittings=2)
    account, booking = a_learner(event)
    client.sign_in(account)
    at(clock.now() + 10 * MINUTES)
    assert "not opened yet" in refusal(client, code_of(event, 1))
    enter(client, code_of(event, 0))
    marked = db.session.scalars(select(SittingMark.sitting_id).where(SittingMark.booking_id == booking.id))
    assert list(marked) == [sitting_of(event, 0).id]


def test_before_and_after_the_sitting_the_door_is_shut(client, event, learner, at):
    start = sitting_of(event).starts_at
    at(start - 16 * MINUTES)
    assert "has not opened yet" in refusal(client, code_of(event))
    at(start + 181 * MINUTES)
    assert "has closed" in refusal(client, code_of(event))
    assert (marks_of(learner), tried()) == ([], ["too_early", "too_late"])


def test_twice_says_that_they_are_in(client, event, learner):
    enter(client, code_of(event))
    assert refusal(client, code_of(event)) == "You are checked in already"
    assert len(marks_of(learner)) == 1


@pytest.mark.parametrize("word", [AttendanceMark.ABSENT, AttendanceMark.EXCUSED, AttendanceMark.LATE])
def test_what_the_trainer_said_is_not_overwritten(client, event, learner, word):
    made = {"sitting_id": sitting_of(event).id, "booking_id": learner.id, "marked_at": clock.now()}
    saved(SittingMark(mark=word, **made))
    enter(client, code_of(event))
    assert marks_of(learner) == [(word, None, TakenHow.TRAINER_LIST, None)]
    assert tried() == ["already_in" if word is AttendanceMark.LATE else "ambiguous"]


def test_who_has_no_place_is_told_why(client, event):
    account = someone(Role.PRACTITIONER)
    client.sign_in(account)
    assert "no booking on this event" in refusal(client, code_of(event))
    an_other = an_event_now()
    a_booking(an_other, account_person(account))
    assert "another event today" in refusal(client, code_of(event))
    booking = a_booking(event, account_person(account), BookingStatus.WAITING)
    assert "waiting for a place" in refusal(client, code_of(event))
    withdraw(booking)
    assert tried() == ["not_booked", "wrong_event", "waiting"]


def test_a_withdrawn_booking_and_a_cancelled_event_are_cancelled(client, event, learner):
    withdraw(learner)
    assert "was cancelled" in refusal(client, code_of(event))
    event.state = EventState.CANCELLED
    db.session.commit()
    a_booking(event, account_person(someone()))
    assert "was cancelled" in refusal(client, code_of(event))


def test_of_two_rooms_with_one_code_theirs_is_meant(client, event, learner, monkeypatch):
    other = an_event_now()
    monkeypatch.setattr("training.checkin.codes.RoomCodes.accepts", lambda *_: True)
    assert enter(client, "123456").status_code == 302
    assert len(marks_of(learner)) == 1
    a_booking(other, db.session.get(Person, learner.person_id))
    assert "register says something else" in refusal(client, "123456")


def test_too_many_wrong_codes_mean_a_pause_even_for_the_right_one(client, event, learner, at):
    a_part("rules.check-in", wrong_codes=3)
    for _ in range(3):
        assert "not known" in refusal(client, "000000")
    assert "too many wrong codes" in refusal(client, code_of(event))
    assert (marks_of(learner), len(tried())) == ([], 3)
    at(clock.now() + 15 * MINUTES)
    assert enter(client, code_of(event)).status_code == 302


def test_one_persons_wrong_codes_keep_nobody_else_out(client, event, learner):
    a_part("rules.check-in", wrong_codes=3)
    client.sign_in(someone())
    for _ in range(4):
        enter(client, "000000")
    other, booking = a_learner(event)
    client.sign_in(other)
    assert enter(client, code_of(event)).status_code == 302
    assert marks_of(booking)


def test_the_picture_leads_through_signing_in_to_the_filled_page(client, event):
    answer = client.get("/check-in?code=123456")
    assert (answer.status_code, "next=" in answer.location) == (302, True)
    client.sign_in(someone())
    field = parse(client.get("/check-in?code=123456").text).select_one("#code")
    assert field["value"] == "123456"
    assert tried() == []


@pytest.mark.parametrize("code", ["", "é", "1" * 21, "<script>", "\uff11\uff12\uff13\uff14\uff15\uff16"])
def test_what_is_no_code_is_refused(client, event, learner, code):
    assert errors_on(enter(client, code).text)
    assert not marks_of(learner)


def test_the_log_says_what_was_tried_and_how_the_mark_came_to_be(client, event, learner):
    enter(client, "000000")
    enter(client, code_of(event))
    entries = db.session.execute(select(Activity.verb, Activity.details).order_by(Activity.id)).all()
    said = dict(entries)
    assert said["mark_attendance"]["how"] == "self_check_in"
    assert [one.details["after"]["outcome"] for one in entries if one.verb == "enter_room_code"] == [
        "unknown",
        "in",
    ]


def test_a_phone_is_told_from_another_by_a_cookie_of_a_day(client, event, learner):
    set_to = client.get("/check-in").headers["Set-Cookie"]
    assert all(word in set_to for word in ("portal_device=", "HttpOnly", "SameSite=Lax", "Max-Age=86400"))
    enter(client, code_of(event))
    kept = db.session.scalars(select(CheckInTry.device)).one()
    assert len(kept) == 32
    assert kept not in set_to
