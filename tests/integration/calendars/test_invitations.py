"""Calendar files go with messages: one UID for each booking and sitting, and a sequence that rises."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from portal.kernel import clock
from portal.kernel.db import db, unit_of_work
from portal.kernel.outbox import MessageState, OutgoingMessage
from tests.factories import a_person, a_venue, an_event, saved
from tests.integration.bookings.support import book, coordinator, fine, withdraw
from tests.integration.calendars.support import entries, parts, sent
from training.bookings import services as bookings
from training.bookings.domain import CancelEvent
from training.calendars.models import CalendarEntry
from training.calendars.services import AS_BEFORE, NO_PLACE
from training.catalogue import queries
from training.catalogue.domain import PlannedSitting, SaveEvent
from training.catalogue.services import events

TEN_MINUTES = timedelta(minutes=10)


def change(event, **given):
    """What the page of an event does: write it anew, and let the rooms above tell people."""
    facts = {
        "course_id": event.course_id,
        "event_id": event.id,
        "venue_id": event.venue_id,
        "online_link": "",
        "capacity": event.capacity,
        "booking_opens_at": None,
        "booking_closes_at": None,
        "sittings": tuple(queries.list_sittings(event.id)),
        "trainer_ids": frozenset(),
        "is_open": True,
    }
    with unit_of_work():
        saved_event = events.save_event(coordinator(), SaveEvent(**facts | given))
        bookings.hear_of_change(saved_event.event, has_moved=saved_event.has_moved)


def move(event, days):
    delta = timedelta(days=days)
    moved = [
        one._replace(starts_at=one.starts_at + delta, ends_at=one.ends_at + delta)
        for one in queries.list_sittings(event.id)
    ]
    change(event, sittings=tuple(moved))


def messages(kind):
    rows = db.session.query(OutgoingMessage).filter_by(kind=kind).order_by(OutgoingMessage.id)
    return list(rows.populate_existing())


class TestBooked:
    def test_the_message_asks_the_diary_to_keep_it(self):
        event = an_event()
        booking = book(event)
        ((method, uid, sequence, _start),) = entries(sent())
        assert (method, sequence) == ("REQUEST", 0)
        assert uid.startswith(booking.calendar_uid)

    def test_it_goes_as_a_part_with_its_method_and_as_a_file(self):
        book(an_event())
        (message,) = sent()
        inline, file = parts(message)
        assert inline["Content-Type"].params["method"] == "REQUEST"
        assert not inline.is_attachment()
        assert file.get_filename() == "invite.ics"
        assert file.get_content() == inline.get_content()

    def test_lines_end_as_the_standard_says(self):
        book(an_event())
        (message,) = sent()
        content = parts(message)[0].get_payload(decode=True)
        assert content.count(b"\r\n") == content.count(b"\n")

    def test_each_sitting_is_an_entry_of_its_own(self):
        book(an_event(sittings=3))
        (message,) = sent()
        found = entries([message])
        assert len({uid for _, uid, _, _ in found}) == 3
        assert [one.get_filename() for one in parts(message)] == [
            None, "invite-1.ics", "invite-2.ics", "invite-3.ics",
        ]  # fmt: skip

    def test_nothing_is_promised_to_who_waits(self):
        event = an_event(capacity=1)
        book(event)
        sent()
        book(event, join_waiting=True)
        assert entries(sent()) == []

    def test_the_one_who_asks_is_a_mailbox_that_exists(self):
        book(an_event())
        (message,) = sent()
        assert 'ORGANIZER;CN="York Early Help Partnership":mailto:early-help@portal.example' in (
            message.calendar[0]["text"].replace("\r\n ", "")
        )

    def test_a_message_that_failed_goes_with_the_same_file(self, at):
        book(an_event())
        from portal.kernel import sending
        from training.calendars.services import seal

        def fail(_message):
            raise ConnectionError

        sending.send_due(fail, seals=[seal])
        at(clock.now() + timedelta(minutes=2))
        (message,) = sent()
        assert len(entries([message])) == 1


class TestMoved:
    def test_moved_twice_in_five_minutes_is_one_message_with_sequence_2(self, at):
        event = an_event()
        book(event)
        ((_, uid, _, _),) = entries(sent())
        move(event, 1)
        at(clock.now() + timedelta(minutes=5))
        move(event, 1)
        assert sent() == []
        at(clock.now() + timedelta(minutes=5))
        (message,) = sent()
        ((method, same, sequence, _),) = entries([message])
        assert (method, same, sequence) == ("REQUEST", uid, 2)
        assert [one.state for one in messages("moved")] == [MessageState.CLOSED, MessageState.SENT]
        fine()

    def test_a_day_in_the_middle_that_moves_is_told_too(self, at):
        event = an_event(sittings=3)
        book(event)
        first, second, third = entries(sent())
        days = queries.list_sittings(event.id)
        days[1] = PlannedSitting(*(one + timedelta(hours=2) for one in days[1].span))
        change(event, sittings=tuple(days))
        at(clock.now() + TEN_MINUTES)
        (message,) = sent()
        ((method, uid, sequence, _),) = entries([message])
        assert (message.kind, method, uid, sequence) == ("moved", "REQUEST", second[1], 1)
        assert uid not in {first[1], third[1]}

    def test_nothing_new_is_sent_however_often_it_is_tried(self, at):
        event = an_event()
        book(event)
        move(event, 1)
        at(clock.now() + TEN_MINUTES)
        assert len(sent()) == 2
        for _ in range(10):
            at(clock.now() + TEN_MINUTES)
            assert sent() == []

    def test_moved_there_and_back_is_no_news(self, at):
        event = an_event()
        book(event)
        sent()
        at(clock.now() + timedelta(hours=1))
        move(event, 1)
        move(event, -1)
        at(clock.now() + TEN_MINUTES)
        assert sent() == []
        assert messages("moved")[-1].closed_why == AS_BEFORE

    def test_a_new_place_is_a_change_too(self, at):
        event = an_event()
        book(event)
        sent()
        change(event, venue_id=saved(a_venue(name="West Offices")).id)
        at(clock.now() + TEN_MINUTES)
        (message,) = sent()
        assert "West Offices" in message.calendar[0]["text"]
        assert entries([message])[0][2] == 1

    def test_a_sitting_that_falls_away_is_taken_out(self, at):
        event = an_event(sittings=2)
        book(event)
        _, second = entries(sent())
        change(event, sittings=tuple(queries.list_sittings(event.id)[:1]))
        at(clock.now() + TEN_MINUTES)
        assert [(m, u, s) for m, u, s, _ in entries(sent())] == [("CANCEL", second[1], 1)]

    def test_who_leaves_before_it_is_told_hears_only_of_the_end(self, at):
        event = an_event()
        booking = book(event)
        sent()
        move(event, 1)
        withdraw(booking)
        at(clock.now() + TEN_MINUTES)
        assert [one.kind for one in sent()] == ["withdrawn"]

    @pytest.mark.unsound("its bookings are rows made by hand")
    def test_a_change_of_somebody_removed_in_the_meantime_is_not_told(self, at):
        event = an_event()
        booking = book(event)
        sent()
        move(event, 1)
        booking = db.session.merge(booking)
        booking.status = "declined"
        db.session.commit()
        at(clock.now() + TEN_MINUTES)
        assert sent() == []
        assert messages("moved")[-1].closed_why == NO_PLACE

    @pytest.mark.parametrize("told", ["moved", "booked"])
    def test_what_would_come_after_the_start_is_closed(self, at, told):
        event = an_event(starts_at=clock.now() + timedelta(hours=2))
        book(event)
        if told == "moved":
            sent()
            change(event, venue_id=saved(a_venue()).id)
        at(event.starts_at)
        assert sent() == []
        assert messages(told)[-1].closed_why.startswith("Too late")


class TestEnded:
    def test_withdrawal_takes_it_out_with_the_next_sequence(self):
        booking = book(an_event())
        ((_, uid, _, _),) = entries(sent())
        withdraw(booking)
        ((method, same, sequence, _),) = entries(sent())
        assert (method, same, sequence) == ("CANCEL", uid, 1)

    def test_a_cancelled_event_is_taken_out_of_every_diary(self):
        event = an_event()
        book(event)
        book(event)
        sent()
        with unit_of_work():
            bookings.cancel_event(coordinator(), CancelEvent(event.id, "Snow"))
        assert [method for method, *_ in entries(sent())] == ["CANCEL", "CANCEL"]

    def test_booking_again_is_a_new_entry(self):
        event, person = an_event(), saved(a_person())
        booking = book(event, person)
        ((_, uid, _, _),) = entries(sent())
        withdraw(booking)
        book(event, person)
        found = entries(sent())
        assert [method for method, *_ in found] == ["CANCEL", "REQUEST"]
        assert found[1][1] != uid

    def test_what_never_reached_the_diary_is_not_taken_out(self):
        booking = book(an_event())
        withdraw(booking)
        assert entries(sent()) == []


@pytest.mark.parametrize(
    ("starts_at", "shown"),
    [
        (datetime(2026, 3, 28, 9, 30, tzinfo=UTC), "28 Mar 09:30"),
        (datetime(2026, 3, 29, 8, 30, tzinfo=UTC), "29 Mar 09:30"),
        (datetime(2026, 10, 24, 8, 30, tzinfo=UTC), "24 Oct 09:30"),
        (datetime(2026, 10, 25, 9, 30, tzinfo=UTC), "25 Oct 09:30"),
    ],
)
def test_the_clock_on_the_wall_is_kept(starts_at, shown):
    book(an_event(starts_at=starts_at))
    ((*_, start),) = entries(sent())
    assert start == shown
    fine()


def test_no_diary_but_ones_own_gets_a_file():
    contact = saved(a_person())
    person = saved(a_person(email=None, office_contact_id=contact.id))
    event = an_event()
    from tests.factories import a_post, an_agency

    saved(a_post(contact, saved(an_agency())))
    book(event, person)
    assert entries(sent()) == []
    assert db.session.query(CalendarEntry).count() == 0
