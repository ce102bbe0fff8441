"""One act for many events: what it does to each, whom it tells, and how it is taken back."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from portal.kernel import clock, work
from portal.kernel.access import Role
from portal.kernel.db import db, unit_of_work
from portal.kernel.outbox import MessageState, OutgoingMessage
from portal.kernel.slice import registry
from portal.messages.domain import NotAsMany
from tests.factories import a_booking, a_person, a_venue, an_event, saved, someone
from tests.integration.bookings.support import book, coordinator, oneself, places, status_of
from tests.integration.calendars.support import entries, sent
from training.bookings.checks import CHECKS
from training.bookings.domain import BookingStatus
from training.bookings.models import Booking
from training.catalogue import queries as catalogue
from training.catalogue.models import TrainingEvent
from training.changes import queries
from training.changes.domain import ChangeAct, ChangeEvents, ChoiceOver
from training.changes.models import DateChoice, NewDate
from training.changes.services import acting, dates

# A Saturday before the clocks go forward, and the Monday after.
BEFORE = datetime(2026, 3, 27, 9, 30, tzinfo=UTC)
AFTER = date(2026, 3, 30)


def asked(act, *events, days=(), **given):
    facts = {"act": act, "reason": "Snow", "event_ids": tuple(one.id for one in events)}
    facts |= {"days": {one.id: days for one in events}}
    with unit_of_work():
        return acting.ask(coordinator(), ChangeEvents(**facts | given)).id


def done(act, *events, **given):
    change_id = asked(act, *events, **given)
    work.drain(registry().tasks)
    return change_id


def fine():
    assert [words for check in CHECKS for words in check.find()] == []


def started(event):
    return db.session.get(TrainingEvent, event.id, populate_existing=True).starts_at


class TestMove:
    def test_keeps_places_and_the_time_on_the_clock(self, at):
        events = [an_event(starts_at=BEFORE) for _ in range(3)]
        bookings = [book(one) for one in events]
        sent()
        done(ChangeAct.MOVE, *events, days=(AFTER,))
        assert {started(one) for one in events} == {datetime(2026, 3, 30, 8, 30, tzinfo=UTC)}
        assert {status_of(one) for one in bookings} == {"booked"}
        at(clock.now() + timedelta(minutes=10))
        found = entries(sent())
        assert [(method, sequence, start) for method, _, sequence, start in found] == [
            ("REQUEST", 1, "30 Mar 09:30")
        ] * 3
        fine()

    def test_undone_at_once_nobody_hears_of_it(self, at):
        event = an_event(starts_at=BEFORE)
        book(event)
        sent()
        at(clock.now() + timedelta(hours=1))
        change_id = done(ChangeAct.MOVE, event, days=(AFTER,))
        with unit_of_work():
            acting.undo(coordinator(), change_id)
        assert started(event) == BEFORE
        at(clock.now() + timedelta(minutes=10))
        assert sent() == []

    def test_is_not_undone_after_another_change(self, client):
        event = an_event(starts_at=BEFORE)
        change_id = done(ChangeAct.MOVE, event, days=(AFTER,))
        done(ChangeAct.MOVE, event, days=(date(2026, 4, 7),))
        client.sign_in(someone(Role.COORDINATOR))
        page = client.follow(client.submit(f"/training/changes/{change_id}")).text
        assert "has been changed again since" in page
        assert started(event) == datetime(2026, 4, 7, 8, 30, tzinfo=UTC)

    def test_run_twice_it_moves_once(self):
        event = an_event(starts_at=BEFORE)
        change_id = done(ChangeAct.MOVE, event, days=(AFTER,))
        with unit_of_work():
            work.defer(acting.TASK, change_id=change_id)
        work.drain(registry().tasks)
        assert db.session.get(TrainingEvent, event.id, populate_existing=True).sequence == 1

    def test_one_that_cannot_be_moved_says_why_and_the_others_are(self):
        good, bad = an_event(starts_at=BEFORE), an_event(starts_at=BEFORE)
        change_id = asked(ChangeAct.MOVE, good, bad, days=(AFTER,))
        bad.state = "cancelled"
        db.session.commit()
        work.drain(registry().tasks)
        change = queries.get_change(change_id)
        assert [bool(one.failure) for one in change.events] == [False, True]
        assert started(good) != BEFORE


def test_online_everybody_is_sent_to_the_link(at):
    event = an_event(venue_id=saved(a_venue()).id)
    book(event)
    sent()
    done(ChangeAct.ONLINE, event, online_link="https://meet.example/1")
    at(clock.now() + timedelta(minutes=10))
    (message,) = sent()
    assert "https://meet.example/1" in message.calendar[0]["text"].replace("\r\n ", "")


def test_cancelled_bookings_end_and_diaries_drop_them():
    events = [an_event(), an_event()]
    bookings = [book(one) for one in events]
    sent()
    done(ChangeAct.CANCEL, *events)
    assert {status_of(one) for one in bookings} == {"event_cancelled"}
    assert [method for method, *_ in entries(sent())] == ["CANCEL", "CANCEL"]
    fine()


class TestOffer:
    @pytest.fixture
    def offered(self):
        """An event with two people, and three new days for them."""
        event = an_event(starts_at=BEFORE, capacity=2)
        people = [saved(a_person()) for _ in range(2)]
        for one in people:
            book(event, one)
        sent()
        days = (date(2026, 4, 7), date(2026, 4, 8), date(2026, 4, 9))
        done(ChangeAct.OFFER, event, days=days)
        return people

    def choices(self):
        return list(db.session.query(DateChoice).order_by(DateChoice.id).populate_existing())

    def dates(self):
        return [one.event_id for one in db.session.query(NewDate).order_by(NewDate.event_id)]

    def taken(self):
        events = [db.session.get(TrainingEvent, one, populate_existing=True) for one in self.dates()]
        return [one.places_taken for one in events]

    def choose(self, number, date_number):
        choice = self.choices()[number]
        person = db.session.get(type(saved(a_person())), choice.person_id)
        with unit_of_work():
            booking = dates.choose(oneself(person), choice.id, self.dates()[date_number])
        fine()
        work.drain(registry().tasks)
        return booking

    def test_a_place_is_kept_for_everybody_on_each(self, offered):
        assert self.taken() == [2, 2, 2]
        fine()

    def test_one_letter_says_that_it_is_off_and_what_there_is_instead(self, offered):
        messages = sent()
        assert [one.kind for one in messages] == ["dates_offered"] * 2
        assert "7 April 2026 at 9:30am, 8 April 2026 at 9:30am and 9 April" in messages[0].body
        assert [method for method, *_ in entries(messages)] == ["CANCEL", "CANCEL"]

    def test_whoever_chooses_has_that_place_and_gives_back_the_others(self, offered):
        booking = self.choose(0, 1)
        assert booking.status is BookingStatus.BOOKED
        assert self.taken() == [1, 2, 1]
        fine()

    def test_everybody_finds_a_place_on_the_same_date(self, offered):
        assert {self.choose(0, 2).status, self.choose(1, 2).status} == {BookingStatus.BOOKED}
        assert self.taken() == [0, 0, 2]
        fine()

    def test_places_given_back_go_to_whoever_waits(self, offered):
        first = db.session.get(TrainingEvent, self.dates()[0])
        waiting = book(first, join_waiting=True)
        self.choose(0, 1)
        assert status_of(waiting) in {"booked", "offered"}
        fine()

    def test_nobody_chooses_twice(self, offered):
        self.choose(0, 0)
        with pytest.raises(ChoiceOver):
            self.choose(0, 1)
        fine()

    def test_who_does_not_choose_in_time_gives_everything_back(self, offered, at):
        at(datetime(2026, 3, 11, 9, 0, tzinfo=UTC))
        from training.changes.jobs import lapse_choices

        for _ in range(2):
            lapse_choices()
            work.drain(registry().tasks)
        assert self.taken() == [0, 0, 0]
        assert all(one.ended_at for one in self.choices())
        with pytest.raises(ChoiceOver):
            self.choose(0, 0)
        fine()

    def test_chosen_on_the_page(self, client, offered):
        from tests.factories import an_account

        account = saved(an_account(offered[0]))
        client.sign_in(account)
        assert "Choose a new date" in client.get("/").text
        choice = self.choices()[0]
        # A booking, and what was kept for it.
        client.change_budget = 25
        client.submit(f"/my-training/new-date/{choice.id}", press="Take this date", event=self.dates()[2])
        assert db.session.query(Booking).filter_by(event_id=self.dates()[2]).count() == 1
        assert "nothing to choose any more" in client.get(f"/my-training/new-date/{choice.id}").text

    def test_none_of_them_suits(self, client, offered):
        from tests.factories import an_account

        client.sign_in(saved(an_account(offered[0])))
        client.submit(f"/my-training/new-date/{self.choices()[0].id}", form="form[action$=none]")
        work.drain(registry().tasks)
        assert self.taken() == [1, 1, 1]
        fine()

    def test_nobody_chooses_for_a_stranger(self, client, offered):
        client.sign_in(someone())
        assert client.get(f"/my-training/new-date/{self.choices()[0].id}").status_code == 404


def test_more_than_a_burst_needs_the_count():
    event = an_event(capacity=300)
    for _ in range(201):
        a_booking(event)
    with pytest.raises(NotAsMany):
        asked(ChangeAct.CANCEL, event)
    with pytest.raises(NotAsMany):
        asked(ChangeAct.CANCEL, event, count=200)
    assert asked(ChangeAct.CANCEL, event, count=201)


def test_told_once_however_often_the_timetable_runs(at):
    event = an_event(starts_at=BEFORE)
    book(event)
    done(ChangeAct.MOVE, event, days=(AFTER,))
    at(clock.now() + timedelta(minutes=10))
    assert len(sent()) == 2
    for _ in range(10):
        for job in registry().jobs.values():
            if job.name in {"plan-reminders", "lapse-date-choices", "promote-waiting"}:
                job.run()
        assert sent() == []
    states = {one.state for one in db.session.query(OutgoingMessage).filter_by(kind="moved")}
    assert states == {MessageState.SENT}


def test_sittings_are_moved_together():
    event = an_event(starts_at=BEFORE, sittings=2)
    old = catalogue.list_sittings(event.id)
    done(ChangeAct.MOVE, event, days=(date(2026, 4, 7),))
    new = catalogue.list_sittings(event.id)
    assert [clock.in_london(one.span[0]).time() for one in new] == [
        clock.in_london(one.span[0]).time() for one in old
    ]
    assert places(event) == (0, 0)
