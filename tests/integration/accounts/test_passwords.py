"""Setting, changing and recovering a password."""

from __future__ import annotations

import hashlib
from datetime import timedelta

import pytest
from argon2 import PasswordHasher
from sqlalchemy import func, select, update

from portal.accounts import passwords
from portal.accounts.domain import LinkUsedUp, PasswordChangedMeanwhile, SetPassword
from portal.accounts.models import Account, PasswordLink
from portal.accounts.password_rules import PasswordRules
from portal.accounts.services import passwords as services
from portal.kernel import clock
from portal.kernel.activity import Activity
from portal.kernel.db import db
from portal.kernel.work import Work
from tests.factories import a_person, an_account, saved
from tests.integration.accounts.links import PASSWORD, last_link_to, letters_to
from tests.support.client import recorded_statements
from tests.support.pages import errors_on, parse

OLD = "correct horse battery staple"
GONE = "This link does not work"
SCREENING = services.Screening(partnership="York Early Help Partnership")


@pytest.fixture
def account():
    person = saved(a_person(email="kim@demo.example", given_name="Kim", family_name="Lindqvist"))
    return saved(an_account(person, password_hash=passwords.hashed(OLD)))


def ask(client, email="kim@demo.example"):
    return client.submit("/password/forgotten", email=email)


def open_link(client, account):
    ask(client, account.email)
    assert client.get(last_link_to(account.email)).location == "/password/set"


def set_it(client, password=PASSWORD):
    return client.submit("/password/set", password=password)


def can_sign_in(client, password):
    client.sign_out()
    return client.submit("/sign-in", email="kim@demo.example", password=password).status_code == 302


class TestForgotten:
    def test_a_link_sets_a_new_password(self, client, account):
        open_link(client, account)
        assert set_it(client).location == "/sign-in"
        assert can_sign_in(client, PASSWORD)
        assert not can_sign_in(client, OLD)

    def test_an_account_without_a_password_gets_its_first_one(self, client, account):
        account.password_hash = ""
        db.session.commit()
        open_link(client, account)
        set_it(client)
        assert can_sign_in(client, PASSWORD)

    def test_the_answer_is_the_same_for_any_address(self, client, account):
        account.is_active = False
        answers = {
            client.follow(ask(client, email)).text for email in ("kim@demo.example", "no@demo.example")
        }
        assert len(answers) == 1
        assert letters_to("kim@demo.example") == letters_to("no@demo.example") == []

    def test_the_database_is_asked_the_same_for_any_address(self, client, account):
        asked = []
        ask(client, "somebody.else@demo.example")  # the network's own count exists from now on
        for email in ("kim@demo.example", "no@demo.example"):
            client.get("/password/forgotten")
            with recorded_statements() as statements:
                ask(client, email)
            asked.append(statements)
        assert asked[0] == asked[1]

    def test_an_address_in_capitals_is_the_same(self, client, account):
        ask(client, " KIM@Demo.Example ")
        assert [one.kind for one in letters_to(account.email)] == ["password_link"]

    @pytest.mark.parametrize(
        "email",
        [
            "k\u0131m@demo.example",
            "\uff4b\uff49\uff4d@demo.example",
            "kim@demo.example\r\nBcc: x@y.example",
            "kim@demo.ex\u0430mple",
        ],
    )
    def test_an_address_that_only_looks_alike_is_another(self, client, account, email):
        ask(client, email)
        assert letters_to(account.email) == []

    def test_opening_the_link_uses_nothing_up(self, client, account):
        open_link(client, account)
        client.get(last_link_to(account.email))
        set_it(client)
        assert can_sign_in(client, PASSWORD)

    def test_a_link_works_once(self, app, client, account):
        open_link(client, account)
        link = last_link_to(account.email)
        set_it(client)
        thief = app.test_client()
        thief.get(link)
        assert GONE in thief.get("/password/set").text

    def test_a_second_tab_is_told(self, app, client, account):
        open_link(client, account)
        other = app.test_client()
        other.get(last_link_to(account.email))
        page = parse(other.get("/password/set").text)
        token = page.select_one("main input[name=csrf_token]")["value"]
        set_it(client)
        answer = other.post("/password/set", data={"csrf_token": token, "password": "plum lantern ox cart"})
        assert GONE in answer.text
        assert can_sign_in(client, PASSWORD)

    def test_setting_a_password_makes_every_older_link_worthless(self, app, client, account):
        ask(client)
        older = last_link_to(account.email)
        open_link(client, account)
        set_it(client)
        client.get(older)
        assert GONE in client.get("/password/set").text

    def test_a_link_is_good_for_so_long_and_no_longer(self, client, account, at):
        open_link(client, account)
        at(clock.now() + PasswordRules().link_lasts - timedelta(seconds=1))
        assert GONE not in client.get("/password/set").text
        at(clock.now() + timedelta(seconds=1))
        assert GONE in client.get("/password/set").text

    def test_a_closed_account_stays_closed(self, client, account):
        open_link(client, account)
        account.is_active = False
        db.session.commit()
        assert GONE in client.get("/password/set").text

    @pytest.mark.parametrize("url", ["/password/set", "/password/link/nonsense"])
    def test_a_page_without_a_good_link_offers_another(self, client, url):
        client.get(url)
        assert 'href="/password/forgotten"' in client.get("/password/set").text

    def test_the_secret_leaves_the_address_and_no_page_learns_it(self, client, account):
        ask(client)
        answer = client.get(last_link_to(account.email))
        assert answer.headers["Referrer-Policy"] == "no-referrer"
        assert last_link_to(account.email).rpartition("/")[2] not in client.get("/password/set").text

    def test_the_outbox_shows_no_link(self, client, account):
        ask(client)
        (letter,) = letters_to(account.email)
        assert letter.link.rpartition("/")[2] not in letter.body
        assert "a link that only the reader can see" in letter.body

    def test_asking_too_often_pauses_asking_and_not_signing_in(self, client, account):
        for _ in range(5):
            ask(client)
        assert errors_on(ask(client).text) == ["Too many attempts. Wait a few minutes before you try again"]
        assert can_sign_in(client, OLD)

    def test_a_worker_that_dies_sends_one_letter(self, client, account):
        ask(client)
        assert len(letters_to(account.email)) == 1
        piece = db.session.scalars(select(Work)).one()
        piece.state = "waiting"
        db.session.commit()
        assert len(letters_to(account.email)) == 1
        assert db.session.scalar(select(func.count(PasswordLink.id))) == 1

    def test_every_session_ends_and_the_person_is_told(self, app, client, account):
        other = app.test_client()
        other.sign_in(account)
        open_link(client, account)
        set_it(client)
        assert other.get("/account").status_code == 302
        assert [one.kind for one in letters_to(account.email)] == ["password_link", "password_changed"]
        assert set(db.session.scalars(select(Activity.verb))) == {"ask_for_password_link", "set_password"}

    def test_two_commands_with_one_link_set_one_password(self, client, account):
        ask(client)
        secret = last_link_to(account.email).rpartition("/")[2]
        services.set_password(SetPassword(secret, PASSWORD), SCREENING)
        with pytest.raises(LinkUsedUp):
            services.set_password(SetPassword(secret, "plum lantern ox cart"), SCREENING)

    def test_a_link_that_was_used_while_this_one_was_hashed_is_refused(self, client, account, monkeypatch):
        """Two browsers send at the same instant: both have seen a good link, one sets the password."""
        ask(client)
        secret = last_link_to(account.email).rpartition("/")[2]
        hashed = passwords.hashed

        def meanwhile(password):
            monkeypatch.setattr(passwords, "hashed", hashed)
            services.set_password(SetPassword(secret, "plum lantern ox cart"), SCREENING)
            return hashed(password)

        monkeypatch.setattr(passwords, "hashed", meanwhile)
        with pytest.raises(LinkUsedUp):
            services.set_password(SetPassword(secret, PASSWORD), SCREENING)
        assert can_sign_in(client, "plum lantern ox cart")


class TestChange:
    def change(self, client, current=OLD, password=PASSWORD):
        return client.submit("/account/password", current=current, password=password)

    def test_the_new_password_holds_and_this_session_goes_on(self, app, client, account):
        other = app.test_client()
        other.sign_in(account)
        client.sign_in(account)
        assert self.change(client).location == "/account"
        assert client.get("/account").status_code == 200
        assert other.get("/account").status_code == 302
        assert can_sign_in(client, PASSWORD)

    def test_asks_for_the_current_one(self, client, account):
        client.sign_in(account)
        assert errors_on(self.change(client, current="wrong").text) == ["This is not your current password"]
        assert can_sign_in(client, OLD)

    def test_guessing_the_current_one_is_throttled(self, client, account):
        client.sign_in(account)
        for _ in range(5):
            self.change(client, current="guess")
        assert errors_on(self.change(client).text) == [
            "Too many attempts. Wait a few minutes before you try again"
        ]

    @pytest.mark.parametrize(
        ("password", "words"),
        [
            ("short", "Password must be 10 characters or more"),
            ("Welcome2024!", "among the first that anybody would try"),
            ("kim-lindqvist-1", "without your name"),
            ("kim.lindqvist@demo", "without your name"),
        ],
    )
    def test_refuses_weak_ones(self, client, account, password, words):
        client.sign_in(account)
        (error,) = errors_on(self.change(client, password=password).text)
        assert words in error

    def test_refuses_what_stands_in_the_list_of_stolen_ones(self, client, account, tmp_path, monkeypatch):
        stolen = tmp_path / "list.txt"
        stolen.write_text(
            hashlib.sha1(PASSWORD.encode(), usedforsecurity=False).hexdigest().upper() + ":12\n"
        )
        screen = services.Screening(partnership="", breached_passwords=str(stolen))
        monkeypatch.setattr("portal.accounts.routes.passwords.screening", lambda: screen)
        client.sign_in(account)
        (error,) = errors_on(self.change(client).text)
        assert "stolen from another site" in error

    def test_somebody_without_a_password_is_shown_how_to_get_one(self, client, account):
        account.password_hash = ""
        client.sign_in(account)
        assert "Your account has no password yet" in client.get("/account/password").text

    def test_of_two_changes_at_once_one_is_refused(self, client, account, monkeypatch):
        client.sign_in(account)
        hashed = passwords.hashed

        def meanwhile(password):
            db.session.execute(update(Account).values(session_version=2))
            return hashed(password)

        monkeypatch.setattr(passwords, "hashed", meanwhile)
        assert errors_on(self.change(client).text) == [PasswordChangedMeanwhile.message]


def test_signing_in_makes_a_weak_hash_stronger(client, account):
    account.password_hash = PasswordHasher(time_cost=1, memory_cost=8 * 1024, parallelism=1).hash(OLD)
    db.session.commit()
    assert can_sign_in(client, OLD)
    db.session.refresh(account)
    assert "m=19456,t=2" in account.password_hash
    assert can_sign_in(client, OLD)
