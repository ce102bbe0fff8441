"""Fill rates by course and month, and what will be asked for."""

from __future__ import annotations

import csv
import io
from datetime import UTC, date, datetime
from itertools import count

import pytest

from portal.kernel import clock
from portal.kernel.access import Role
from portal.kernel.db import db
from tests.factories import a_booking, a_course, a_person, a_post, an_agency, an_event, saved, someone
from tests.support.pages import parse, words_of
from training.bookings.domain import BookingStatus
from training.catalogue.domain import EventState
from training.certificates.domain import EvaluationGate
from training.certificates.models import Certificate

FILL, DEMAND = "/training/desk/fill-rates", "/training/desk/demand"


@pytest.fixture
def coordinator(client):
    client.sign_in(someone(Role.COORDINATOR))


def rows(page) -> list[str]:
    return [words_of(row) for row in parse(page.text).select("tbody tr")]


def table(answer) -> list[list[str]]:
    return list(csv.reader(io.StringIO(answer.get_data(as_text=True).removeprefix("\ufeff"))))


def an_event_with(course, starts_at, *statuses, **given):
    event = an_event(course, starts_at=starts_at, **given)
    for status in statuses:
        a_booking(event, status=status)
    return event


class TestFillRates:
    def test_are_added_up_by_course_and_month(self, client, today, coordinator):
        course, status = saved(a_course(title="Listening")), BookingStatus
        an_event_with(course, clock.now(), status.ATTENDED, status.PART, status.NO_SHOW, status.EXCUSED)
        an_event_with(course, clock.now(), status.BOOKED, status.WAITING, status.WAITING)
        assert rows(client.get(FILL)) == ["Listening March 2026 2 20 5 (25%) 2 2 1 (33%) 0"]

    def test_late_withdrawals_that_count(self, client, today, coordinator):
        event = an_event(starts_at=clock.now())
        for reason in ("", "Was ill"):
            late = {"status": BookingStatus.WITHDRAWN, "is_late_cancel": True}
            a_booking(event, late_waived_reason=reason, **late)
        assert rows(client.get(FILL))[0].endswith(" 1")

    def test_a_month_begins_at_midnight_in_london(self, client, today, coordinator):
        # In summer London's midnight is an hour before that of UTC.
        an_event(saved(a_course(title="A")), starts_at=datetime(2026, 5, 31, 22, 59, tzinfo=UTC))
        an_event(saved(a_course(title="B")), starts_at=datetime(2026, 5, 31, 23, 0, tzinfo=UTC))
        first, second = rows(client.get(FILL))
        assert "May 2026" in first
        assert "June 2026" in second

    def test_neither_drafts_nor_cancelled_events_count(self, client, today, coordinator):
        an_event(state=EventState.PLANNED)
        an_event(state=EventState.CANCELLED)
        an_event(sittings=0)
        assert "No open event matches" in client.get(FILL).text

    def test_of_the_months_and_the_course_that_are_asked_for(self, client, today, coordinator):
        wanted = saved(a_course(title="Wanted"))
        for month in (1, 2, 3):
            an_event(wanted, starts_at=datetime(2026, month, 9, 9, tzinfo=UTC))
        an_event(saved(a_course(title="Another")), starts_at=datetime(2026, 2, 9, 9, tzinfo=UTC))
        shown = rows(client.get(f"{FILL}?first=2026-02&last=2026-02&words=wanted"))
        assert [row[:20] for row in shown] == ["Wanted February 2026"]

    @pytest.mark.parametrize(
        "query", ["first=9999-12&last=0001-01", "first=x", "last=2023-03", "sort=-late&page=9"]
    )
    def test_odd_questions_are_answered(self, client, today, coordinator, query):
        an_event()
        assert client.get(f"{FILL}?{query}").status_code == 200

    def test_longest_queue_first(self, client, today, coordinator):
        for title, number in (("Few", 1), ("Many", 3)):
            an_event_with(saved(a_course(title=title)), clock.now(), *[BookingStatus.WAITING] * number)
        assert rows(client.get(f"{FILL}?sort=-waiting"))[0].startswith("Many")

    @pytest.mark.parametrize("ending", ["csv", "xlsx", "ods"])
    def test_can_be_taken_away(self, client, today, coordinator, ending):
        an_event_with(saved(a_course(title="=1+1")), clock.now(), BookingStatus.NO_SHOW)
        answer = client.get(f"{FILL}.{ending}")
        assert answer.status_code == 200
        if ending == "csv":
            assert table(answer)[1] == ["'=1+1", "2026-03", "1", "10", "1", "10", "0", "0", "1", "100", "0"]


class TestDemand:
    def test_certificates_that_run_out_beside_the_places_left(self, client, today, coordinator):
        course = saved(a_course(title="Listening"))
        staff(course, date(2026, 3, 31), date(2026, 4, 1), date(2026, 8, 31), date(2026, 9, 1))
        an_event_with(course, datetime(2026, 4, 1, 9, tzinfo=UTC), BookingStatus.BOOKED, capacity=2)
        assert rows(client.get(DEMAND)) == ["Listening 1 1 0 0 0 1 3 0 1 1 2"]

    def test_whoever_renewed_or_left_is_not_expected(self, client, today, coordinator):
        course = saved(a_course())
        renewed = staff(course, date(2026, 4, 1))[0]
        a_certificate(renewed, course, cycle=2, expires_on=date(2029, 4, 1))
        a_certificate(saved(a_person()), course, expires_on=date(2026, 4, 1))
        assert "No certificate runs out" in client.get(DEMAND).text

    def test_places_of_the_refresher_count(self, client, today, coordinator):
        short = saved(a_course(title="Short"))
        course = saved(a_course(title="Long", valid_for_months=12, refresher_id=short.id))
        staff(course, date(2026, 4, 1))
        an_event(short, capacity=7)
        assert rows(client.get(DEMAND)) == ["Long 0 1 0 0 0 0 1 0 1 7 0"]

    def test_people_who_wait_for_a_date(self, client, today, coordinator):
        an_event_with(saved(a_course(title="Wanted")), None, BookingStatus.WAITING, sittings=0)
        assert rows(client.get(DEMAND)) == ["Wanted 0 0 0 0 0 0 0 1 (1 for a date) 0 0 1"]

    @pytest.mark.parametrize("ending", ["csv", "xlsx", "ods"])
    def test_can_be_taken_away(self, client, today, coordinator, ending):
        an_event_with(saved(a_course(title="Wanted")), None, BookingStatus.WAITING, sittings=0)
        answer = client.get(f"{DEMAND}.{ending}")
        assert answer.status_code == 200
        if ending == "csv":
            assert table(answer)[1] == ["Wanted", *"00000001", "1", "0", "0", "1"]


_numbers = count(1)


def a_certificate(person, course, **given):
    made = {"cycle": 1, "completed_on": date(2025, 4, 1), "issued_at": clock.now(), "template_version": 1}
    made |= {"person_id": person.id, "course_id": course.id, "code": f"DESK{next(_numbers):04}"}
    gate = {"snapshot": {}, "evaluation_gate": EvaluationGate.SENT}
    return saved(Certificate(**made | gate | given))


def staff(course, *expiries):
    """People in post, each with a certificate that runs out on one of these days."""
    agency, people = saved(an_agency()), [saved(a_person()) for _ in expiries]
    for person, day in zip(people, expiries, strict=True):
        saved(a_post(person, agency))
        a_certificate(person, course, expires_on=day)
    db.session.commit()
    return people
