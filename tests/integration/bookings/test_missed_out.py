"""Whoever still waits when their event begins is told once that no place came."""

from __future__ import annotations

from datetime import timedelta

import pytest

from portal.kernel.db import db
from portal.kernel.outbox import OutgoingMessage
from portal.people.models import Person
from tests.factories import a_booking, a_course, an_event, saved, someone
from tests.integration.bookings.support import letters_about, status_of
from tests.integration.calendars.test_invitations import move
from training.bookings import jobs
from training.bookings.domain import BookingStatus
from training.bookings.jobs import NO_NEWS, promote_waiting, tell_missed_out
from training.catalogue.domain import EventState

pytestmark = pytest.mark.unsound("its bookings are rows of every status, not ways there")

WAITING = BookingStatus.WAITING


@pytest.fixture
def event():
    """An event in two weeks, with two later dates of its course, of which one can be booked."""
    course = saved(a_course(title="Voice of the child"))
    event = an_event(course, capacity=12, places_taken=1)
    for weeks, state in ((4, EventState.OPEN), (5, EventState.PLANNED)):
        an_event(course, starts_at=event.starts_at + timedelta(weeks=weeks), state=state)
    return event


def cancel(event):
    event.state = EventState.CANCELLED
    db.session.commit()


def letter_to(booking):
    found = db.session.query(OutgoingMessage).filter_by(about=f"booking:{booking.id}", kind="missed_out")
    return found.one()


def test_told_once_when_it_begins_with_the_next_dates(event, at):
    waits = a_booking(event, status=WAITING)
    for moment in (event.starts_at - timedelta(minutes=1), event.starts_at, event.starts_at):
        at(moment)
        tell_missed_out()
        expected = [] if moment < event.starts_at else ["missed_out"]
        assert letters_about(waits) == expected
    (message, after) = letter_to(waits), event.starts_at + timedelta(weeks=4)
    assert f"The next dates are: {after.day} {after:%B}" in message.body
    assert f"/courses/{event.course_id}" in message.body
    assert message.body.count(" and ") == 0
    assert message.not_after is None


def test_the_turn_stays_as_it_was(event, at):
    waits = a_booking(event, status=WAITING)
    at(event.starts_at)
    for _ in range(2):
        promote_waiting()
        tell_missed_out()
    assert status_of(waits) == "waiting"


def test_nobody_else_is_told(event, at):
    others = [a_booking(event, status=status) for status in set(BookingStatus) - {WAITING}]
    at(event.starts_at)
    tell_missed_out()
    assert [one for each in others for one in letters_about(each)] == []


@pytest.mark.parametrize("state", [EventState.CANCELLED, EventState.PLANNED])
def test_an_event_that_is_not_held_tells_nobody(event, at, state):
    waits = a_booking(event, status=WAITING)
    event.state = state
    db.session.commit()
    at(event.starts_at)
    tell_missed_out()
    assert letters_about(waits) == []


def test_what_began_long_ago_is_no_news(event, at):
    waits = a_booking(event, status=WAITING)
    at(event.starts_at + NO_NEWS)
    tell_missed_out()
    assert letters_about(waits) == []


def test_with_no_other_date_the_letter_says_so(at):
    event = an_event()
    waits = a_booking(event, status=WAITING)
    at(event.starts_at)
    tell_missed_out()
    assert "There is no other date to book yet" in letter_to(waits).body


def test_killed_half_way_the_rest_is_told_by_the_next_run(at, monkeypatch):
    events = [an_event() for _ in range(3)]
    waiting = [a_booking(event, status=WAITING) for event in events for _ in range(2)]
    at(events[-1].starts_at)
    with monkeypatch.context() as patch:
        patch.setattr(jobs.letters, "tell", killed_at_the_second(jobs.letters.tell))
        with pytest.raises(KeyboardInterrupt):
            tell_missed_out()
    db.session.rollback()
    assert [len(letters_about(one)) for one in waiting] == [1, 1, 0, 0, 0, 0]
    for _ in range(2):
        tell_missed_out()
    assert [letters_about(one) for one in waiting] == [["missed_out"]] * 6


def killed_at_the_second(tell):
    """Its letters are written, and lost with the transaction that never ends."""
    calls = []

    def tell_or_die(*args):
        calls.append(args)
        tell(*args)
        if len(calls) > 1:
            raise KeyboardInterrupt

    return tell_or_die


@pytest.mark.parametrize("what", ["moved", "cancelled"])
def test_an_event_that_is_changed_at_this_very_moment_tells_nobody(at, monkeypatch, what):
    event = an_event(capacity=1)
    _, waits = a_booking(event), a_booking(event, status=WAITING)
    at(event.starts_at)
    found = jobs.due.list_events_missed

    def list_and_change(*args):
        event_ids, begun = found(*args), event.starts_at
        at(begun - timedelta(minutes=1))  # whoever changed it had begun in time
        move(event, 7) if what == "moved" else cancel(event)
        at(begun)
        return event_ids

    monkeypatch.setattr(jobs.due, "list_events_missed", list_and_change)
    tell_missed_out()
    assert "missed_out" not in letters_about(waits)


def test_the_page_of_the_booking_says_so(event, at, client):
    account = someone()
    waits = a_booking(event, db.session.get_one(Person, account.person_id), WAITING)
    client.sign_in(account)
    assert "on the waiting list" in client.get(f"/bookings/{waits.id}").text
    at(event.starts_at)
    client.sign_in(account)
    page = client.get(f"/bookings/{waits.id}").text
    assert "No place came free before the event began" in page
    assert "Number 1 on the waiting list" not in page
