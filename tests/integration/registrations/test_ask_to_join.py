"""Asking to join: what a stranger fills in, and that no page says who is known."""

import pytest
from sqlalchemy import select

from portal.accounts.models import Invitation
from portal.kernel.db import db
from portal.kernel.outbox import ONE_TIME_LINK
from portal.registrations.domain import RequestState
from tests.factories import LONG_AGO, a_person, a_post, an_account, an_agency, saved, someone
from tests.factories_registrations import a_request
from tests.integration.accounts.links import last_link_to, letters_to
from tests.integration.registrations.cast import EMAIL, SENT, TYPED, ask, kinds_to, requests, the_request
from tests.support.pages import errors_on, heading_on


class TestFindOrganisation:
    def test_the_sign_in_page_leads_there(self, client):
        assert 'href="/join"' in client.get("/sign-in").text

    def test_part_of_a_name_finds_it(self, client, agency):
        saved(an_agency(name="Southside Housing"))
        page = client.get("/join?organisation=north").text
        assert f"/join/details?agency={agency.id}" in page
        assert "Southside" not in page

    def test_a_slip_of_the_pen_finds_it_too(self, client, agency):
        page = client.get("/join?organisation=northsdie").text
        assert "These names are close" in page
        assert agency.name in page

    def test_what_is_not_there_can_be_named(self, client):
        page = client.get("/join?organisation=corner").text
        assert "Nothing here is called that" in page
        assert "/join/details?agency=none" in page

    def test_agencies_that_have_left_are_not_offered(self, client):
        gone = saved(an_agency(name="Gone Trust", is_active=False))
        assert "Gone Trust" not in client.get("/join?organisation=gone").text
        assert client.get(f"/join/details?agency={gone.id}").location == "/join"

    def test_hundreds_take_no_more_statements(self, client):
        for number in range(60):
            saved(an_agency(name=f"Hill School {number}"))
        client.query_budget = 3
        page = client.get("/join?organisation=hill").text
        assert page.count("/join/details?agency=") == 21
        assert "There are more" in page

    def test_somebody_without_email_is_told_a_way(self, client):
        page = client.get("/join/without-email").text
        assert "office contact" in page
        assert "/join/without-email" in client.get("/join").text

    @pytest.mark.parametrize("asked", ["", "x", "-1", "²", "99999999999", "999999999"])
    def test_nonsense_leads_back(self, client, asked):
        assert client.get(f"/join/details?agency={asked}").location == "/join"


class TestAsk:
    def test_a_letter_asks_to_confirm_the_address(self, client, agency):
        assert ask(client, agency).location == SENT
        (letter,) = letters_to(EMAIL)
        assert letter.kind == "join_confirm"
        assert ONE_TIME_LINK in letter.body
        assert the_request().state is RequestState.UNCONFIRMED

    def test_everything_typed_is_kept(self, client, agency):
        more = {"team": "Evenings", "manager": "Sam Boss", "note": "To book\ntraining", "is_paid": "no"}
        ask(client, agency, email=" NOOR@Northside.example ", **more)
        made = the_request()
        assert (made.email, made.agency_id, made.is_paid) == (EMAIL, agency.id, False)
        assert (made.team, made.manager, made.note) == ("Evenings", "Sam Boss", "To book\ntraining")

    def test_an_organisation_that_is_not_listed(self, client):
        ask(client)
        made = the_request()
        assert (made.agency_id, made.organisation) == (None, "Corner Boxing Club")

    def test_what_was_typed_stays_when_something_is_missing(self, client, agency):
        page = ask(client, agency, family_name="", job_title="", email="no address").text
        assert errors_on(page) == [
            "Enter your last name",
            "Enter an email address in the correct format, like name@example.com",
            "Enter your job title, or what you do",
        ]
        assert 'value="Noor"' in page
        assert requests() == []

    @pytest.mark.parametrize(
        ("field", "typed", "error"),
        [
            ("given_name", "x" * 101, "First name must be 100 characters or fewer"),
            ("note", "x" * 1001, "What you write must be 1,000 characters or fewer"),
            ("email", f"{'x' * 250}@a.example", "Email address must be 254 characters or fewer"),
            ("email", "noor@x.example\r\nBcc: all@x.example", None),
        ],
    )
    def test_what_does_not_fit_is_refused(self, client, agency, field, typed, error):
        errors = errors_on(ask(client, agency, **{field: typed}).text)
        assert errors == [error] if error else errors
        assert requests() == []

    def test_an_unlisted_organisation_needs_a_name(self, client):
        assert errors_on(ask(client, organisation=" ").text) == ["Enter the name of your organisation"]

    def test_nobody_is_asked_for_a_familys_name(self, client, agency):
        page = client.get(f"/join/details?agency={agency.id}").text
        assert "Do not write the name of any child or family" in page
        assert "It is deleted 26 weeks after the answer" in " ".join(page.split())


class TestWhoIsKnown:
    """The same answer for everybody; what fits is told by a letter to the address itself."""

    def test_somebody_with_an_account_is_told_so(self, client, agency):
        someone(email=EMAIL)
        assert ask(client, agency).location == SENT
        assert kinds_to(EMAIL) == ["join_has_account"]
        assert "sign-in" in letters_to(EMAIL)[0].body
        assert requests() == []

    def test_a_closed_account_says_whom_to_ask(self, client, agency):
        saved(an_account(saved(a_person(email=EMAIL)), is_active=False))
        ask(client, agency)
        assert "It was closed" in letters_to(EMAIL)[0].body

    def test_somebody_of_the_register_gets_an_invitation(self, client, agency):
        person = saved(a_person(email=EMAIL))
        saved(a_post(person, agency))
        assert ask(client, agency).location == SENT
        assert kinds_to(EMAIL) == ["invitation"]
        assert requests() == []
        client.get(last_link_to(EMAIL))
        assert "Open your account" in client.get("/invitation").text

    def test_whose_account_has_another_address_is_told_to_use_that(self, client, agency):
        person = saved(a_person(email=EMAIL))
        saved(a_post(person, agency))
        saved(an_account(person, email="other@northside.example"))
        ask(client, agency)
        assert "another email address" in letters_to(EMAIL)[0].body
        assert "other@northside.example" not in letters_to(EMAIL)[0].body

    def test_an_invitation_that_waits_is_sent_once_a_day(self, client, agency):
        person = saved(a_person(email=EMAIL))
        saved(a_post(person, agency))
        ask(client, agency)
        letters_to(EMAIL)
        ask(client, agency)
        assert kinds_to(EMAIL) == ["invitation"]
        assert len(db.session.scalars(select(Invitation)).all()) == 1

    def test_a_leaver_asks_as_anybody_does(self, client, agency):
        person = saved(a_person(email=EMAIL))
        saved(a_post(person, agency, ended_on=LONG_AGO))
        ask(client, agency)
        assert kinds_to(EMAIL) == ["join_confirm"]

    def test_whose_request_waits_is_told_so_once_a_day(self, client, agency):
        a_request(agency, email=EMAIL)
        for _ in range(2):
            assert ask(client, agency).location == SENT
            letters_to(EMAIL)
        assert kinds_to(EMAIL) == ["join_asked_already"]
        assert "You will hear from us by Thursday 5 March 2026" in letters_to(EMAIL)[0].body
        assert the_request().state is RequestState.WAITING

    def test_the_answer_and_the_work_are_the_same_for_all(self, client, agency):
        someone(email="known@northside.example")
        pages = []
        for email in (EMAIL, "known@northside.example"):
            answer = ask(client, agency, email=email)
            pages.append((answer.status_code, answer.location, client.follow(answer).text))
        assert pages[0] == pages[1]
        assert heading_on(pages[0][2]) == "Check your email"


class TestTwice:
    def test_a_second_press_is_one_request(self, client, agency):
        ask(client, agency)
        ask(client, agency)
        assert kinds_to(EMAIL) == ["join_confirm"]
        assert len(requests()) == 1

    def test_what_is_sent_later_counts_instead(self, client, agency):
        ask(client, agency, job_title="Youth wroker")
        old = last_link_to(EMAIL)
        ask(client, agency)
        assert kinds_to(EMAIL) == ["join_confirm", "join_confirm"]
        assert the_request().job_title == TYPED["job_title"]
        client.get(old)
        assert heading_on(client.get("/join/confirm").text) == "This link does not work"

    def test_too_many_from_one_place_have_to_wait(self, client, agency):
        for _ in range(5):
            assert ask(client, agency).location == SENT
        page = ask(client, agency).text
        assert errors_on(page) == ["Too many attempts. Wait a few minutes before you try again"]
        assert 'value="Haddad"' in page

    def test_asking_keeps_nobody_from_signing_in(self, client, agency):
        someone(email=EMAIL)
        for _ in range(6):
            ask(client, agency)
        page = client.submit("/sign-in", email=EMAIL, password="not mine at all").text
        assert "Too many" not in page
