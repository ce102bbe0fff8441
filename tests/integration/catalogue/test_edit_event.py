"""Events, written by those who run training."""

from __future__ import annotations

from datetime import date, time, timedelta

import pytest
from sqlalchemy import select

from portal.kernel import clock
from portal.kernel.access import Role
from portal.kernel.db import db
from tests.factories import a_booking, a_course, a_venue, an_event, saved, someone
from tests.integration.bookings.support import letters_about, status_of
from tests.support.pages import errors_on, parse
from training.bookings.domain import BookingStatus
from training.catalogue.domain import EventState
from training.catalogue.models import EventTrainer, TrainingEvent
from training.catalogue.queries import get_taught, list_sittings


@pytest.fixture
def lead(client):
    client.sign_in(someone(Role.COORDINATOR))
    # A new date is compared with other events, counts whom it reaches, rewrites sittings, gives places to
    # those who wait, tells everybody and is logged for each.
    client.change_budget = 44


def news_of(booking) -> list[str]:
    """What somebody is told at once; reminders lie ready for later."""
    return [kind for kind in letters_about(booking) if not kind.endswith("reminder")]


def sitting(number, day, starts="9:30am", ends="4pm"):
    name = f"sittings-{number}"
    return {f"{name}-day": day, f"{name}-starts": starts, f"{name}-ends": ends}


def add(client, course, answers, **more):
    return client.submit(f"/training/courses/{course.id}/events/add", answers=answers, **more)


def the_event(course) -> TrainingEvent:
    return db.session.scalars(select(TrainingEvent).where(TrainingEvent.course_id == course.id)).one()


def edit(client, event, answers=None, **more):
    return client.submit(f"/training/events/{event.id}/edit", answers=answers or {}, **more)


def test_a_new_event_with_two_sittings_can_be_booked_at_once(client, lead):
    course, venue, trainer = saved(a_course()), saved(a_venue()), someone(Role.TRAINER)
    dates = sitting(0, date(2026, 4, 1)) | sitting(1, date(2026, 4, 2))
    add(client, course, dates, capacity="12", venue=venue.id, trainers=[trainer.person_id])
    event = the_event(course)
    assert len(list_sittings(event.id)) == 2
    assert clock.in_london(event.starts_at).strftime("%d %H:%M") == "01 09:30"
    assert get_taught(event.id).trainer_ids == {trainer.person_id}
    page = client.get(f"/training/events/{event.id}").text
    assert "Wednesday 1 April 2026, 9:30am to 4pm" in page
    assert "12 places left" in page


def test_an_event_may_have_no_date_yet_or_be_a_draft(client, lead):
    course = saved(a_course())
    add(client, course, {}, capacity="5", is_open=False)
    event = the_event(course)
    assert (event.starts_at, event.state) == (None, EventState.PLANNED)
    assert client.get(f"/training/events/{event.id}").status_code == 200
    client.sign_out()
    assert client.get(f"/training/events/{event.id}").status_code == 404


@pytest.mark.parametrize(
    ("answers", "words"),
    [
        (sitting(0, date(2026, 4, 1), starts=""), "Enter the start time"),
        (sitting(0, date(2026, 4, 1), starts="5pm"), "End time must be after the start time"),
        (sitting(0, date(2026, 3, 2)), "An event cannot start in the past"),
        (sitting(0, date(2026, 4, 1)) | sitting(1, date(2026, 4, 1)), "The sittings must not overlap"),
        ({"capacity": "0"}, "Number of places must be 1 or more"),
        ({"capacity": "a few"}, "Number of places must be a whole number"),
        ({"online_link": "javascript:alert(1)"}, "Link must start with https:// or http://"),
        (
            sitting(0, date(2026, 4, 1)) | {"closes_on": date(2026, 4, 2)},
            "Booking must close before or on the day of the event",
        ),
    ],
)
def test_what_makes_no_sense_is_refused_and_kept(client, lead, answers, words):
    course = saved(a_course())
    answer = add(client, course, {"capacity": "7"} | answers)
    assert errors_on(answer.text) == [words]
    assert db.session.scalar(select(TrainingEvent.id).where(TrainingEvent.course_id == course.id)) is None
    shown = parse(answer.text).select_one("#capacity")["value"]
    assert shown == answers.get("capacity", "7")


def test_the_form_shows_the_event_as_it_is_and_saving_it_changes_nothing(client, lead):
    event = an_event(sittings=4, online_link="https://meet.example/a")
    before = list_sittings(event.id)
    edit(client, event)
    db.session.refresh(event)
    assert list_sittings(event.id) == before
    assert (event.sequence, event.online_link) == (0, "https://meet.example/a")


def test_booking_closes_at_the_end_of_the_day_that_is_shown_again(client, lead):
    event = an_event()
    edit(client, event, closes_on=date(2026, 3, 10))
    db.session.refresh(event)
    assert clock.in_london(event.booking_closes_at).isoformat() == "2026-03-11T00:00:00+00:00"
    page = parse(client.get(f"/training/events/{event.id}/edit").text)
    assert page.select_one("#closes_on-day")["value"] == "10"


def test_booking_opens_when_it_is_said_and_the_form_shows_it_again(client, lead):
    event = an_event()
    edit(client, event, opens_on=date(2026, 3, 9), opens_at="8:30am")
    db.session.refresh(event)
    assert event.booking_opens_at == clock.at_london(date(2026, 3, 9), time(8, 30))
    page = client.get(f"/training/events/{event.id}").text
    assert "9 March 2026 at 8:30am" in page
    edit(client, event)
    db.session.refresh(event)
    assert event.booking_opens_at == clock.at_london(date(2026, 3, 9), time(8, 30))
    edit(client, event, opens_at="")
    db.session.refresh(event)
    assert event.booking_opens_at == clock.at_london(date(2026, 3, 9), time())


def test_booking_must_open_before_it_closes_and_before_the_start(client, lead):
    words = ["Booking must open before it closes, and before the event starts"]
    event = an_event()
    both = {"opens_on": date(2026, 3, 11), "closes_on": date(2026, 3, 10)}
    assert errors_on(edit(client, event, both).text) == words
    assert errors_on(edit(client, event, opens_on=date(2026, 5, 1)).text) == words


def test_more_places_go_to_those_who_wait_and_each_new_date_is_told(client, lead):
    event = an_event(capacity=1)
    booked, first, second = (
        a_booking(event, status=BookingStatus(one)) for one in ("booked", "waiting", "waiting")
    )
    edit(client, event, capacity="2")
    assert (status_of(first), status_of(second)) == ("booked", "waiting")
    edit(client, event, sitting(0, date(2026, 4, 1)))
    assert news_of(booked) == ["moved"]
    assert news_of(first) == ["promoted", "moved"]
    edit(client, event, sitting(0, date(2026, 4, 2)))
    assert news_of(booked) == ["moved", "moved"]


def test_fewer_places_than_taken_throw_nobody_out(client, lead):
    event = an_event(capacity=3)
    bookings = [a_booking(event) for _ in range(3)]
    edit(client, event, capacity="1")
    db.session.refresh(event)
    assert (event.capacity, event.places_taken, event.overbooked) == (1, 3, 2)
    assert {status_of(one) for one in bookings} == {"booked"}
    assert "Overbooked by 2" in client.get("/training/events").text


def test_a_first_date_gives_places_to_those_who_wait(client, lead):
    event = an_event(sittings=0, capacity=1)
    first, second = (a_booking(event, status=BookingStatus.WAITING) for _ in range(2))
    edit(client, event, sitting(0, date(2026, 4, 1)))
    assert (status_of(first), status_of(second)) == ("booked", "waiting")
    assert (news_of(first), news_of(second)) == (["promoted"], ["moved"])


def test_an_event_is_no_draft_again_while_anybody_is_booked_or_waits(client, lead):
    event = an_event()
    a_booking(event, status=BookingStatus.WAITING)
    said = errors_on(edit(client, event, is_open=False).text)
    assert said == [
        "1 person is booked or waits, so this event stays open. Let booking close, or cancel the event"
    ]
    assert client.get(f"/training/events/{event.id}").status_code == 200


def test_one_that_nobody_booked_may_be_a_draft_again(client, lead):
    event = an_event()
    edit(client, event, is_open=False)
    assert db.session.get(TrainingEvent, event.id).state is EventState.PLANNED


def test_what_is_over_cannot_be_changed(client, lead):
    event = an_event(starts_at=clock.now() - timedelta(hours=1))
    answer = edit(client, event, capacity="50")
    assert errors_on(answer.text) == ["This event has started or was cancelled, so it cannot be changed"]


def test_others_may_not_and_missing_events_are_not_found(client, lead):
    assert client.get("/training/events/999999/edit").status_code == 404
    trainer = someone(Role.TRAINER)
    event = an_event()
    saved(EventTrainer(event_id=event.id, person_id=trainer.person_id))
    client.sign_in(trainer)
    assert client.get(f"/training/events/{event.id}/edit").status_code == 403
