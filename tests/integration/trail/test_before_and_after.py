"""What the log says of training and audits: what stood there before, what does now, whose it was, and why."""

from __future__ import annotations

from datetime import date, timedelta
from io import BytesIO

import pytest
from sqlalchemy import select

from portal.kernel import clock
from portal.kernel.access import Role
from portal.kernel.activity import Activity
from portal.kernel.db import db
from tests.factories import a_booking, a_course, an_agency, an_area, an_event, saved, someone
from tests.factories_audits import an_assessment
from tests.integration.bookings.support import book, withdraw
from tests.integration.certificates.cast import a_confirmed_event, a_result, issued
from training.attendance.domain import AttendanceMark
from training.attendance.models import SittingMark
from training.attendance.queries import list_sittings
from training.bookings.domain import BookingStatus


def told(verb: str) -> list[tuple[object, object]]:
    """Before and after of each entry of this verb, oldest first."""
    return [(one.details["before"], one.details["after"]) for one in entries(verb)]


def entries(verb: str) -> list[Activity]:
    return list(db.session.scalars(select(Activity).where(Activity.verb == verb).order_by(Activity.id)))


@pytest.fixture
def coordinator(client):
    account = someone(Role.COORDINATOR)
    client.sign_in(account)
    client.change_budget = 32  # as for events: rooms above are told of each
    return account


class TestCourses:
    def test_a_change_says_only_what_changed(self, client, coordinator):
        course = saved(a_course(title="Neglect", audience=""))
        client.submit(f"/training/courses/{course.id}/edit", audience="Everybody", is_listed=False)
        before, after = {"audience": "", "is_listed": True}, {"audience": "Everybody", "is_listed": False}
        assert told("save_course") == [(before, after)]

    def test_saving_the_same_again_writes_nothing(self, client, coordinator):
        course = saved(a_course(outcomes="Ask what matters\nAgree who does what"))
        client.submit(f"/training/courses/{course.id}/edit")
        assert entries("save_course") == []
        assert course.version == 1


class TestEvents:
    def test_a_change_says_when_where_how_many_and_by_whom(self, client, coordinator):
        event, trainer = an_event(capacity=9), someone(Role.TRAINER)
        client.submit(f"/training/events/{event.id}/edit", capacity="12", trainers=[trainer.person_id])
        before, after = (
            {"capacity": 9, "trainer_ids": []},
            {"capacity": 12, "trainer_ids": [trainer.person_id]},
        )
        assert told("save_event") == [(before, after)]

    def test_saving_the_same_again_writes_nothing(self, client, coordinator):
        client.submit(f"/training/events/{an_event(sittings=2).id}/edit")
        assert entries("save_event") == []

    def test_calling_one_off_is_in_the_history_of_everybody_on_it(self, client, coordinator):
        event = an_event()
        bookings = [a_booking(event), a_booking(event, status=BookingStatus.WAITING)]
        client.submit(f"/training/events/{event.id}/cancel", reason="Snow")
        assert told("cancel_event") == [({"state": "open"}, {"state": "cancelled"})]
        ended = {one.person_id: one.details["before"]["status"] for one in entries("event_cancelled")}
        assert ended == {bookings[0].person_id: "booked", bookings[1].person_id: "waiting"}
        assert {one.reason for one in entries("event_cancelled")} == {"Snow"}


class TestBookings:
    def test_a_new_one_had_nothing_before(self):
        booking = book(an_event())
        assert told("booked") == [({}, {"status": "booked"})]
        assert entries("booked")[0].person_id == booking.person_id

    def test_a_place_from_the_waiting_list_is_an_act_of_the_portal(self):
        event = an_event(capacity=1)
        first, waiting = book(event), book(event, join_waiting=True)
        withdraw(first)
        assert told("withdrawn") == [({"status": "booked"}, {"status": "withdrawn"})]
        assert told("promote_booking") == [({"status": "waiting"}, {"status": "booked"})]
        (entry,) = entries("promote_booking")
        assert (entry.person_id, entry.actor_id, entry.reason) == (
            waiting.person_id,
            None,
            "Somebody withdrew",
        )


class TestRegisters:
    @pytest.fixture
    def booking(self, coordinator):
        return a_booking(an_event(starts_at=clock.now() - timedelta(hours=3)))

    def take(self, client, booking, word):
        answers = {f"mark-{booking.id}": word}
        client.submit(f"/training/events/{booking.event_id}/register", answers=answers)

    def test_each_mark_says_what_it_was_and_whose(self, client, booking):
        self.take(client, booking, "present")
        self.take(client, booking, "late")
        assert told("mark_attendance") == [
            ({"mark": None}, {"mark": "present"}),
            ({"mark": "present"}, {"mark": "late"}),
        ]
        assert {one.person_id for one in entries("mark_attendance")} == {booking.person_id}

    def test_the_same_marks_again_write_nothing(self, client, booking):
        self.take(client, booking, "present")
        self.take(client, booking, "present")
        assert len(entries("mark_attendance")) == len(entries("take_register")) == 1

    def test_a_confirmed_result_is_in_the_history_of_each(self, client, booking):
        (sitting,) = list_sittings(booking.event_id)
        saved(
            SittingMark(
                sitting_id=sitting.id,
                booking_id=booking.id,
                mark=AttendanceMark.PRESENT,
                marked_at=clock.now(),
            )
        )
        client.submit(f"/training/events/{booking.event_id}/confirm-result")
        assert told("record_result") == [({"status": "booked"}, {"status": "attended"})]
        assert entries("record_result")[0].person_id == booking.person_id


def test_a_certificate_is_in_the_history_of_whoever_got_it():
    event = a_confirmed_event()
    person = a_result(event)
    (made,) = issued(event)
    (entry,) = entries("issue_certificate")
    assert (entry.person_id, entry.subject_id) == (person.id, made.id)


def test_a_register_file_says_what_stood_in_each_assessment(client, coordinator):
    area, agency = saved(an_area(name="East")), saved(an_agency(name="Hob Moor Primary"))
    opened = date(2026, 2, 3)
    stored = saved(
        an_assessment(
            reference="FEHA-1", level=2, local_area_id=area.id, agency_id=agency.id, opened_on=opened
        )
    )
    head, row = "reference,local_area,agency,level,opened_on", "FEHA-1,East,Hob Moor Primary,3,03/02/2026"
    lines = f"{head}\n{row}".encode()
    shown = client.submit("/audits/register/files/upload", file=(BytesIO(lines), "march.csv"))
    client.submit(shown.location, form="form[action$='/apply']")
    (entry,) = entries("change_assessment")
    assert (entry.subject_id, entry.details["before"]) == (stored.id, {"level": 2})
    assert entry.details["after"] == {"level": 3}


@pytest.mark.parametrize(("also", "shown"), [((), False), ((Role.SAFEGUARDING_LEAD,), True)])
def test_what_came_of_an_alert_is_for_those_who_handle_alerts(client, also, shown):
    row = {"subject_kind": "safeguarding_alert", "subject_id": 1, "at": clock.now(), "reason": ""}
    details = {"before": {"outcome": None}, "after": {"outcome": "referred"}}
    saved(Activity(verb="decide_alert", details=details, **row))
    client.sign_in(someone(Role.COORDINATOR, *also))
    assert ("referred" in client.get("/activity").text) is shown
