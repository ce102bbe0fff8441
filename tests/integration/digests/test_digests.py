"""One digest for each learner: when there is something to say, as often as they like, and never twice."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from portal.kernel import sending
from portal.kernel.db import db
from portal.kernel.outbox import MessageState, OutgoingMessage
from portal.people.domain import ContactWay
from tests.factories import a_booking, a_course, a_person, a_post, an_agency, an_event, saved
from tests.factories_partnership import a_part
from tests.integration.certificates.cast import a_certificate
from training.bookings.domain import BookingStatus
from training.catalogue.models import Course
from training.digests import jobs
from training.digests.domain import DigestWay
from training.digests.models import DigestChoice

MONDAY = datetime(2026, 3, 9, 8, 0, tzinfo=UTC)
BEFORE = MONDAY - timedelta(days=3)


@pytest.fixture(autouse=True)
def monday(at):
    at(MONDAY)


def a_learner(way=None, **given):
    person = saved(a_person(**given))
    saved(a_post(person, saved(an_agency())))
    if way is not None:
        saved(DigestChoice(person_id=person.id, way=way, chosen_at=BEFORE))
    return person


def a_place(person, title="Neglect", days=8, status=BookingStatus.BOOKED, joined_at=BEFORE, **given):
    course = db.session.query(Course).filter_by(title=title).first() or saved(a_course(title=title))
    event = an_event(course, starts_at=MONDAY + timedelta(days=days))
    return a_booking(event, person, status, joined_at=joined_at, **given)


def a_certificate_until(person, days):
    certificate = a_certificate(person)
    certificate.expires_on = MONDAY.date() + timedelta(days=days)
    db.session.commit()
    return certificate


def written():
    rows = db.session.query(OutgoingMessage).filter_by(kind="own_digest").order_by(OutgoingMessage.id)
    return list(rows.populate_existing())


def digests():
    jobs.send_own_digests()
    return [one.body for one in written()]


class TestWhatItSays:
    def test_all_of_it_in_one_letter(self):
        person = a_learner(email="kim@demo.example")
        a_place(person)
        a_place(person, "Courage", 30, BookingStatus.OFFERED, offer_until=MONDAY + timedelta(days=1))
        a_place(person, "Listening", -3, BookingStatus.ATTENDED)
        a_certificate_until(person, 20)
        (body,) = digests()
        assert "answer:\n- Courage, 8 April 2026 at 9am: answer by 10 March 2026 at 8am, http" in body
        assert "- Listening, 6 March 2026 at 8am: the form after it, http" in body
        assert "run out soon:\n- Voice of the child: until 29 March 2026, http" in body
        assert "You have a place on:\n- Neglect, 17 March 2026 at 8am\n" in body
        assert written()[0].recipient == "kim@demo.example"

    def test_parts_with_nothing_in_them_are_not_there(self):
        a_place(a_learner())
        (body,) = digests()
        assert [line for line in body.splitlines() if line.endswith(":")] == ["You have a place on:"]

    @pytest.mark.parametrize(
        ("days", "status"),
        [
            (22, BookingStatus.BOOKED),
            (8, BookingStatus.WAITING),
            (8, BookingStatus.WITHDRAWN),
            (-40, BookingStatus.ATTENDED),
            (-8, BookingStatus.NO_SHOW),
        ],
    )
    def test_with_nothing_to_say_there_is_none(self, days, status):
        a_place(a_learner(), days=days, status=status)
        assert digests() == []

    def test_what_came_this_morning_has_had_a_letter_of_its_own(self):
        a_place(a_learner(), joined_at=MONDAY)
        assert digests() == []

    def test_a_certificate_that_is_renewed_or_booked_again_is_no_news(self):
        renewed, booked = a_learner(), a_learner()
        course = a_certificate_until(renewed, 20).course_id
        a_certificate_until(renewed, 900)
        a_certificate_until(booked, 20)
        event = an_event(starts_at=MONDAY + timedelta(days=40))
        event.course_id = course
        a_booking(event, booked, BookingStatus.WAITING, joined_at=BEFORE)
        assert digests() == []


class TestWhoGetsIt:
    def test_twice_written_it_is_one(self):
        person = a_learner()
        a_place(person)
        digests()
        person.email = "another@demo.example"
        db.session.commit()
        assert len(digests()) == 1

    @pytest.mark.parametrize(
        "given",
        [
            {"email": None, "address": "1 High Street"},
            {"contact_by": ContactWay.PHONE, "phone": "07700900001"},
            {"contact_by": ContactWay.POST, "address": "1 High Street"},
        ],
    )
    def test_nobody_who_asked_for_another_way(self, given):
        a_place(a_learner(**given))
        assert digests() == []

    def test_nobody_who_left(self):
        a_place(saved(a_person()))
        assert digests() == []

    def test_nobody_who_never_wants_it(self):
        a_place(a_learner(DigestWay.NONE))
        assert digests() == []

    def test_a_partnership_may_leave_it_to_those_who_ask(self):
        a_part("rules.digests", usual=2)
        a_place(a_learner())
        a_place(a_learner(DigestWay.WEEKLY))
        assert len(digests()) == 1


class TestHowOften:
    def test_weekly_is_on_mondays(self, at):
        at(MONDAY + timedelta(days=1))
        a_place(a_learner(DigestWay.WEEKLY))
        a_place(a_learner())
        assert digests() == []

    def test_daily_is_when_there_is_something_new(self, at):
        person = a_learner(DigestWay.DAILY)
        a_place(person, days=6)
        counts = [len(digests())]
        for day in (1, 2):
            at(MONDAY + timedelta(days=day))
            counts.append(len(digests()))
        a_place(person, "Courage", joined_at=MONDAY)
        counts.append(len(digests()))
        assert counts == [1, 1, 1, 2]

    def test_who_changes_over_on_a_monday_gets_one(self):
        person = a_learner(DigestWay.WEEKLY)
        a_place(person)
        digests()
        db.session.query(DigestChoice).update({"way": DigestWay.DAILY})
        a_place(person, "Courage")
        assert len(digests()) == 1

    def test_killed_half_way_the_rest_is_written_by_the_next_run(self, monkeypatch):
        people = [a_learner() for _ in range(3)]
        for person in people:
            a_place(person)
        with monkeypatch.context() as patch:
            patch.setattr(jobs, "BATCH", 1)
            patch.setattr(jobs.services, "write_digests", killed_at_the_second(jobs.services.write_digests))
            with pytest.raises(KeyboardInterrupt):
                jobs.send_own_digests()
        assert len(written()) == 1
        digests()
        assert [one.person_id for one in written()] == [one.id for one in people]


def killed_at_the_second(write):
    calls = []

    def write_or_die(issue, told):
        calls.append(told)
        if len(calls) > 1:
            raise KeyboardInterrupt
        return write(issue, told)

    return write_or_die


def test_one_that_could_not_leave_for_days_is_closed(at):
    a_place(a_learner())
    digests()
    at(MONDAY + timedelta(days=2))
    assert sending.send_due(lambda _: None) == 0
    assert written()[0].state is MessageState.CLOSED
