"""Who reaches which page: every endpoint is asked as every role, so a page nobody thought of cannot ship."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask
from itsdangerous import URLSafeTimedSerializer
from werkzeug.routing import BaseConverter, IntegerConverter, Rule, UUIDConverter
from werkzeug.test import TestResponse

from portal.kernel.access import Open, Permission, Role, can
from tests.factories import a_school, actor_of, saved, someone
from tests.integration.desk.test_show import MOST_STATEMENTS
from tests.support import access_table
from tests.support.client import PageClient

REDIRECT = 302
# A path with arguments is asked for things that are not there.
NOTHING = {IntegerConverter: 999_999_999, UUIDConverter: "00000000-0000-4000-8000-000000000000"}


def nothing_for(kind: BaseConverter) -> object:
    return next((value for known, value in NOTHING.items() if isinstance(kind, known)), "nothing")


def address_of_nothing(app: Flask, rule: Rule) -> str:
    arguments = {name: nothing_for(kind) for name, kind in rule._converters.items()}
    with app.test_request_context():
        return app.url_for(rule.endpoint, **arguments)


def walk(app: Flask) -> Iterator[tuple[Rule, str, str, Permission | Open]]:
    """Every rule and method with an address to ask, and what its view needs."""
    for rule in app.url_map.iter_rules():
        url = address_of_nothing(app, rule)
        for method in sorted({"GET", "POST"} & (rule.methods or set())):
            yield rule, method, url, app.view_functions[rule.endpoint].__access__


def ask(app: Flask, client: PageClient, method: str, url: str) -> TestResponse:
    """Ask with a good CSRF token: without one, nobody would get as far as the question of access."""
    if method == "GET":
        return client.get(url)
    with client.session_transaction() as session:
        session["csrf_token"] = "walk"
    signer = URLSafeTimedSerializer(app.config["SECRET_KEY"], salt="wtf-csrf-token")
    return client.post(url, data={"csrf_token": signer.dumps("walk")})


def is_fine(rule: Rule, method: str, status: int, *, allowed: bool) -> bool:
    if not allowed:
        return status == 403
    if method == "GET" and not rule.arguments:
        return status in {200, REDIRECT}
    return status not in {401, 405, 500} and (method == "POST" or status != 403)


@pytest.mark.parametrize("role", Role)
def test_each_role_reaches_its_pages_and_no_others(app, client, role):
    account = someone(role, school=saved(a_school()))
    actor, wrong = actor_of(account, role, Role.PRACTITIONER), []
    client.query_budget = MOST_STATEMENTS  # of the fullest page; others are held to less by their own tests
    for rule, method, url, needs in walk(app):
        client.sign_in(account)
        allowed = not isinstance(needs, Permission) or can(actor, needs)
        status = ask(app, client, method, url).status_code
        if not is_fine(rule, method, status, allowed=allowed):
            wrong.append(f"{method} {url} ({rule.endpoint}): {status}, allowed: {allowed}")
    assert not wrong, "\n".join(wrong)


def test_strangers_are_sent_to_sign_in(app, client):
    wrong = []
    for rule, method, url, needs in walk(app):
        client.sign_out()
        response = ask(app, client, method, url)
        sent_away = response.status_code == REDIRECT and response.location.startswith("/sign-in")
        if sent_away is (needs is Open.PUBLIC and rule.endpoint != "accounts.sign_out"):
            wrong.append(f"{method} {url} ({rule.endpoint}): {response.status_code} {response.location}")
    assert not wrong, "\n".join(wrong)


def test_every_form_needs_its_token(app, client):
    account = someone(Role.ADMINISTRATOR, Role.COORDINATOR)
    for _rule, method, url, _needs in walk(app):
        client.sign_in(account)
        if method == "POST" and not url.startswith("/api/"):
            assert client.post(url).status_code in {400, 403}, url


def test_the_table_that_people_read_is_the_one_that_holds(app):
    """A new page or a changed grant: read it, then `python -m tests.support.access_table`."""
    assert access_table.lines(app) == access_table.TABLE.read_text().splitlines()


def test_navigation_shows_only_what_opens(app):
    for entry in app.extensions["slices"].navigation:
        assert app.view_functions[entry.endpoint].__access__ is entry.needs, entry
