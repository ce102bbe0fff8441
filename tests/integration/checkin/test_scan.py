"""Scanning people in at the door: one at a time, by script, and from a file."""

from __future__ import annotations

import io
from datetime import timedelta
from uuid import uuid4

import pytest
from sqlalchemy import select

from portal.kernel import clock
from portal.kernel.access import Actor, Role, RoleScope
from portal.kernel.db import db
from portal.kernel.errors import Forbidden, NotFound
from tests.factories import a_booking, a_person, an_event, saved, someone
from tests.integration.bookings.support import withdraw
from tests.integration.checkin.support import MINUTES, a_learner, an_event_now, marks_of, sitting_of
from tests.support.pages import errors_on, parse
from training.attendance.domain import AttendanceMark, TakenHow
from training.attendance.models import SittingMark
from training.bookings.domain import BookingStatus
from training.checkin.domain import RecordScans, Scan
from training.checkin.models import DoorScan
from training.checkin.services import record_scans


@pytest.fixture
def trainer(client):
    account = someone(Role.TRAINER)
    client.sign_in(account)
    return account


@pytest.fixture
def event(trainer):
    return an_event_now(trainer)


@pytest.fixture
def booking(event):
    return a_booking(event, saved(a_person(given_name="Ada", family_name="Reader")))


def page(event) -> str:
    return f"/training/events/{event.id}/scan"


def scan(client, event, code: str) -> str:
    answer = client.submit(page(event), form="form[data-scans]", value=code)
    return client.follow(answer).text


def send(client, event, *scans, live=True):
    """As the script of the page does it."""
    token = parse(client.get(page(event)).text).select_one("form[data-scans] [name=csrf_token]")["value"]
    body = {"live": live, "scans": list(scans)}
    return client.post(f"{page(event)}/batch", json=body, headers={"X-CSRFToken": token})


def one(booking, *, at=None, once=None) -> dict[str, str]:
    when = (at or clock.now()).isoformat()
    return {"once": once or str(uuid4()), "value": booking.door_code, "at": when}


def outcomes() -> list[str]:
    return list(db.session.scalars(select(DoorScan.outcome).order_by(DoorScan.id)))


def test_a_scan_marks_the_person_and_names_them(client, event, trainer, booking):
    assert "Ada Reader is in" in scan(client, event, booking.door_code)
    assert marks_of(booking) == [(AttendanceMark.PRESENT, None, TakenHow.DOOR_SCAN, trainer.person_id)]


def test_typed_small_with_gaps_and_letters_for_numbers_it_is_the_same(client, event, booking):
    booking.door_code = "10ABCDEF10ABCDEF"
    db.session.commit()
    assert "Ada Reader is in" in scan(client, event, "lo ab-cd ef IO abcdef")


def test_late_says_by_how_much(client, event, booking, at):
    at(sitting_of(event).starts_at + 12 * MINUTES)
    assert "Ada Reader is in, late by 12 minutes" in scan(client, event, booking.door_code)


def test_each_reason_is_said_and_kept(client, event, booking, at):
    assert "Nobody is known by this code" in scan(client, event, "NONSENSE")
    scan(client, event, booking.door_code)
    assert "Ada Reader is in already" in scan(client, event, booking.door_code)
    elsewhere = a_booking(an_event_now())
    assert "is booked on another event" in scan(client, event, elsewhere.door_code)
    waiting = a_booking(event, status=BookingStatus.WAITING)
    assert "is waiting for a place" in scan(client, event, waiting.door_code)
    withdrawn = a_booking(event)
    withdraw(withdrawn)
    assert "was cancelled" in scan(client, event, withdrawn.door_code)
    assert outcomes() == ["unknown", "in", "already_in", "wrong_event", "waiting", "cancelled"]


def test_who_shows_an_old_code_is_judged_by_the_booking_they_have_here(client, event, booking):
    other = a_booking(an_event_now(), db.session.get(type(a_person()), booking.person_id))
    assert "Ada Reader is in" in scan(client, event, other.door_code)
    assert marks_of(booking)


@pytest.mark.parametrize("days", [-7, 21])
def test_the_code_of_another_day_is_of_another_event(client, event, days):
    other = a_booking(an_event(starts_at=clock.now() + timedelta(days=days)))
    scan(client, event, other.door_code)
    assert (outcomes(), marks_of(other)) == (["wrong_event"], [])


def test_the_sitting_of_another_event_is_not_found(event, booking):
    other = sitting_of(an_event_now())
    actor = Actor(person_id=0, scopes=frozenset({RoleScope(Role.COORDINATOR)}))
    with pytest.raises(NotFound):
        record_scans(actor, RecordScans(event.id, other.id, [Scan("once", booking.door_code, clock.now())]))


def test_whoever_teaches_something_else_scans_nobody_in(event, booking):
    """The page refuses them before; so does what it calls."""
    scopes = frozenset({RoleScope(Role.TRAINER)})
    stranger = Actor(person_id=someone(Role.TRAINER).person_id, scopes=scopes)
    scans, sitting_id = [Scan("once", booking.door_code, clock.now())], sitting_of(event).id
    with pytest.raises(Forbidden):
        record_scans(stranger, RecordScans(event.id, sitting_id, scans))
    assert (outcomes(), marks_of(booking)) == ([], [])


def test_what_the_register_says_stays(client, event, booking):
    made = {"sitting_id": sitting_of(event).id, "booking_id": booking.id, "marked_at": clock.now()}
    saved(SittingMark(mark=AttendanceMark.EXCUSED, **made))
    assert "is marked otherwise on the register" in scan(client, event, booking.door_code)
    assert marks_of(booking)[0][0] is AttendanceMark.EXCUSED


def test_the_same_page_sent_twice_is_one_scan(client, event, booking):
    form = parse(client.get(page(event)).text).select_one("form[data-scans]")
    fields = {tag["name"]: tag.get("value", "") for tag in form.select("input")} | {
        "value": booking.door_code
    }
    first, again = (client.post(page(event), data=fields) for _ in range(2))
    assert (first.status_code, again.status_code) == (302, 302)
    assert outcomes() == ["in"]


def test_the_script_is_told_what_came_of_it_and_may_ask_again(client, event, booking):
    sent = one(booking)
    first, again = send(client, event, sent), send(client, event, sent)
    said = {"once": sent["once"], "outcome": "in", "said": "Ada Reader is in"}
    assert first.json == again.json == {"scans": [said]}
    assert outcomes() == ["in"]


def test_what_was_kept_offline_marks_nobody_and_waits(client, event, booking, at):
    seen = sitting_of(event).starts_at + MINUTES
    at(seen + timedelta(hours=5))
    batch = [one(booking, at=seen), one(booking, at=seen - timedelta(hours=3))]
    for _ in range(2):
        assert send(client, event, *batch, live=False).status_code == 200
    assert (marks_of(booking), outcomes()) == ([], ["in", "too_early"])
    assert "2 scans to look through" in client.get(page(event)).text


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b'{"live": true, "scans": []}', b"\xff\xfe"])
def test_what_cannot_be_read_is_a_problem(client, event, body):
    token = parse(client.get(page(event)).text).select_one("form[data-scans] [name=csrf_token]")["value"]
    answer = client.post(
        f"{page(event)}/batch", data=body, content_type="application/json", headers={"X-CSRFToken": token}
    )
    assert (answer.status_code, answer.mimetype) == (400, "application/problem+json")
    assert answer.json["status"] == 400


def test_without_its_token_or_its_right_the_script_is_refused_in_its_own_words(client, event, booking):
    body = {"live": True, "scans": [one(booking)]}
    answer = client.post(f"{page(event)}/batch", json=body)
    assert (answer.status_code, answer.mimetype) == (400, "application/problem+json")
    client.get("/my-training")
    other = an_event_now()
    sent = send(client, event, one(booking))
    assert sent.status_code == 200
    token = parse(client.get(page(event)).text).select_one("form[data-scans] [name=csrf_token]")["value"]
    answer = client.post(f"{page(other)}/batch", json=body, headers={"X-CSRFToken": token})
    assert (answer.status_code, answer.mimetype) == (403, "application/problem+json")


def test_a_file_of_scans_waits_to_be_looked_through_and_counts_once(client, event, booking):
    when = (sitting_of(event).starts_at + MINUTES).astimezone(clock.LONDON)
    content = f"Code,Time\n{booking.door_code},{when:%H:%M}\nNOBODY,{when:%H:%M}\n".encode()
    for words in ("2 new scans", "0 new scans"):
        answer = client.submit(f"{page(event)}/file", file=(io.BytesIO(content), "scans.csv"))
        assert words in client.follow(answer).text
    assert (marks_of(booking), outcomes()) == ([], ["in", "unknown"])


def test_a_file_with_bad_rows_says_which(client, event):
    answer = client.submit(f"{page(event)}/file", file=(io.BytesIO(b"A,09:31\nB,noon\n"), "scans.csv"))
    assert errors_on(answer.text) == ["Some rows of this file cannot be read"]
    assert "Row 2: This is no code with a time after it" in answer.text
    assert outcomes() == []


def test_only_this_page_may_use_the_camera(client, event):
    assert "camera=(self)" in client.get(page(event)).headers["Permissions-Policy"]
    assert "camera=()" in client.get("/my-training").headers["Permissions-Policy"]


def test_a_booking_with_a_place_has_its_code_on_a_page_of_its_own(client, event):
    account, booking = a_learner(event)
    client.sign_in(account)
    shown = client.get(f"/bookings/{booking.id}").text
    assert f"/bookings/{booking.id}/door-code" in shown
    page = parse(client.get(f"/bookings/{booking.id}/door-code").text)
    code = booking.door_code
    assert " ".join(code[i : i + 4] for i in range(0, 16, 4)) in page.text
    assert page.select_one(".portal-door svg path")
    client.sign_in(someone(Role.PRACTITIONER))
    assert client.get(f"/bookings/{booking.id}/door-code").status_code == 404
