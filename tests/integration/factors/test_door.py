"""A role that is granted later: a running session of one factor ends at its next page."""

from __future__ import annotations

from datetime import timedelta

import pytest

from portal.kernel import clock
from portal.kernel.access import Role
from portal.kernel.db import db
from portal.people.models import Person
from tests.factories import a_role, saved, someone
from tests.factories_factors import app_code, with_app

CODE_FORM = 'form[action="/sign-in/second-step"]'


def grant(account, role=Role.COORDINATOR, **given) -> None:
    saved(a_role(db.session.get(Person, account.person_id), role, **given))


def test_a_session_of_one_factor_ends(client, start):
    account = someone()
    start(account)
    grant(account)
    sent = client.get("/account")
    assert sent.location == "/sign-in?next=/account"
    assert "You now have a role that needs a second step" in client.follow(sent).text
    assert client.get("/account").location.startswith("/sign-in")


def test_a_form_that_is_sent_then_changes_nothing(client, start):
    account = someone()
    start(account)
    page = client.get("/account").text
    token = page.split('name="csrf_token" value="')[1].split('"', maxsplit=1)[0]
    grant(account)
    answer = client.post("/account/sign-out-everywhere", data={"csrf_token": token})
    assert answer.location == "/sign-in"
    assert account.session_version == 1


def test_a_session_of_two_factors_goes_on(client, start):
    account = with_app(someone())
    start(account)
    client.submit("/sign-in/second-step", form=CODE_FORM, code=app_code())
    grant(account)
    assert client.get("/account").status_code == 200


def test_a_role_that_needs_no_second_step_changes_nothing(client, start):
    account = someone()
    start(account)
    grant(account, Role.TRAINER)
    assert client.get("/account").status_code == 200


def test_a_grant_for_later_takes_effect_on_its_day(client, start, at):
    account = someone()
    start(account)
    grant(account, starts_on=clock.today() + timedelta(days=1))
    assert client.get("/account").status_code == 200
    at(clock.now() + timedelta(days=1))
    assert client.get("/account").location.startswith("/sign-in")


@pytest.mark.parametrize("page", ["/help", "/sign-in/link"])
def test_open_pages_stay_open(client, start, page):
    account = someone()
    start(account)
    grant(account)
    assert client.get(page).status_code == 200


class TestRecent:
    """Ways in are changed only by somebody who came in recently."""

    PAGES = ("authenticator-app", "passkeys/add", "authenticator-app/remove", "passkeys/1/remove")

    @pytest.mark.parametrize("page", PAGES)
    def test_asks_again_after_a_while(self, client, start, at, page):
        start(someone())
        at(clock.now() + timedelta(minutes=21))
        assert client.get(f"/account/second-step/{page}").location.startswith("/sign-in?next=/account/")

    def test_not_at_once(self, client, start):
        start(someone())
        assert client.get("/account/second-step/authenticator-app").status_code == 200

    def test_new_codes_need_it_too(self, client, start, at):
        account = with_app(someone())
        start(account)
        client.submit("/sign-in/second-step", form=CODE_FORM, code=app_code())
        at(clock.now() + timedelta(minutes=21))
        assert client.submit("/account/second-step", press="Make new recovery codes").location == "/sign-in"
