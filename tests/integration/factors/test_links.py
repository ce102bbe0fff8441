"""Signing in by a link, or a code, that is sent to an account's own address."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from portal.factors.models import SignInLink
from portal.kernel import clock, rules
from portal.kernel.access import Role
from portal.kernel.activity import Activity
from portal.kernel.chosen import Chosen
from portal.kernel.db import db
from portal.kernel.outbox import OutgoingMessage
from portal.records import purging
from portal.settings import Environment
from tests.factories import a_person, an_account, saved, someone
from tests.factories_factors import with_app
from tests.support.pages import errors_on, heading_on

ASK = "/sign-in/link"
SENT = "/sign-in/link/sent"
USED = "This link has been used, or is too old. Ask for a new one"
WRONG = "Enter the code from the newest email. This one is not right, or too old"
PAUSED = "Too many attempts. Wait a few minutes before you try again"


@pytest.fixture
def account():
    """Somebody without any password."""
    return someone()


def letters() -> list[str]:
    return list(db.session.scalars(select(OutgoingMessage.body).order_by(OutgoingMessage.id)))


def link_and_code() -> tuple[str, str]:
    body = letters()[-1]
    return re.search(r"(/sign-in/link/\S+)", body)[1], re.search(r"open there: (\S+)", body)[1]


def ask(client, email, url=ASK):
    return client.submit(url, email=email)


def is_in(client) -> bool:
    return client.get("/account").status_code == 200


class TestAsk:
    def test_the_answer_is_the_same_for_everybody(self, app, client, account):
        other = app.test_client()
        known, unknown = ask(client, account.email), ask(other, "nobody@demo.example")
        assert known.location == unknown.location == SENT
        token = re.compile(r'name="csrf_token" value="[^"]*"')
        pages = [token.sub("", client.follow(known).text), token.sub("", other.follow(unknown).text)]
        assert pages[0] == pages[1]
        assert len(letters()) == 1

    def test_is_written_down_without_the_link(self, client, account):
        ask(client, account.email)
        entry, kept = db.session.scalar(select(Activity)), db.session.scalar(select(SignInLink))
        link, code = link_and_code()
        assert entry.verb == "send_sign_in_link"
        known = f"{entry.details} {kept.digest} {kept.code_digest} {kept.browser_digest}"
        assert link.rpartition("/")[2] not in known
        assert code not in known

    def test_sends_nothing_to_a_closed_account(self, client, account):
        account.is_active = False
        db.session.commit()
        assert ask(client, account.email).location == SENT
        assert letters() == []

    @pytest.mark.parametrize("email", ["kim@demo.example", "nobody@demo.example"])
    def test_too_many_are_paused_whether_or_not_there_is_an_account(self, client, email):
        saved(an_account(saved(a_person(email="kim@demo.example"))))
        for _ in range(5):
            assert ask(client, email).location == SENT
        assert errors_on(ask(client, email).text) == [PAUSED]

    def test_asks_for_an_address(self, client):
        assert errors_on(ask(client, "").text) == ["Enter your email address"]


class TestLink:
    def test_opens_the_portal_where_the_person_was_going(self, client, account):
        ask(client, account.email, f"{ASK}?next=/help")
        link, _ = link_and_code()
        assert client.submit(link, press="Sign in").location == "/help"
        assert is_in(client)
        assert account.last_signed_in_at == clock.now()

    def test_looking_at_it_uses_nothing_up(self, client, account):
        ask(client, account.email)
        link, _ = link_and_code()
        for _ in range(3):
            assert client.get(link).status_code == 200
        assert client.submit(link).status_code == 302

    def test_works_once(self, client, account):
        ask(client, account.email)
        link, _ = link_and_code()
        with client.session_transaction() as session:
            browser = session["link"]
        client.submit(link)
        client.sign_out()
        with client.session_transaction() as session:
            session["link"] = browser
        assert errors_on(client.submit(link).text) == [USED]
        assert not is_in(client)

    def test_works_for_a_quarter_of_an_hour(self, client, account, at):
        ask(client, account.email)
        link, _ = link_and_code()
        at(clock.now() + timedelta(minutes=15))
        assert errors_on(client.submit(link).text) == [USED]

    def test_the_partnership_chooses_how_long(self, client, account, at, monkeypatch):
        numbers = {"second_steps.link_for": 30}
        monkeypatch.setattr(rules, "chosen", lambda: Chosen(numbers=numbers))
        ask(client, account.email)
        assert "for 30 minutes" in letters()[-1]
        at(clock.now() + timedelta(minutes=29))
        assert client.submit(link_and_code()[0]).status_code == 302

    def test_opens_nothing_in_another_browser(self, app, client, account):
        ask(client, account.email)
        link, _ = link_and_code()
        thief = app.test_client()
        assert heading_on(thief.get(link).text) == "Open this link where you asked for it"
        ask(thief, "nobody@demo.example")
        assert errors_on(thief.submit(link).text) == [USED]

    def test_one_that_was_made_up_opens_nothing(self, client, account):
        ask(client, account.email)
        assert errors_on(client.submit(f"{ASK}/{'x' * 43}").text) == [USED]

    def test_using_one_ends_the_others(self, app, client, account):
        ask(client, account.email)
        first, _ = link_and_code()
        ask(client, account.email)
        with client.session_transaction() as session:
            browser = session["link"]
        client.submit(link_and_code()[0])
        client.sign_out()
        with client.session_transaction() as session:
            session["link"] = browser
        assert errors_on(client.submit(first).text) == [USED]

    def test_an_account_that_was_closed_meanwhile_stays_closed(self, client, account):
        ask(client, account.email)
        account.is_active = False
        db.session.commit()
        assert client.submit(link_and_code()[0]).status_code == 404
        assert not is_in(client)


class TestCode:
    def test_opens_the_portal_in_the_browser_that_asked(self, client, account):
        ask(client, account.email)
        assert client.submit(SENT, code=link_and_code()[1].upper()).location == "/"
        assert is_in(client)

    def test_opens_nothing_in_another_browser(self, app, client, account):
        ask(client, account.email)
        thief = app.test_client()
        ask(thief, "nobody@demo.example")
        assert errors_on(thief.submit(SENT, code=link_and_code()[1]).text) == [WRONG]

    def test_guessing_is_paused(self, client, account):
        ask(client, account.email)
        for _ in range(5):
            assert errors_on(client.submit(SENT, code="aaaa-aaaa").text) == [WRONG]
        assert errors_on(client.submit(SENT, code=link_and_code()[1]).text) == [PAUSED]

    def test_a_browser_that_asked_nothing_is_told_so(self, client):
        assert heading_on(client.get(SENT).text) == "Ask for a link first"


class TestSecondStep:
    def test_is_still_asked_for(self, client, account):
        ask(client, with_app(account).email)
        assert client.submit(link_and_code()[0]).location == "/sign-in/second-step"
        assert not is_in(client)

    def test_is_set_up_where_the_role_needs_one(self, client):
        ask(client, someone(Role.ADMINISTRATOR).email)
        assert client.submit(link_and_code()[0]).location == "/sign-in/set-up"


def test_demo_accounts_stay_closed_in_earnest(client, choose, account):
    ask(client, account.email)
    choose(environment=Environment.PRODUCTION)
    assert client.submit(link_and_code()[0]).status_code == 403
    assert not is_in(client)


def test_old_links_are_forgotten(client, account, at):
    ask(client, account.email)
    at(clock.now() + timedelta(days=6))
    assert purging.purge_all()
    assert db.session.scalar(select(func.count()).select_from(SignInLink)) == 1
    at(clock.now() + timedelta(days=2))
    assert {one.name: one.done for one in purging.purge_all() if one.done} == {"sign-in-links": 1}
    assert db.session.scalar(select(func.count()).select_from(SignInLink)) == 0
