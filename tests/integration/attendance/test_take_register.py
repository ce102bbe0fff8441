"""The register of a sitting: on a phone, by the trainer or the training team."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from portal.kernel import clock
from portal.kernel.access import Role
from portal.kernel.db import db
from tests.factories import a_booking, a_person, an_event, saved, someone
from tests.support.client import recorded_statements
from tests.support.pages import errors_on, parse, words_of
from training.attendance.domain import AttendanceMark
from training.attendance.models import SittingMark
from training.bookings.domain import BookingStatus
from training.catalogue.models import EventTrainer

MINUTES = timedelta(minutes=1)


@pytest.fixture
def trainer(client):
    account = someone(Role.TRAINER)
    client.sign_in(account)
    return account


def taught_by(trainer, **given):
    """An event of this trainer that starts in five minutes, unless said otherwise."""
    event = an_event(**{"starts_at": clock.now() + 5 * MINUTES, **given})
    saved(EventTrainer(event_id=event.id, person_id=trainer.person_id))
    return event


def url_of(event) -> str:
    return f"/training/events/{event.id}/register"


def marks_of(booking) -> list[AttendanceMark]:
    marks = (
        select(SittingMark.mark).where(SittingMark.booking_id == booking.id).order_by(SittingMark.sitting_id)
    )
    return list(db.session.scalars(marks))


def mark(client, event, *pairs, query=""):
    answers = {f"mark-{booking.id}": word for booking, word in pairs}
    return client.submit(url_of(event) + query, answers=answers)


def test_it_lists_who_has_a_place_with_needs(client, trainer):
    event = taught_by(trainer)
    a_booking(event, saved(a_person(family_name="Ahmed")), access_needs="Hearing loop")
    a_booking(event, saved(a_person(family_name="Waits")), BookingStatus.WAITING)
    page = client.get(url_of(event)).text
    assert "Sam Ahmed" in page
    assert "Hearing loop" in page
    assert "Waits" not in page


def test_marks_are_kept_and_can_be_changed(client, trainer):
    event = taught_by(trainer)
    first, second = a_booking(event), a_booking(event)
    shown = client.follow(mark(client, event, (first, "present")))
    assert "The register is saved" in shown.text
    assert (marks_of(first), marks_of(second)) == ([AttendanceMark.PRESENT], [])
    mark(client, event, (first, "absent"), (second, "late"))
    assert (marks_of(first), marks_of(second)) == ([AttendanceMark.ABSENT], [AttendanceMark.LATE])


def test_each_sitting_has_its_own(client, trainer):
    event = taught_by(trainer, sittings=2, starts_at=clock.now() - timedelta(days=1))
    booking = a_booking(event)
    page = parse(client.get(url_of(event)).text)
    assert words_of(page.select_one("nav[aria-label=Sittings] strong")) == "Sitting 2"
    mark(client, event, (booking, "absent"))
    other = page.select_one("nav[aria-label=Sittings] a")["href"]
    mark(client, event, (booking, "present"), query=other[other.index("?") :])
    assert marks_of(booking) == [AttendanceMark.PRESENT, AttendanceMark.ABSENT]


def test_too_early_there_is_nothing_to_press_and_a_post_is_refused(client, trainer):
    event = taught_by(trainer, starts_at=clock.now() + 16 * MINUTES)
    booking = a_booking(event)
    page = parse(client.get(url_of(event)).text)
    assert page.select("main fieldset[disabled]")
    token = page.select_one("main [name=csrf_token]")["value"]
    data = {"csrf_token": token, f"mark-{booking.id}": "present"}
    assert errors_on(client.post(url_of(event), data=data).text) == ["The register has not opened yet"]
    assert marks_of(booking) == []


def test_after_14_days_only_the_training_team_writes(client, trainer):
    event = taught_by(trainer, starts_at=clock.now() - timedelta(days=20))
    booking = a_booking(event)
    assert parse(client.get(url_of(event)).text).select("main fieldset[disabled]")
    client.sign_in(someone(Role.COORDINATOR))
    mark(client, event, (booking, "present"))
    assert marks_of(booking) == [AttendanceMark.PRESENT]


def test_somebody_who_left_the_list_meanwhile_is_refused_and_marks_are_kept(client, trainer):
    event = taught_by(trainer)
    there, stranger = a_booking(event), a_booking(an_event())
    token = parse(client.get(url_of(event)).text).select_one("main [name=csrf_token]")["value"]
    data = {"csrf_token": token, f"mark-{there.id}": "late", f"mark-{stranger.id}": "present"}
    answer = client.post(url_of(event), data=data)
    assert errors_on(answer.text) == ["The list has changed since you opened it. Check it and save again"]
    assert parse(answer.text).select_one(f"#mark-{there.id}-late").has_attr("checked")


def test_trainers_of_other_events_and_practitioners_may_not(client, trainer):
    assert client.get(url_of(an_event())).status_code == 403
    client.sign_in(someone())
    assert client.get(url_of(an_event())).status_code == 403


def test_the_page_of_somebody_elses_event_leads_no_trainer_there(client, trainer):
    other = an_event(starts_at=clock.now() + 5 * MINUTES)
    assert "Take the register" not in client.get(f"/training/events/{other.id}").text


def test_missing_things_are_not_found(client):
    client.sign_in(someone(Role.COORDINATOR))
    assert client.get("/training/events/999999/register").status_code == 404
    assert client.get(url_of(an_event(sittings=0))).status_code == 404
    assert client.get(url_of(an_event()) + "?sitting=999999").status_code == 404


def test_the_home_page_and_the_event_lead_there(client, trainer):
    event = taught_by(trainer)
    assert "Take the register" in client.get("/").text
    assert "Take the register" in client.get(f"/training/events/{event.id}").text
    assert "Take the register" not in client.get(f"/training/events/{an_event().id}").text


def test_as_many_statements_for_a_hall_as_for_a_room(client, trainer):
    counts = []
    for size in (5, 60):
        event = taught_by(trainer, capacity=100)
        answers = {f"mark-{a_booking(event).id}": "present" for _ in range(size)}
        url = url_of(event)
        with recorded_statements() as statements:
            client.submit(url, answers=answers)
        counts.append(len(statements))
    assert counts[0] == counts[1]
