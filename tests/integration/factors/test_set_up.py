"""Led through setting up a second step: whoever has a role that needs one is not let in before."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from sqlalchemy import select

from portal.factors.models import AuthenticatorApp, Passkey
from portal.kernel import clock
from portal.kernel.access import Role
from portal.kernel.activity import Activity
from portal.kernel.db import db
from portal.kernel.outbox import OutgoingMessage
from portal.people.models import Person
from portal.settings import Environment
from tests.factories import a_role, saved, someone
from tests.factories_factors import app_code
from tests.support.authenticator import Device, options_on
from tests.support.pages import errors_on, heading_on

PAGE = "/sign-in/set-up"
APP = f"{PAGE}/authenticator-app"
PASSKEY = f"{PAGE}/passkey"
CODES = "/account/second-step/recovery-codes"


@pytest.fixture
def coordinator():
    return someone(Role.COORDINATOR)


def key_on(html: str) -> str:
    return BeautifulSoup(html, "html.parser").select_one(".portal-key").text.replace(" ", "")


def codes_on(html: str) -> list[str]:
    return re.findall(r"<code[^>]*>([a-z2-9]{5}-[a-z2-9]{5})</code>", html)


def set_up_app(client):
    secret = key_on(client.get(APP).text)
    return client.submit(APP, code=app_code(secret=secret))


class TestWhoIsAsked:
    @pytest.mark.parametrize("role", [Role.COORDINATOR, Role.ADMINISTRATOR])
    def test_the_roles_that_open_everything(self, client, start, role):
        assert start(someone(role)).location == PAGE
        assert client.get("/").location.startswith("/sign-in")

    def test_nobody_else(self, client, start):
        assert start(someone(Role.TRAINER, Role.AUDITOR)).location == "/"

    def test_the_partnership_chooses_the_roles(self, client, start, choose):
        choose(second_factor_roles=frozenset({"trainer"}))
        assert start(someone(Role.TRAINER)).location == PAGE
        assert start(someone(Role.COORDINATOR)).location == "/"

    def test_not_for_a_role_that_has_ended_or_not_begun(self, client, start):
        account, today, day = someone(), clock.today(), timedelta(days=1)
        person = db.session.get(Person, account.person_id)
        saved(a_role(person, Role.COORDINATOR, ends_on=today - day))
        saved(a_role(person, Role.COORDINATOR, starts_on=today + day))
        assert start(account).location == "/"

    def test_nobody_in_the_demo(self, client, start, coordinator, choose):
        choose(environment=Environment.DEMO)
        assert start(coordinator).location == "/"


class TestApp:
    def test_set_up_lets_in_and_shows_the_codes_first(self, client, start, coordinator):
        start(coordinator, url="/sign-in?next=/help")
        answer = set_up_app(client)
        assert answer.location.startswith(CODES)
        shown = client.follow(answer)
        assert len(set(codes_on(shown.text))) == 10
        assert client.submit(answer.location, press="I have kept them, continue").location == "/help"

    def test_is_written_down_and_told(self, client, start, coordinator):
        start(coordinator)
        set_up_app(client)
        entry = db.session.scalar(select(Activity))
        assert (entry.verb, entry.actor_id) == ("set_up_authenticator_app", coordinator.person_id)
        assert "authenticator app was added" in db.session.scalar(select(OutgoingMessage)).body

    def test_the_secret_is_not_readable_where_it_lies(self, client, start, coordinator):
        start(coordinator)
        secret = key_on(client.get(APP).text)
        client.submit(APP, code=app_code(secret=secret))
        kept = db.session.scalar(select(AuthenticatorApp))
        assert secret not in kept.sealed_secret
        assert secret not in str(client._cookies)

    def test_a_wrong_code_sets_nothing_up(self, client, start, coordinator):
        start(coordinator)
        answer = client.submit(APP, code="000000")
        assert errors_on(answer.text)[0].startswith("The code is not right")
        assert db.session.scalar(select(AuthenticatorApp)) is None
        assert client.get("/").location.startswith("/sign-in")

    def test_the_key_stays_when_the_page_is_loaded_again(self, client, start, coordinator):
        start(coordinator)
        assert key_on(client.get(APP).text) == key_on(client.get(APP).text)

    def test_the_code_that_proved_it_does_not_sign_in_again(self, app, client, start, coordinator):
        start(coordinator)
        secret = key_on(client.get(APP).text)
        client.submit(APP, code=app_code(secret=secret))
        other = app.test_client()
        start(coordinator, other)
        again = other.submit("/sign-in/second-step", code=app_code(secret=secret))
        assert errors_on(again.text)[0].startswith("Enter a code that has not been used")

    def test_works_to_sign_in_later(self, app, client, start, coordinator, at):
        start(coordinator)
        secret = key_on(client.get(APP).text)
        client.submit(APP, code=app_code(secret=secret))
        at(clock.now() + timedelta(minutes=1))
        other = app.test_client()
        assert start(coordinator, other).location == "/sign-in/second-step"
        assert other.submit("/sign-in/second-step", code=app_code(secret=secret)).location == "/"


@pytest.mark.usefixtures("at_localhost")
class TestPasskey:
    def test_set_up_lets_in(self, client, start, coordinator):
        start(coordinator)
        device = Device()
        shown = client.get(PASSKEY)
        options = options_on(shown.text)
        token = BeautifulSoup(shown.text, "html.parser").select_one("main [name=csrf_token]")["value"]
        sent = {"csrf_token": token, "answer": device.create(options), "name": "Work phone"}
        assert client.post(PASSKEY, data=sent).location.startswith(CODES)
        assert db.session.scalar(select(Passkey.name)) == "Work phone"
        assert client.get("/account").status_code == 200


class TestCodes:
    @pytest.fixture
    def shown(self, client, start, coordinator):
        start(coordinator)
        return set_up_app(client).location

    def test_can_be_kept_as_a_file(self, client, shown):
        answer = client.get(f"{CODES}.txt")
        assert "attachment" in answer.headers["Content-Disposition"]
        assert all(code in answer.text for code in codes_on(client.get(shown).text))

    def test_are_gone_once_put_away(self, client, shown):
        client.submit(shown, press="I have kept them, continue")
        assert client.get(CODES).location == client.get(f"{CODES}.txt").location == "/account/second-step"

    def test_are_gone_after_a_quarter_of_an_hour(self, client, shown, at):
        at(clock.now() + timedelta(minutes=16))
        assert client.get(CODES).location == "/account/second-step"

    def test_are_not_shown_to_somebody_else_in_the_same_browser(self, client, shown):
        with client.session_transaction() as session:
            kept = session["new_codes"]
        client.sign_in(someone())
        with client.session_transaction() as session:
            session["new_codes"] = kept
        assert client.get(CODES).location == "/account/second-step"

    def test_one_of_them_signs_in(self, app, client, shown, start, coordinator):
        code = codes_on(client.get(shown).text)[0]
        other = app.test_client()
        start(coordinator, other)
        assert other.submit("/sign-in/second-step", code=code).location == "/"


def test_a_stranger_cannot_set_anything_up(client):
    for page in (PAGE, APP, PASSKEY):
        assert heading_on(client.get(page).text) == "Start again"
