from __future__ import annotations

import pytest
from bs4 import BeautifulSoup
from sqlalchemy import func, select

from portal.factors.models import AuthenticatorApp, RecoveryCode
from portal.kernel.access import Role
from portal.kernel.activity import Activity
from portal.kernel.db import db
from portal.kernel.outbox import OutgoingMessage
from tests.factories import someone
from tests.factories_factors import app_code, with_app, with_codes
from tests.support.pages import errors_on

PAGE = "/account/second-step"
APP = f"{PAGE}/authenticator-app"
REMOVE = f"{APP}/remove"


def verbs() -> list[str]:
    return list(db.session.scalars(select(Activity.verb).order_by(Activity.id)))


def count(model) -> int:
    return db.session.scalar(select(func.count()).select_from(model))


@pytest.fixture
def account(client):
    account = someone()
    client.sign_in(account)
    return account


class TestShow:
    def test_is_reached_from_the_account(self, client, account):
        assert f'href="{PAGE}"' in client.get("/account").text

    def test_says_whether_the_role_needs_one(self, client, account):
        assert "does not need one" in client.get(PAGE).text
        client.sign_in(someone(Role.ADMINISTRATOR))
        assert "Your role needs one" in client.get(PAGE).text


class TestAddApp:
    def test_adds_and_shows_codes(self, client, account):
        secret = BeautifulSoup(client.get(APP).text, "html.parser").select_one(".portal-key").text
        answer = client.submit(APP, code=app_code(secret=secret.replace(" ", "")))
        assert "Your recovery codes" in client.follow(answer).text
        assert verbs() == ["set_up_authenticator_app"]

    def test_refuses_a_wrong_code(self, client, account):
        assert errors_on(client.submit(APP, code="123456").text)[0].startswith("The code is not right")
        assert count(AuthenticatorApp) == 0

    def test_nobody_has_two(self, client, account):
        with_app(account)
        assert client.get(APP).location == PAGE

    def test_the_picture_says_whose_it_is(self, client, account):
        image = BeautifulSoup(client.get(APP).text, "html.parser").select_one("main img")
        assert image["src"].startswith("data:image/svg+xml")
        assert image["alt"]


class TestRemoveApp:
    def test_takes_the_codes_with_it_and_tells(self, client, account):
        with_codes(with_app(account))
        assert client.submit(REMOVE).location == PAGE
        assert (count(AuthenticatorApp), count(RecoveryCode)) == (0, 0)
        assert verbs() == ["remove_authenticator_app"]
        assert "authenticator app was removed" in db.session.scalar(select(OutgoingMessage.body))

    def test_refuses_where_the_role_needs_it(self, client):
        account = with_app(someone(Role.COORDINATOR))
        client.sign_in(account)
        assert errors_on(client.submit(REMOVE).text)[0].startswith("Your role needs a second step")
        assert count(AuthenticatorApp) == 1

    def test_of_an_account_that_has_none_leads_back(self, client, account):
        assert client.get(REMOVE).location == PAGE


class TestRenewCodes:
    def test_the_old_ones_stop(self, app, client, account, start):
        old = with_codes(with_app(account))
        answer = client.submit(PAGE, press="Make new recovery codes")
        assert old[0] not in client.follow(answer).text
        assert verbs() == ["renew_recovery_codes"]
        other = app.test_client()
        start(account, other)
        refused = other.submit("/sign-in/second-step", code=old[0])
        assert errors_on(refused.text)

    def test_refuses_without_a_second_step(self, client, account):
        token = BeautifulSoup(client.get("/account").text, "html.parser").select_one("[name=csrf_token]")
        answer = client.post(f"{PAGE}/recovery-codes/renew", data={"csrf_token": token["value"]})
        assert answer.status_code == 409
        assert count(RecoveryCode) == 0
