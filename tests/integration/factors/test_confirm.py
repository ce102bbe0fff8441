from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from portal.factors.models import AuthenticatorApp, RecoveryCode
from portal.kernel import clock
from portal.kernel.activity import Activity
from portal.kernel.db import db
from portal.kernel.outbox import OutgoingMessage
from tests.factories import saved, someone
from tests.factories_factors import STEP, an_app, app_code, with_app, with_codes
from tests.support.pages import errors_on, heading_on

PAGE = "/sign-in/second-step"
CODE_FORM = f'form[action="{PAGE}"]'
WRONG = "Enter a code that has not been used yet. This one is not right, or too old"
PAUSED = "Too many attempts. Wait a few minutes before you try again"


@pytest.fixture
def account():
    return with_app(someone())


def give(client, code):
    return client.submit(PAGE, form=CODE_FORM, code=code)


def is_in(client) -> bool:
    return client.get("/account").status_code == 200


class TestApp:
    def test_the_right_code_lets_in(self, client, account, start):
        assert start(account, url="/sign-in?next=/help").location == PAGE
        assert not is_in(client)
        assert give(client, app_code()).location == "/help"
        assert is_in(client)

    @pytest.mark.parametrize("steps", [-1, 1])
    def test_a_clock_may_be_half_a_minute_wrong(self, client, account, start, steps):
        start(account)
        assert give(client, app_code(steps)).status_code == 302

    @pytest.mark.parametrize("steps", [-2, 2])
    def test_and_no_more(self, client, account, start, steps):
        start(account)
        assert errors_on(give(client, app_code(steps)).text) == [WRONG]
        assert not is_in(client)

    def test_spaces_do_not_matter(self, client, account, start):
        start(account)
        code = app_code()
        assert give(client, f" {code[:3]} {code[3:]} ").status_code == 302

    def test_a_code_works_once(self, app, client, account, start):
        start(account)
        give(client, app_code())
        other = app.test_client()
        start(account, other)
        assert errors_on(give(other, app_code()).text) == [WRONG]

    def test_an_older_code_does_not_work_after_a_newer_one(self, app, client, account, start):
        start(account)
        give(client, app_code(1))
        other = app.test_client()
        start(account, other)
        assert errors_on(give(other, app_code(0)).text) == [WRONG]

    def test_the_code_of_somebody_elses_app_is_refused(self, client, account, start):
        db.session.delete(db.session.scalar(select(AuthenticatorApp)))
        other = someone()
        moved = an_app(other)
        moved.account_id = account.id  # a row that was moved by hand opens nothing
        saved(moved)
        start(account)
        assert errors_on(give(client, app_code()).text) == [WRONG]

    def test_asks_for_a_code(self, client, account, start):
        start(account)
        assert errors_on(give(client, "").text) == ["Enter the security code"]


class TestThrottle:
    def test_guessing_is_paused_and_the_right_code_waits_too(self, client, account, start):
        start(account)
        for _ in range(5):
            assert errors_on(give(client, "000000").text) == [WRONG]
        assert errors_on(give(client, app_code()).text) == [PAUSED]

    def test_a_right_code_forgives_the_wrong_ones(self, client, account, start):
        start(account)
        for _ in range(4):
            give(client, "000000")
        give(client, app_code())
        client.sign_out()
        start(account)
        for _ in range(4):
            assert errors_on(give(client, "000000").text) == [WRONG]


class TestRecoveryCode:
    @pytest.fixture
    def codes(self, account):
        return with_codes(account)

    def test_lets_in_and_is_told(self, client, account, codes, start):
        start(account)
        assert give(client, codes[0].upper().replace("-", " ")).status_code == 302
        assert "You have 9 recovery codes left" in client.get("/").text
        message = db.session.scalar(select(OutgoingMessage))
        assert (message.recipient, "9 codes left" in message.body) == (account.email, True)
        assert codes[0] not in message.body
        assert db.session.scalar(select(Activity.verb)) == "use_recovery_code"

    def test_works_once(self, app, client, account, codes, start):
        start(account)
        give(client, codes[0])
        other = app.test_client()
        start(account, other)
        assert errors_on(give(other, codes[0]).text) == [WRONG]

    def test_of_another_account_is_refused(self, client, account, codes, start):
        theirs = with_codes(with_app(someone()))
        start(account)
        assert errors_on(give(client, theirs[0]).text) == [WRONG]

    def test_is_kept_only_as_a_hash(self, codes):
        kept = db.session.scalars(select(RecoveryCode.digest)).all()
        assert len(kept) == 10
        assert not any(code in digest for code in codes for digest in kept)


class TestPending:
    def test_a_stranger_is_told_to_start_again(self, client):
        assert heading_on(client.get(PAGE).text) == "Start again"

    def test_somebody_inside_has_nothing_to_confirm(self, client):
        client.sign_in(someone())
        assert client.get(PAGE).location == "/"

    def test_waits_ten_minutes_and_no_longer(self, client, account, start, at):
        start(account)
        at(clock.now() + timedelta(minutes=10, seconds=1))
        assert heading_on(client.get(PAGE).text) == "Start again"

    def test_a_password_alone_opens_no_page(self, client, account, start):
        start(account)
        for page in ("/", "/account", "/account/second-step", "/account/second-step/recovery-codes"):
            assert client.get(page).location.startswith("/sign-in"), page

    def test_one_more_step_does_not_replace_the_one_there_is(self, client, account, start):
        start(account)
        for page in ("", "/authenticator-app", "/passkey"):
            assert heading_on(client.get(f"/sign-in/set-up{page}").text) == "Start again"

    def test_a_step_later_the_next_code_works(self, app, client, account, start, at):
        start(account)
        give(client, app_code())
        at(clock.now() + STEP)
        other = app.test_client()
        start(account, other)
        assert give(other, app_code()).status_code == 302
