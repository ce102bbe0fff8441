"""When somebody else holds the lock for too long: said in plain words, and nothing typed is lost."""

from __future__ import annotations

import threading
from contextlib import contextmanager

import pytest
from sqlalchemy import text, update

from portal.accounts import passwords
from portal.kernel.db import db, unit_of_work, writing
from portal.kernel.errors import Busy
from portal.people.models import Agency
from tests.factories import a_person, an_account, an_agency, saved
from tests.support.client import PageClient
from tests.support.pages import check_page, errors_on

BUSY = "The portal is very busy. Nothing was changed. Please try again"
PASSWORD = "correct horse battery staple"


@pytest.fixture(autouse=True)
def short_waits(monkeypatch):
    monkeypatch.setattr("portal.kernel.db.LOCK_WAIT_SECONDS", 1)


@pytest.fixture
def account(house):
    person = saved(a_person(email="kim@demo.example"))
    made = saved(an_account(person, password_hash=passwords.hashed(PASSWORD)))
    db.session.refresh(made)
    db.session.expunge(made)
    db.session.remove()
    return made


@contextmanager
def somebody_writing(app, table):
    """Another connection holds the lock for the length of the block."""
    with app.app_context(), writing(), db.engine.begin() as link:
        if link.dialect.name == "postgresql":
            link.execute(text(f"LOCK TABLE {table} IN ACCESS EXCLUSIVE MODE"))
        yield


def test_a_change_that_waits_too_long_is_busy(house):
    def rename():
        with unit_of_work():
            db.session.add(an_agency(name="Late"))

    with somebody_writing(house, "agency"), pytest.raises(Busy):
        rename()
    assert db.session.query(Agency).count() == 0


def test_a_page_that_waits_before_it_began_says_so(house, account):
    """The very first statement of a change waits: the one that asks who is signed in."""
    client = PageClient(house)
    client.sign_in(account)
    with somebody_writing(house, "account"):
        response = client.post("/account/sign-out-everywhere", data={"csrf_token": token(house, client)})
    assert response.status_code == 409
    assert BUSY in response.text


def token(app, client):
    from itsdangerous import URLSafeTimedSerializer

    with client.session_transaction() as session:
        session["csrf_token"] = "rush"
    return URLSafeTimedSerializer(app.config["SECRET_KEY"], salt="wtf-csrf-token").dumps("rush")


def test_a_form_keeps_what_was_typed(house, account):
    client = PageClient(house)
    answers = {"csrf_token": token(house, client), "email": "kim@demo.example", "password": PASSWORD}
    with somebody_writing(house, "sign_in_throttle"):
        response = client.post("/sign-in", data=answers)
    check_page(response.text)
    assert (response.status_code, errors_on(response.text)) == (200, [BUSY])
    assert "kim@demo.example" in response.text


def rename_in_turn(house, order, both, heard):
    """Lock two agencies one after the other, the second once both people hold their first."""
    try:
        with house.app_context(), unit_of_work():
            for place, agency_id in enumerate(order):
                db.session.execute(update(Agency).where(Agency.id == agency_id).values(is_active=False))
                if place == 0:
                    both.wait(5)
    except Busy:
        heard.append("busy")


def test_two_who_wait_for_each_other_are_told_to_try_again(house, kind):
    if kind == "sqlite":
        pytest.skip("SQLite has one writer: nobody can wait for another in a circle")
    ids = [saved(an_agency()).id, saved(an_agency()).id]
    db.session.remove()
    both, heard = threading.Barrier(2), []
    orders = (ids, ids[::-1])
    people = [threading.Thread(target=rename_in_turn, args=(house, order, both, heard)) for order in orders]
    [person.start() for person in people]
    [person.join(10) for person in people]
    assert heard
