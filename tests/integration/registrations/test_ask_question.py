"""Asking back: the clock stands, they answer without an account, the clock goes on; or nobody answers."""

from datetime import date, timedelta

import pytest

from portal.kernel import clock
from portal.kernel.access import Role
from portal.kernel.activity import Activity
from portal.kernel.db import db
from portal.registrations import jobs
from portal.registrations.domain import RequestState
from portal.registrations.models import RegistrationQuestion
from tests.factories import someone
from tests.factories_registrations import a_question, a_request
from tests.integration.accounts.links import last_link_to, letters_to
from tests.integration.registrations.cast import kinds_to
from tests.support.pages import errors_on, heading_on

QUESTION = "Which team are you in?"
USELESS = "This link does not work"


@pytest.fixture
def request_to_join(agency):
    return a_request(agency)


def ask(client, request, question=QUESTION):
    return client.submit(f"/requests-to-join/{request.id}/ask", question=question)


def answer(client, request, words="The evening team"):
    client.get(last_link_to(request.email))
    return client.submit("/join/question", answer=words)


class TestAsk:
    def test_a_letter_asks_and_the_clock_stands(self, client, lead, request_to_join):
        client.sign_in(lead)
        assert "is on the way" in client.follow(ask(client, request_to_join)).text
        (letter,) = letters_to(request_to_join.email)
        assert QUESTION in letter.body
        db.session.refresh(request_to_join)
        assert (request_to_join.state, request_to_join.days_left) == (RequestState.ASKED, 2)

    def test_an_empty_question_is_none(self, client, lead, request_to_join):
        client.sign_in(lead)
        assert errors_on(ask(client, request_to_join, " ").text) == ["Enter your question"]

    def test_one_question_at_a_time(self, client, lead, request_to_join):
        client.sign_in(lead)
        ask(client, request_to_join)
        page = ask(client, request_to_join, "And who is your manager?").text
        assert errors_on(page) == ["A question waits for their answer already"]
        assert len(letters_to(request_to_join.email)) == 1

    def test_a_decided_one_is_asked_nothing(self, client, lead, agency):
        client.sign_in(lead)
        page = ask(client, a_request(agency, RequestState.REFUSED)).text
        assert errors_on(page) == ["Somebody else has decided about this request in the meantime"]

    def test_nobody_asks_themself(self, client, coordinator, agency):
        client.sign_in(coordinator)
        page = ask(client, a_request(agency, email=coordinator.email)).text
        assert errors_on(page) == ["This is about you. Somebody else has to decide about it"]

    def test_others_ask_nothing(self, client, agency, request_to_join):
        client.sign_in(someone(Role.LINE_MANAGER, agency=agency))
        assert client.get(f"/requests-to-join/{request_to_join.id}/ask").status_code == 403

    def test_missing_is_missing(self, client, lead):
        client.sign_in(lead)
        assert client.get("/requests-to-join/999999/ask").status_code == 404

    def test_the_log_says_so_without_the_words(self, client, lead, request_to_join):
        client.sign_in(lead)
        ask(client, request_to_join)
        (entry,) = db.session.query(Activity).filter_by(verb="ask_registration")
        assert entry.details["after"] == {"state": "asked", "days_left": 2}
        assert "team" not in str(entry.details)


class TestAnswer:
    @pytest.fixture(autouse=True)
    def asked(self, client, lead, request_to_join):
        client.sign_in(lead)
        ask(client, request_to_join)
        client.sign_out()

    def test_they_answer_without_an_account(self, client, request_to_join):
        client.get(last_link_to(request_to_join.email))
        assert QUESTION in client.get("/join/question").text
        assert answer(client, request_to_join).location == "/join/received"
        assert db.session.query(RegistrationQuestion).one().answer == "The evening team"

    def test_the_clock_goes_on_with_what_was_left(self, client, request_to_join, at):
        at(clock.now() + timedelta(days=10))  # Friday 13 March 2026
        answer(client, request_to_join)
        db.session.refresh(request_to_join)
        assert request_to_join.state is RequestState.WAITING
        assert request_to_join.due_on == date(2026, 3, 17)
        assert "Tuesday 17 March 2026" in client.get("/join/received").text

    def test_whoever_asked_is_told(self, client, request_to_join):
        answer(client, request_to_join)
        assert kinds_to("lead@northside.example") == ["join_answered"]

    def test_somebody_else_is_told_when_they_are_gone(self, client, lead, coordinator, request_to_join):
        lead.is_active = False
        db.session.commit()
        answer(client, request_to_join)
        assert kinds_to("coordinator@york.example") == ["join_answered"]

    def test_a_link_answers_once(self, client, request_to_join):
        link = last_link_to(request_to_join.email)
        answer(client, request_to_join)
        client.get(link)
        assert heading_on(client.get("/join/question").text) == USELESS

    def test_the_secret_leaves_the_address(self, client, request_to_join):
        opened = client.get(last_link_to(request_to_join.email))
        assert (opened.location, opened.headers["Referrer-Policy"]) == ("/join/question", "no-referrer")

    def test_an_empty_answer_is_none(self, client, request_to_join):
        assert errors_on(answer(client, request_to_join, " ").text) == ["Enter your answer"]

    def test_an_answer_that_comes_too_late_finds_it_closed(self, client, request_to_join, at):
        client.get(last_link_to(request_to_join.email))
        at(clock.now() + timedelta(days=14))
        assert heading_on(client.get("/join/question").text) == USELESS

    def test_another_question_may_follow(self, client, lead, request_to_join):
        answer(client, request_to_join)
        client.sign_in(lead)
        assert ask(client, request_to_join, "And who is your manager?").status_code == 302
        assert len(letters_to(request_to_join.email)) == 2

    def test_a_stranger_without_a_link_is_told_what_to_do(self, app):
        stranger = app.test_client()
        stranger.get("/join/question/nothing")
        assert heading_on(stranger.get("/join/question").text) == USELESS


class TestLapse:
    def test_what_nobody_answers_is_closed_and_they_are_told(self, agency, at):
        made = a_request(agency, RequestState.ASKED)
        a_question(made)
        at(clock.now() + timedelta(days=14))
        for _ in range(2):
            jobs.close_unanswered()
        db.session.refresh(made)
        assert (made.state, made.decided_by_id) == (RequestState.LAPSED, None)
        assert kinds_to(made.email) == ["join_lapsed"]

    def test_what_still_may_be_answered_stays(self, agency, at):
        made = a_request(agency, RequestState.ASKED)
        a_question(made)
        at(clock.now() + timedelta(days=14, seconds=-1))
        jobs.close_unanswered()
        db.session.refresh(made)
        assert made.state is RequestState.ASKED

    def test_they_may_ask_again(self, agency):
        made = a_request(agency, RequestState.LAPSED)
        assert a_request(agency, email=made.email).id != made.id
