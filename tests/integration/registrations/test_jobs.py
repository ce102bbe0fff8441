"""Timetable work, retention, what is held, and the checks: each does its part and no more."""

from datetime import date, time, timedelta

import pytest

from portal.kernel import clock, working_days
from portal.kernel.db import db
from portal.kernel.slice import registry
from portal.records import purging
from portal.registrations import jobs
from portal.registrations.domain import RequestState
from portal.registrations.finding.holdings import held
from portal.registrations.models import RegistrationQuestion
from tests.factories import a_person, an_account, saved
from tests.factories_registrations import a_question, a_request
from tests.integration.accounts.links import letters_to
from tests.integration.registrations.cast import kinds_to, requests

COORDINATOR = "coordinator@york.example"
DAY = timedelta(days=1)


class TestOverdue:
    def test_coordinators_hear_of_it_once(self, agency, lead, coordinator):
        a_request(agency, due_on=clock.today() - DAY)
        for _ in range(2):
            jobs.tell_overdue()
        assert kinds_to(COORDINATOR) == ["join_overdue"]
        assert "Northside Health" in letters_to(COORDINATOR)[0].subject
        assert kinds_to("lead@northside.example") == []

    def test_not_before_its_time(self, agency, coordinator):
        a_request(agency, due_on=clock.today())
        a_request(agency, RequestState.ASKED, due_on=clock.today() - DAY)
        a_request(agency, RequestState.REFUSED, due_on=clock.today() - DAY)
        jobs.tell_overdue()
        assert kinds_to(COORDINATOR) == []

    def test_nobody_is_written_to_on_a_bank_holiday(self, agency, coordinator, at):
        a_request(agency, due_on=clock.today())
        easter_monday = date(2026, 4, 6)
        at(clock.at_london(easter_monday, time(8, 5)))
        jobs.tell_overdue()
        assert kinds_to(COORDINATOR) == []
        at(clock.at_london(easter_monday + DAY, time(8, 5)))
        jobs.tell_overdue()
        assert kinds_to(COORDINATOR) == ["join_overdue"]

    def test_again_when_the_clock_ran_out_again(self, agency, coordinator):
        made = a_request(agency, due_on=clock.today() - 2 * DAY)
        jobs.tell_overdue()
        made.due_on = clock.today() - DAY
        db.session.commit()
        jobs.tell_overdue()
        assert len(kinds_to(COORDINATOR)) == 2


def purged() -> dict[str, int]:
    return {one.name: one.done for one in purging.purge_all() if one.done}


class TestRetention:
    def test_what_nobody_confirmed_goes_after_two_weeks(self, agency):
        a_request(agency, RequestState.UNCONFIRMED, sent_at=clock.now() - 14 * DAY)
        young = a_request(agency, RequestState.UNCONFIRMED, sent_at=clock.now() - 13 * DAY)
        assert purged() == {"unconfirmed-registrations": 1}
        assert [one.id for one in requests()] == [young.id]

    def test_what_was_answered_goes_after_half_a_year_with_its_questions(self, agency):
        old = a_request(agency, RequestState.REFUSED, decided_at=clock.now() - 182 * DAY)
        a_question(old, secret_hash=None)
        young = a_request(agency, RequestState.REFUSED, decided_at=clock.now() - 181 * DAY)
        waiting = a_request(agency, sent_at=clock.now() - 400 * DAY)
        assert purged() == {"answered-registrations": 1}
        assert [one.id for one in requests()] == [young.id, waiting.id]
        assert db.session.query(RegistrationQuestion).count() == 0


def told(person) -> list[list[tuple[object, ...]]]:
    asked = [one.select(person.id) for one in held() if hasattr(one, "select")]
    return [[tuple(row) for row in db.session.execute(one)] for one in asked]


class TestHeld:
    def test_their_requests_and_what_they_were_asked(self, agency):
        person = saved(a_person(email="kim@northside.example"))
        saved(an_account(person, email="kim@home.example"))
        a_request(agency, RequestState.APPROVED, person_id=person.id, decided_at=clock.now())
        a_request(agency, RequestState.REFUSED, email="kim@northside.example")
        a_question(a_request(agency, RequestState.ASKED, email="kim@home.example"))
        a_request(agency)
        mine, questions = told(person)
        assert len(mine) == 3
        assert "Who is your manager?" in str(questions)

    def test_no_secret_and_no_colleague_is_handed_out(self, agency):
        (mine, _) = (one.select(1) for one in held() if hasattr(one, "select"))
        names = {column.name for column in mine.selected_columns}
        assert {"email", "reason", "agency"} <= names
        assert not {"secret_hash", "decided_by_id"} & names


def breaches() -> list[str]:
    checks = [one for one in registry().checks if one.name.startswith(("registrations", "bank"))]
    return [breach for one in checks for breach in one.find()]


class TestChecks:
    def test_nothing_is_wrong_with_what_the_portal_writes(self, agency):
        for state in RequestState:
            if state is not RequestState.APPROVED:
                a_request(agency, state)
        assert breaches() == []

    @pytest.mark.parametrize(
        ("state", "wrong"),
        [
            (RequestState.WAITING, {"due_on": None}),
            (RequestState.ASKED, {"days_left": None}),
            (RequestState.REFUSED, {"decided_at": None}),
            (RequestState.REFUSED, {"reason": ""}),
            (RequestState.APPROVED, {"decided_at": clock.now()}),
        ],
    )
    def test_what_is_half_written_is_found(self, agency, state, wrong):
        a_request(agency, state, **wrong)
        assert len(breaches()) == 1

    def test_nobody_decided_about_themself(self, agency):
        person = saved(a_person())
        who = {"person_id": person.id, "decided_by_id": person.id, "decided_at": clock.now()}
        a_request(agency, RequestState.APPROVED, **who)
        assert len(breaches()) == 1

    def test_a_link_that_still_answers_is_found(self, agency):
        a_question(a_request(agency))
        assert len(breaches()) == 1

    def test_holidays_that_run_out_are_said_in_time(self, at):
        last = working_days.known_until()
        at(clock.at_london(last - 60 * DAY, clock.now().time()))
        assert breaches() == []
        at(clock.at_london(last - 59 * DAY, clock.now().time()))
        assert len(breaches()) == 1
