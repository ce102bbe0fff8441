"""After the first factor a room above may ask for a step; until it is passed the visitor is nobody."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import session

from portal.accounts import entry, passwords
from portal.accounts.domain import SignInRules, Way
from portal.kernel import clock
from portal.kernel.db import db
from portal.kernel.slice import EXTENSION, Link, Registry, Slice
from tests.factories import a_person, an_account, saved

PASSWORD = "correct horse battery staple"
STEP = "shell.privacy"


@pytest.fixture(autouse=True)
def asked(app, monkeypatch):
    """A room above asks everybody for a step, and notes who was asked for."""
    heard = []

    def step(account_id, way):
        heard.append((account_id, way))
        return STEP

    offers = {
        "sign_in_step": step,
        "ways_in": lambda wanted: [Link("Email me a link", "/link?next=" + (wanted or ""))],
        "account_links": lambda actor: [Link(f"Passkeys of {actor.name}", "/account/passkeys")],
    }
    slices = (*app.extensions[EXTENSION].slices, Slice(name="above", providers=offers))
    monkeypatch.setitem(app.extensions, EXTENSION, Registry(slices))
    return heard


@pytest.fixture
def account():
    person = saved(a_person(email="kim@demo.example"))
    return saved(an_account(person, password_hash=passwords.hashed(PASSWORD)))


@pytest.fixture
def half_way(client, account):
    """The first factor was right; answers with what the session holds."""
    answer = client.submit("/sign-in?next=/account", email=account.email, password=PASSWORD)
    assert answer.location == "/privacy"
    with client.session_transaction() as held:
        return dict(held)


@pytest.fixture
def as_browser(app, half_way):
    """A request of the browser that is half way; `find_pending` and `let_in` work inside."""
    with app.test_request_context("/"):
        session.update(half_way)
        yield session


def test_the_step_is_asked_for_with_account_and_way(half_way, account, asked):
    assert asked == [(account.id, "password")]


def test_half_way_nobody_is_signed_in(client, half_way):
    assert client.get("/account").location.startswith("/sign-in")
    assert "_user_id" not in half_way


def test_the_step_learns_who_is_coming(as_browser, account):
    pending = entry.find_pending()
    assert (pending.account_id, pending.way, pending.next_page) == (account.id, Way.PASSWORD, "/account")


def test_the_step_leads_on_to_the_page_that_was_wanted(as_browser):
    answer = entry.let_in(entry.find_pending())
    assert answer.location == "/account"
    assert entry.PENDING not in as_browser
    assert "_user_id" in as_browser


def test_the_mark_is_good_for_so_long_and_no_longer(as_browser, at):
    allowed = SignInRules().pending_for
    at(clock.now() + allowed)
    assert entry.find_pending() is not None
    at(clock.now() + timedelta(seconds=1))
    assert entry.find_pending() is None


@pytest.mark.parametrize("change", [{"is_active": False}, {"session_version": 2}])
def test_closing_or_signing_out_everywhere_ends_the_mark(as_browser, account, change):
    for name, value in change.items():
        setattr(account, name, value)
    db.session.commit()
    assert entry.find_pending() is None


def test_without_a_first_factor_nobody_is_pending(app):
    with app.test_request_context("/"):
        assert entry.find_pending() is None


def test_signing_in_as_another_leaves_nothing_of_who_was_there(client, account):
    other = saved(an_account(saved(a_person())))
    page = client.get("/sign-in").text
    token = page.split('name="csrf_token" value="')[1].split('"', maxsplit=1)[0]
    with client.session_transaction() as held:
        csrf = held["csrf_token"]
    client.sign_in(other)
    with client.session_transaction() as held:
        held["csrf_token"] = csrf
    client.post("/sign-in", data={"csrf_token": token, "email": account.email, "password": PASSWORD})
    assert client.get("/account").location.startswith("/sign-in")


def test_other_ways_in_are_offered_on_the_sign_in_page(client):
    assert 'href="/link?next=/account"' in client.get("/sign-in?next=/account").text


def test_rooms_above_add_to_the_account_page(client, account):
    client.sign_in(account)
    assert 'href="/account/passkeys"' in client.get("/account").text
