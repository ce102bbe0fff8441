from __future__ import annotations

import pytest
from sqlalchemy import func, select

from portal.factors.domain import NothingToReset, NotYourOwn, ResetFactors
from portal.factors.models import AuthenticatorApp, OutsideIdentity, RecoveryCode
from portal.factors.services import resetting
from portal.kernel import clock
from portal.kernel.access import Role
from portal.kernel.activity import Activity
from portal.kernel.db import db
from portal.kernel.errors import Forbidden, NotFound
from portal.kernel.outbox import OutgoingMessage
from tests.factories import a_person, actor_of, saved, someone
from tests.factories_factors import with_app, with_codes
from tests.support.pages import errors_on

REASON = "Lost her phone; called back on the number in the register"


@pytest.fixture
def admin():
    return someone(Role.ADMINISTRATOR)


@pytest.fixture
def account():
    account = with_app(someone(Role.COORDINATOR))
    with_codes(account)
    return account


def page(account) -> str:
    return f"/people/{account.person_id}/second-step"


def test_ends_the_sessions_of_the_person(app, client, admin, account):
    other = app.test_client()
    other.sign_in(account)
    assert other.get("/account").status_code == 200
    client.sign_in(admin)
    client.submit(page(account), checked=True, reason=REASON)
    assert other.get("/account").location.startswith("/sign-in")


def test_takes_everything_away_and_tells(client, admin, account):
    client.sign_in(admin)
    answer = client.submit(page(account), checked=True, reason=REASON)
    assert "was reset" in client.follow(answer).text
    for model in (AuthenticatorApp, OutsideIdentity, RecoveryCode):
        assert db.session.scalar(select(func.count()).select_from(model)) == 0
    assert db.session.scalar(select(OutgoingMessage.recipient)) == account.email


def test_is_written_down_with_its_reason(client, admin, account):
    client.sign_in(admin)
    client.submit(page(account), checked=True, reason=REASON)
    entry = db.session.scalar(select(Activity))
    assert (entry.verb, entry.actor_id, entry.reason) == ("reset_second_step", admin.person_id, REASON)
    assert entry.details["person_id"] == account.person_id
    had, has = entry.details["before"], entry.details["after"]
    assert (had["authenticator_app"], has["authenticator_app"]) == (True, False)


def test_leads_the_person_through_setting_one_up(app, client, admin, account, start):
    client.sign_in(admin)
    client.submit(page(account), checked=True, reason=REASON)
    other = app.test_client()
    assert start(account, other).location == "/sign-in/set-up"


def test_is_found_on_the_page_about_the_person(client, admin, account):
    client.sign_in(admin)
    assert page(account) in client.get(f"/people/{account.person_id}").text


def test_says_so_of_somebody_without_an_account(client, admin):
    client.sign_in(admin)
    person = saved(a_person())
    answer = client.follow(client.get(f"/people/{person.id}/second-step"))
    assert "has no account, so there is no second step to reset" in answer.text


def test_needs_a_reason_and_a_check_of_who_asks(client, admin, account):
    client.sign_in(admin)
    assert errors_on(client.submit(page(account)).text) == [
        "Check who is asking, and say that you did",
        "Enter the reason",
    ]
    assert db.session.scalar(select(AuthenticatorApp)) is not None


def test_unlinks_agencies_sign_in(client, admin):
    other = someone()
    now = clock.now()
    saved(
        OutsideIdentity(account_id=other.id, issuer="https://x", subject="1", linked_at=now, last_used_at=now)
    )
    client.sign_in(admin)
    assert "1 link to an agency’s own sign-in" in client.get(page(other)).text
    client.submit(page(other), checked=True, reason=REASON)
    assert db.session.scalar(select(OutsideIdentity)) is None


def test_nobody_resets_their_own(client, admin):
    client.sign_in(with_app(admin))
    assert "Nobody resets their own" in client.get(page(admin)).text
    with pytest.raises(NotYourOwn):
        resetting.reset(actor_of(admin, Role.ADMINISTRATOR), ResetFactors(admin.person_id, REASON))


def test_of_somebody_who_has_none_is_refused(client, admin):
    other = someone()
    client.sign_in(admin)
    assert "There is nothing to reset" in client.get(page(other)).text
    with pytest.raises(NothingToReset):
        resetting.reset(actor_of(admin, Role.ADMINISTRATOR), ResetFactors(other.person_id, REASON))


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.ADMINISTRATOR])
def test_only_administrators_may(client, account, role):
    client.sign_in(someone(role))
    assert client.get(page(account)).status_code == 403
    with pytest.raises(Forbidden):
        resetting.reset(actor_of(someone(), role), ResetFactors(account.person_id, REASON))


def test_somebody_who_is_not_there(client, admin):
    client.sign_in(admin)
    assert client.get("/people/999999/second-step").status_code == 404
    with pytest.raises(NotFound):
        resetting.reset(actor_of(admin, Role.ADMINISTRATOR), ResetFactors(999999, REASON))
