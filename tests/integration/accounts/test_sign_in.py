from __future__ import annotations

import pytest

from portal.accounts import passwords
from portal.kernel import clock
from portal.kernel.db import db
from tests.factories import a_person, an_account, saved, someone
from tests.support.pages import errors_on

PASSWORD = "correct horse battery staple"
WRONG = "Enter the email address and password of an account. One of them is not right"
PAUSED = "Too many attempts. Wait a few minutes before you try again"


@pytest.fixture
def account():
    person = saved(a_person(email="kim@demo.example"))
    return saved(an_account(person, password_hash=passwords.hashed(PASSWORD)))


def sign_in(client, email="kim@demo.example", password=PASSWORD, url="/sign-in"):
    return client.submit(url, email=email, password=password)


def test_the_right_password_leads_home(client, account) -> None:
    assert client.follow(sign_in(client)).status_code == 200
    assert account.last_signed_in_at == clock.now()


def test_an_address_is_the_same_in_capitals(client, account) -> None:
    assert sign_in(client, email=" KIM@demo.example ").status_code == 302


@pytest.mark.parametrize(
    ("email", "password"), [("kim@demo.example", "x"), ("nobody@demo.example", PASSWORD)]
)
def test_a_stranger_cannot_learn_which_addresses_exist(client, account, email: str, password: str) -> None:
    response = sign_in(client, email, password)
    assert errors_on(response.text) == [WRONG]
    assert email in response.text


def test_asks_for_both(client) -> None:
    assert errors_on(sign_in(client, "", "").text) == ["Enter your email address", "Enter your password"]


def test_a_closed_account_stays_closed(client, account) -> None:
    account.is_active = False
    db.session.commit()
    assert errors_on(sign_in(client).text) == [WRONG]


@pytest.mark.parametrize(
    "next_page",
    [
        "//evil.example",
        "https://evil.example/",
        "/\\evil.example",
        "javascript:x",
        "//[",
        "/%09/evil.example",
        "/%0a/evil.example",
        "%09//evil.example",
        "%5c%5cevil.example",
        "/%e2%80%a8x",
    ],
)
def test_never_leads_to_another_site(client, account, next_page: str) -> None:
    response = sign_in(client, url=f"/sign-in?next={next_page}")
    assert response.location == "/"


def test_leads_where_the_person_was_going(client, account) -> None:
    wanted = client.get("/account")
    assert wanted.location == "/sign-in?next=%2Faccount"
    assert sign_in(client, url=wanted.location).location == "/account"


def test_a_form_sent_after_the_session_ended_leads_to_sign_in_and_then_home(client) -> None:
    page = client.get("/sign-in").text
    response = client.post("/account/sign-out-everywhere", data={"csrf_token": token_on(page)})
    assert response.location == "/sign-in"


def test_nothing_of_the_session_before_survives(client, account) -> None:
    with client.session_transaction() as session:
        session["planted"] = "by someone else"
    sign_in(client)
    with client.session_transaction() as session:
        assert "planted" not in session


def test_signing_out_ends_the_session(client) -> None:
    client.sign_in(someone())
    client.submit("/account", form="header form")
    assert client.get("/account").status_code == 302


def test_signing_out_everywhere_ends_other_sessions_too(app, client) -> None:
    account = someone()
    other = app.test_client()
    for browser in (client, other):
        browser.sign_in(account)
    client.submit("/account", press="Sign out on every device")
    assert other.get("/account").status_code == 302


def test_there_are_no_demo_accounts_outside_the_demo(client) -> None:
    saved(an_account(saved(a_person(email="admin@demo.example"))))
    assert "Demo accounts" not in client.get("/sign-in").text
    token = client.submit("/sign-in", email="", password="")  # a session with its CSRF token
    assert token.status_code == 200
    response = client.post("/sign-in/demo/admin", data={"csrf_token": token_on(token.text)})
    assert response.status_code == 404


def token_on(html: str) -> str:
    return html.split('name="csrf_token" value="')[1].split('"', maxsplit=1)[0]


def test_a_form_without_its_token_is_refused(client, account) -> None:
    response = client.post("/sign-in", data={"email": "kim@demo.example", "password": PASSWORD})
    assert response.status_code == 400
