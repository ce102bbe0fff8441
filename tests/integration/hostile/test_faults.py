"""A fault of our own: a page that needs nothing, and a line in the log that names nobody."""

from __future__ import annotations

import io
import logging

import pytest
from flask import Response
from flask.testing import FlaskClient
from sqlalchemy import text

from portal.kernel.access import Open, access
from portal.kernel.db import Model, db
from portal.settings import Environment, Settings
from tests.support.client import PageClient, recorded_statements
from tests.support.pages import check_page, heading_on
from wsgi import create_app

NAME = "kim.lee@demo.example"
SORRY = "Sorry, there is a problem with the portal"


@pytest.fixture
def portal(new_database):
    """Makes a portal with pages that fail, in production or not: errors are pages there."""

    def make(environment=Environment.PRODUCTION, database_url=None):
        url = database_url or new_database("faults")
        app = create_app(Settings(environment=environment, database_url=url, secret_key="x1y2" * 10))
        for name, view in (("value", fail_on_a_value), ("statement", fail_on_a_statement), ("gone", gone)):
            app.add_url_rule(f"/fail/{name}", name, access(Open.PUBLIC)(view), methods=["GET"])
        app.test_client_class = PageClient
        app.logger.handlers[0].setStream(io.StringIO())
        made.append(app)
        return app

    made, before = [], logging.getLogger("portal")
    kept = before.handlers, before.propagate
    yield make
    before.handlers, before.propagate = kept
    for app in made:
        with app.app_context():
            db.engine.dispose()


def lines(app):
    return app.logger.handlers[0].stream.getvalue()


def fail_on_a_value():
    return str(int(NAME))


def fail_on_a_statement():
    db.session.execute(text("SELECT * FROM nowhere WHERE email = :email"), {"email": NAME})
    return ""


def gone():
    raise ConnectionError(NAME)


@pytest.mark.parametrize("name", ["value", "statement", "gone"])
def test_a_fault_names_nobody_and_can_be_found_again(portal, name):
    app = portal()
    response = app.test_client().get(f"/fail/{name}?email={NAME}")
    check_page(response.text)
    number = response.headers["X-Request-ID"]
    assert (response.status_code, heading_on(response.text)) == (500, SORRY)
    assert number in response.text
    assert f"ERROR {number} GET /fail/{name} failed" in lines(app)
    assert "kim" not in (response.text + lines(app)).lower()
    assert "test_faults.py" in lines(app)


def test_a_fault_asks_the_database_nothing_more(portal):
    client = portal().test_client()
    with recorded_statements() as statements:
        assert client.get("/fail/value").status_code == 500
    assert statements == []


def test_outside_production_the_log_says_what_went_wrong(portal):
    app = portal(Environment.DEMO)
    app.test_client().get("/fail/value")
    assert "invalid literal" in lines(app)


def test_a_database_that_is_not_there_is_said_so(portal):
    app = portal(database_url="postgresql+psycopg://kim:hunter2@127.0.0.1:1/portal")
    for url in ("/readyz", "/training"):
        response = FlaskClient(app, Response).get(url)
        assert response.status_code == 503
        assert "hunter2" not in response.text + lines(app)


def test_the_demo_stays_closed_in_production(portal):
    app = portal()
    with app.app_context():
        Model.metadata.create_all(db.engine)
    client = FlaskClient(app, Response)
    page = client.get("/sign-in").text
    assert "Demo accounts" not in page
    token = page.split('name="csrf_token" value="')[1].split('"', maxsplit=1)[0]
    assert client.post("/sign-in/demo/admin", data={"csrf_token": token}).status_code == 404
    answers = {"csrf_token": token, "email": "Admin@demo.example", "password": "good-help-demo"}
    assert "One of them is not right" in client.post("/sign-in", data=answers).text
