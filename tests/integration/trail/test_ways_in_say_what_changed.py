"""Accounts, invitations and second steps: their entries say what was and what is, and never a secret."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from portal.accounts import passwords
from portal.kernel import clock
from portal.kernel.access import Role
from portal.kernel.activity import Activity
from portal.kernel.db import db
from portal.trail.sentences import SENTENCES
from tests.factories import a_person, a_post, an_agency, saved, someone
from tests.factories_factors import with_app
from tests.integration.trail.test_before_and_after import entries, told
from tests.support.pages import parse, words_of

OLD = "correct horse battery staple"
NEW = "seven quiet herons at dusk"


@pytest.fixture
def admin(client):
    account = someone(Role.ADMINISTRATOR)
    client.sign_in(account)
    return account


def test_an_account_that_is_closed_and_opened_again(client, admin):
    page = f"/people/{someone().person_id}/account"
    client.submit(f"{page}/close", reason="Left")
    client.submit(f"{page}/reopen", reason="Came back")
    assert told("close_account") == [({"state": "open"}, {"state": "closed"})]
    assert told("reopen_account") == [({"state": "closed"}, {"state": "open"})]


def test_an_invitation_that_is_sent_twice_and_withdrawn(client, admin):
    kim = saved(a_person(given_name="Kim", email="kim@york.example"))
    saved(a_post(kim, saved(an_agency())))
    client.submit(f"/invitations/preview?person={kim.id}")
    assert told("invite") == [({}, {"state": "waiting", "times_sent": 1})]
    (sent,) = entries("invite")
    client.submit("/invitations", form=f"form[action$='/{sent.subject_id}/send-again']")
    client.submit("/invitations", form=f"form[action$='/{sent.subject_id}/withdraw']")
    assert told("send_invitation_again") == [({"times_sent": 1}, {"times_sent": 2})]
    assert told("withdraw_invitation") == [({"state": "waiting"}, {"state": "withdrawn"})]


def test_a_password_says_that_it_changed_and_nothing_of_it(client):
    account = someone()
    account.password_hash = passwords.hashed(OLD)
    client.sign_in(saved(account))
    client.submit("/account/password", current=OLD, password=NEW)
    assert told("set_password") == [({"password": "an earlier one"}, {"password": "a new one"})]
    assert NEW not in str([one.details for one in db.session.scalars(select(Activity))])


def test_a_second_step_that_is_removed(client):
    account = someone()
    with_app(account)
    client.sign_in(account)
    client.submit("/account/second-step/authenticator-app/remove")
    assert told("remove_authenticator_app") == [({"authenticator_app": True}, {"authenticator_app": False})]


def test_yes_and_no_are_read_as_words(client, admin):
    saved(
        Activity(
            verb="see_nothing",
            at=clock.now(),
            subject_kind="account",
            subject_id=admin.id,
            details={"before": {"app": True}, "after": {"app": False}},
        )
    )
    assert "see_nothing" not in SENTENCES
    assert "app: yes → app: no" in words_of(parse(client.get("/activity").text))
