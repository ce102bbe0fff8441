"""How often a password may be guessed, and whom that keeps out (docs/decisions/0004)."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from portal.accounts import jobs, passwords, throttle
from portal.accounts.domain import (
    ACCOUNT_LIMIT,
    KNOWN_FOR,
    NETWORK_LIMIT,
    PAIR_LIMIT,
    SignIn,
    SignInPaused,
    WrongEmailOrPassword,
)
from portal.accounts.models import SignInThrottle
from portal.accounts.services import signing_in
from portal.accounts.throttle import Attempt
from portal.kernel import clock
from portal.kernel.db import db, unit_of_work
from tests.factories import a_person, an_account, saved
from tests.support.pages import errors_on

RIGHT = "correct horse battery staple"
PAUSED = "Too many attempts. Wait a few minutes before you try again"
SECRET = "only for tests"  # the application's own
OFFICE, HOME, STRANGER = "192.0.2.1", "192.0.2.2", "198.51.100.7"


@pytest.fixture(autouse=True)
def quick_passwords(monkeypatch):
    """Hundreds of guesses: the slow hash has tests of its own."""
    monkeypatch.setattr(passwords, "is_right", lambda made, given: bool(made) and made == given)
    monkeypatch.setattr(passwords, "needs_rehash", lambda made: not made)


@pytest.fixture(autouse=True)
def account():
    return saved(an_account(saved(a_person(email="kim@demo.example")), password_hash=RIGHT))


def sign_in(network=OFFICE, password=RIGHT, email="kim@demo.example"):
    return signing_in.sign_in(SignIn(email=email, password=password), Attempt(SECRET, network))


def fail(times, network=STRANGER, email="kim@demo.example"):
    for _ in range(times):
        with pytest.raises(WrongEmailOrPassword):
            sign_in(network, "guess", email)


def is_paused(network, email="kim@demo.example"):
    try:
        sign_in(network, email=email)
    except SignInPaused:
        return True
    except WrongEmailOrPassword:
        return False
    return False


def test_too_many_failures_pause_even_the_right_password(client, at):
    fail(PAIR_LIMIT.free, network="127.0.0.1")
    answers = {"email": "kim@demo.example", "password": RIGHT}
    assert errors_on(client.submit("/sign-in", **answers).text) == [PAUSED]
    at(clock.now() + timedelta(minutes=1))
    assert client.submit("/sign-in", **answers).status_code == 302


def test_a_stranger_who_guesses_keeps_only_themselves_out():
    fail(PAIR_LIMIT.free)
    assert is_paused(STRANGER)
    assert not is_paused(OFFICE)


def test_trying_during_a_pause_does_not_prolong_it(at):
    fail(PAIR_LIMIT.free)
    for second in range(0, 60, 5):
        at(clock.now() + timedelta(seconds=5 if second else 0))
        assert is_paused(STRANGER)
    at(clock.now() + timedelta(seconds=5))
    assert not is_paused(STRANGER)


def test_guessing_from_many_networks_pauses_the_account_where_it_is_not_known():
    sign_in(OFFICE)
    for number in range(ACCOUNT_LIMIT.free):
        fail(1, network=f"203.0.113.{number}")
    assert is_paused(HOME)
    assert not is_paused(OFFICE)


def test_a_network_that_tries_everybody_is_paused_except_for_those_who_work_there():
    sign_in(STRANGER)
    for number in range(NETWORK_LIMIT.free):
        fail(1, email=f"nobody{number}@demo.example")
    assert is_paused(STRANGER, email="robin@demo.example")
    assert not is_paused(STRANGER)


def test_a_network_is_known_for_so_long_and_no_longer(at):
    sign_in(OFFICE)
    at(clock.now() + KNOWN_FOR)
    for number in range(ACCOUNT_LIMIT.free):
        fail(1, network=f"203.0.113.{number}")
    assert is_paused(OFFICE)


def test_signing_in_takes_back_what_was_counted_for_it():
    fail(2, network=OFFICE)
    sign_in(OFFICE)
    counts = sorted(db.session.scalars(select(SignInThrottle.failures)))
    assert counts == [0, 0, 2, 2]  # the account's and the network's own counts stay


def test_people_who_never_fail_are_never_paused(at):
    for _ in range(NETWORK_LIMIT.free + 10):
        at(clock.now() + timedelta(seconds=1))
        sign_in(OFFICE)


def test_the_throttle_names_nobody():
    fail(1, network="192.0.2.9")
    keys = db.session.scalars(select(SignInThrottle.key)).all()
    assert not any("kim" in key or "192" in key for key in keys if len(key) != 64)


def test_what_failed_long_ago_is_dropped(at):
    fail(1)
    sign_in(OFFICE)
    at(clock.now() + timedelta(days=3))
    jobs.forget_sign_in_attempts()
    assert set(db.session.scalars(select(SignInThrottle.failures))) == {0}
    at(clock.now() + KNOWN_FOR)
    jobs.forget_sign_in_attempts()
    assert db.session.scalars(select(SignInThrottle)).all() == []


def test_an_attempt_is_counted_before_its_password_is_looked_at(monkeypatch):
    """Of many guesses at once, only the free ones are looked at."""
    looked_at = []

    def guess_again(_made, _given):
        looked_at.append(1)
        if len(looked_at) < 20:
            is_paused(STRANGER)
        return False

    monkeypatch.setattr(passwords, "is_right", guess_again)
    is_paused(STRANGER)
    assert len(looked_at) == PAIR_LIMIT.free


def test_a_count_that_is_refused_leaves_no_trace():
    fail(PAIR_LIMIT.free)
    with pytest.raises(SignInPaused), unit_of_work():
        throttle.count(Attempt(SECRET, STRANGER), "kim@demo.example")
    assert max(db.session.scalars(select(SignInThrottle.failures))) == PAIR_LIMIT.free


def test_who_looked_at_the_clock_first_and_came_second_is_not_paused(at):
    """Two people of one office at the same instant: each reads the time, then waits for the office's row."""
    later = clock.now()
    fail(1, network=OFFICE, email="somebody@demo.example")
    at(later - timedelta(milliseconds=5))
    assert sign_in(network=OFFICE)
    assert max(db.session.scalars(select(SignInThrottle.failures))) == 1
