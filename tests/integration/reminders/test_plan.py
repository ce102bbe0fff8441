"""Reminders: counted in working days, moved with the date, sent once."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from portal.kernel import clock
from portal.kernel.db import db, unit_of_work
from portal.kernel.outbox import MessageState, OutgoingMessage
from tests.factories import a_booking, a_person, an_event, saved
from tests.integration.bookings.support import book, coordinator, withdraw
from tests.integration.calendars.support import sent
from tests.integration.calendars.test_invitations import move
from training.bookings import services as bookings
from training.bookings.domain import BookingStatus, CancelEvent
from training.reminders import jobs, services

# A Tuesday at ten; the five working days before it begin on the Tuesday before.
STARTS = datetime(2026, 3, 17, 10, 0, tzinfo=UTC)


def reminders(kind="reminder", state=MessageState.WAITING):
    rows = db.session.query(OutgoingMessage).filter_by(kind=kind, state=state).order_by(OutgoingMessage.id)
    return list(rows.populate_existing())


def planned(event=None, **given):
    event = event or an_event(starts_at=STARTS)
    a_booking(event, **given)
    jobs.plan_reminders()
    return event


def told(event):
    with unit_of_work():
        services.hear_of_change(event, has_moved=True)


def test_counts_back_in_working_days_from_the_first_sitting():
    planned()
    assert [one.due_at for one in reminders()] == [datetime(2026, 3, 10, 9, 0, tzinfo=UTC)]
    assert [one.due_at for one in reminders("last_reminder")] == [datetime(2026, 3, 16, 9, 0, tzinfo=UTC)]


def test_counts_over_easter_and_the_change_of_clocks(at):
    at(datetime(2026, 3, 25, 9, 0, tzinfo=UTC))
    planned(an_event(starts_at=datetime(2026, 4, 8, 9, 0, tzinfo=UTC)))
    # Wednesday 8 April, five back over Easter Monday, Good Friday and a weekend; nine o’clock is summer time.
    assert [one.due_at for one in reminders()] == [datetime(2026, 3, 30, 8, 0, tzinfo=UTC)]


def test_planned_however_often_is_planned_once():
    planned()
    for _ in range(10):
        jobs.plan_reminders()
    assert len(reminders()) == 1


def test_sent_at_its_hour_and_never_again(at):
    planned()
    assert sent() == []
    at(datetime(2026, 3, 10, 9, 0, tzinfo=UTC))
    assert [one.kind for one in sent()] == ["reminder"]
    for _ in range(10):
        jobs.plan_reminders()
        assert sent() == []


def test_unsent_ones_move_with_the_date():
    event = planned()
    move(event, 7)
    told(event)
    assert [one.due_at for one in reminders()] == [datetime(2026, 3, 17, 9, 0, tzinfo=UTC)]
    assert "24 March" in reminders()[0].body
    assert len(reminders(state=MessageState.CLOSED)) == 1


def test_moved_too_near_they_are_closed(at):
    event = planned()
    at(datetime(2026, 3, 9, 12, 0, tzinfo=UTC))
    move(event, -4)
    told(event)
    assert reminders() == []


def test_a_new_date_is_reminded_of_though_the_old_one_was(at):
    event = planned()
    at(datetime(2026, 3, 10, 9, 0, tzinfo=UTC))
    assert len(sent()) == 1
    move(event, 14)
    told(event)
    assert [one.due_at for one in reminders()] == [datetime(2026, 3, 24, 9, 0, tzinfo=UTC)]


@pytest.mark.parametrize("how", ["withdraw", "cancel"])
def test_nobody_is_reminded_of_what_is_off(at, how):
    event = an_event(starts_at=STARTS)
    booking = book(event)
    sent()
    jobs.plan_reminders()
    if how == "withdraw":
        withdraw(booking)
    else:
        with unit_of_work():
            bookings.cancel_event(coordinator(), CancelEvent(event.id, "Snow"))
    sent()
    at(datetime(2026, 3, 10, 9, 0, tzinfo=UTC))
    jobs.plan_reminders()
    assert sent() == []


@pytest.mark.parametrize("status", [BookingStatus.WAITING, BookingStatus.REQUESTED])
def test_nobody_is_reminded_without_a_place(status):
    planned(status=status)
    assert reminders() == []


def test_who_books_late_is_not_reminded_at_once(at):
    at(datetime(2026, 3, 12, 12, 0, tzinfo=UTC))
    planned()
    assert reminders() == []
    assert len(reminders("last_reminder")) == 1


def test_one_that_could_not_leave_in_time_is_closed(at):
    planned()
    at(STARTS)
    assert sent() == []
    assert reminders(state=MessageState.CLOSED)[0].closed_why.startswith("Too late")


def test_thanks_count_forward_from_the_end(at):
    event = an_event(starts_at=datetime(2026, 3, 6, 10, 0, tzinfo=UTC))
    came = a_booking(event, status=BookingStatus.ATTENDED)
    a_booking(event, status=BookingStatus.NO_SHOW)
    at(datetime(2026, 3, 6, 18, 0, tzinfo=UTC))
    jobs.plan_reminders()
    assert reminders("thanks") == []
    event.result_confirmed_at = clock.now()
    jobs.plan_reminders()
    # A Friday: the next working day is Monday.
    assert [(one.about, one.due_at) for one in reminders("thanks")] == [
        (f"booking:{came.id}", datetime(2026, 3, 9, 9, 0, tzinfo=UTC))
    ]


def test_a_reminder_goes_as_a_text_where_a_telephone_is_all_there_is():
    person = saved(a_person(email=None, phone="07700 900123"))
    planned(person=person)
    (one,) = reminders()
    assert (one.channel, one.recipient) == ("sms", "07700 900123")
    assert len(one.body) < 320
