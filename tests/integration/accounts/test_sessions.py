"""Where somebody is signed in, and how each session ends."""

from __future__ import annotations

import time
from datetime import timedelta

import pytest
from sqlalchemy import select

from portal.accounts import jobs, passwords
from portal.accounts.domain import SessionEnd, SessionRules, Way
from portal.accounts.models import AccountSession
from portal.kernel import clock
from portal.kernel.access import Role
from portal.kernel.activity import Activity
from portal.kernel.db import db
from portal.people.models import Person
from tests.factories import a_person, a_role, an_account, saved, someone
from tests.support.plans import read_in_full

PASSWORD = "correct horse battery staple"
IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) AppleWebKit/605.1 Version/17.0 Safari/604.1"


@pytest.fixture
def account():
    person = saved(a_person(email="kim@demo.example"))
    return saved(an_account(person, password_hash=passwords.hashed(PASSWORD)))


def sign_in(client, account):
    client.environ_base["HTTP_USER_AGENT"] = IPHONE
    assert client.submit("/sign-in", email=account.email, password=PASSWORD).status_code == 302
    return the_session()


def the_session():
    return db.session.scalars(select(AccountSession).order_by(AccountSession.id.desc())).first()


def cookie_of(client):
    with client.session_transaction() as held:
        return dict(held)


def with_cookie(app, cookie):
    browser = app.test_client()
    with browser.session_transaction() as held:
        held.update(cookie)
    return browser


def test_signing_in_starts_a_session_that_says_how_and_where(client, account):
    made = sign_in(client, account)
    assert (made.account_id, made.way, made.browser) == (account.id, Way.PASSWORD, "Safari on iPhone")
    assert made.expires_at - made.started_at == timedelta(hours=12)


def test_the_table_does_not_hold_what_the_cookie_holds(client, account):
    made = sign_in(client, account)
    secret = cookie_of(client)["_user_id"].partition(".")[2]
    assert len(secret) >= 43
    assert secret not in (made.secret_hash, made.browser)


@pytest.mark.parametrize("change", ["another secret", "another id"])
def test_half_a_key_is_a_strangers(app, client, account, change):
    sign_in(client, account)
    cookie = cookie_of(client)
    number, _, secret = cookie["_user_id"].partition(".")
    forged = f"{number}.x{secret}" if change == "another secret" else f"{int(number) + 1}.{secret}"
    assert with_cookie(app, cookie | {"_user_id": forged}).get("/account").status_code == 302


def test_a_copy_of_the_cookie_does_not_survive_signing_out(app, client, account):
    sign_in(client, account)
    thief = with_cookie(app, cookie_of(client))
    assert thief.get("/account").status_code == 200
    client.submit("/account", form="header form")
    assert thief.get("/account").status_code == 302
    assert the_session().ended_why is SessionEnd.SIGNED_OUT


def test_a_session_ends_after_so_long_however_busy(client, account, at):
    made = sign_in(client, account)
    at(made.expires_at - timedelta(seconds=1))
    assert client.get("/account").status_code == 200
    at(made.expires_at)
    assert client.get("/account").status_code == 302


def test_the_cookie_itself_is_refused_after_a_quiet_time(app, client):
    assert app.permanent_session_lifetime == timedelta(hours=8)
    client.sign_in(someone())
    with client.session_transaction() as held:
        held.permanent = True
    assert "Expires=" in client.get("/account").headers["Set-Cookie"]


@pytest.mark.parametrize(
    ("age", "status", "is_signed_anew"),
    [(59, 200, False), (61, 200, True), (8 * 3600 - 9, 200, True), (8 * 3600 + 9, 302, False)],
)
def test_a_cookie_is_signed_anew_once_it_is_a_minute_old(client, monkeypatch, age, status, is_signed_anew):
    client.sign_in(someone())
    client.get("/account")  # gives it everything that a page puts there
    made = time.time()
    with client.session_transaction() as held:
        held.permanent = True
    monkeypatch.setattr(time, "time", lambda: made + age)
    answer = client.get("/account")
    assert (answer.status_code, "Set-Cookie" in answer.headers) == (status, is_signed_anew)


def test_a_cookie_from_before_sessions_were_kept_is_a_strangers(app, account):
    browser = with_cookie(app, {"_user_id": f"{account.id}.1", "_fresh": True})
    assert browser.get("/account").status_code == 302


@pytest.mark.parametrize("key", ["", ".", "x.y", "1", "999999999.x", "²." + "x", "-1.x"])
def test_nonsense_is_a_strangers(app, key):
    assert with_cookie(app, {"_user_id": key}).get("/account").status_code == 302


def test_the_list_shows_each_device_and_which_is_this_one(app, client, account):
    sign_in(client, account)
    app.test_client().submit("/sign-in", email=account.email, password=PASSWORD)
    page = client.get("/account/sessions").text
    assert page.count("This one") == 1
    assert "Safari on iPhone" in page
    assert page.count("Sign out<span") == 1


def test_one_device_is_signed_out_from_another(app, client, account):
    other = app.test_client()
    lost = sign_in(other, account)
    sign_in(client, account)
    client.submit("/account/sessions", form=f"form[action='/account/sessions/{lost.id}/end']")
    assert other.get("/account").status_code == 302
    assert client.get("/account").status_code == 200
    assert db.session.scalars(select(Activity.verb)).all() == ["end_session"]


def test_nobody_signs_out_somebody_elses_device(app, client, account):
    other = app.test_client()
    theirs = sign_in(other, account)
    client.sign_in(someone())
    token = client.get("/account").text.split('name="csrf_token" value="')[1].split('"', maxsplit=1)[0]
    answer = client.post(f"/account/sessions/{theirs.id}/end", data={"csrf_token": token})
    assert answer.status_code == 404
    assert other.get("/account").status_code == 200


def test_sessions_that_ended_are_not_listed(client, account, at):
    sign_in(client, account)
    client.submit("/account", form="header form")
    sign_in(client, account)
    assert client.get("/account/sessions").text.count("Safari on iPhone") == 1


def change_something(client):
    """Any form that is sent while signed in; this one answers that there is no such device."""
    page = client.get("/account").text
    token = page.split('name="csrf_token" value="')[1].split('"', maxsplit=1)[0]
    assert client.post("/account/sessions/999999/end", data={"csrf_token": token}).status_code == 404


@pytest.mark.parametrize(("minutes", "noted"), [(4, 0), (6, 6)])
def test_a_change_is_noted_as_use_and_not_oftener_than_every_few_minutes(client, account, at, minutes, noted):
    made = sign_in(client, account)
    at(made.started_at + timedelta(minutes=minutes))
    change_something(client)
    db.session.refresh(made)
    assert made.seen_at - made.started_at == timedelta(minutes=noted)


def test_a_role_that_ends_is_gone_with_the_next_page(client, account):
    """Roles are read before each page, so no session has to end for it."""
    grant = saved(a_role(db.session.get_one(Person, account.person_id), Role.COORDINATOR))
    client.sign_in(account)
    assert client.get("/invitations").status_code == 200
    grant.ends_on, grant.ended_at = clock.today() - timedelta(days=1), clock.now()
    db.session.commit()
    assert client.get("/invitations").status_code == 403
    assert client.get("/account").status_code == 200


def test_old_sessions_are_forgotten(client, account, at):
    made = sign_in(client, account)
    at(made.expires_at + SessionRules().kept_for)
    jobs.forget_sessions()
    assert the_session() is not None
    at(clock.now() + timedelta(seconds=1))
    jobs.forget_sessions()
    jobs.forget_sessions()
    assert the_session() is None


def test_whose_session_it_is_takes_no_reading_of_whole_tables(client):
    """It is asked before every page; most people have no colleague who acts for them, and stay unread."""
    db.session.add_all(a_person() for _ in range(300))
    client.sign_in(someone())
    with read_in_full() as tables:
        client.get("/help")
    assert not {"person", "other"} & set(tables), tables
