"""`flask demo load`: all of it with progress, or nothing at all."""

from __future__ import annotations

import dataclasses

import pytest
from sqlalchemy import select

from audits.feedback import demo as last_part
from portal.accounts.models import Account
from portal.commands import demo_group
from portal.people.models import Person
from portal.settings import Environment
from tests.integration.demo.conftest import PEOPLE
from tests.integration.demo.test_people import count


def load(app, *words):
    with app.app_context():
        return app.test_cli_runner().invoke(demo_group, ["load", *words])


def test_it_fills_an_empty_database_and_says_how_far_it_is(empty_app):
    app = empty_app("command")
    result = load(app, "--people", "60", "--seed", "7")
    assert result.exit_code == 0
    for line in ("60 people", "bookings", "certificates", "audit cycles", "Done in"):
        assert line in result.output
    with app.app_context():
        assert count(select(Person)) == 60


def test_when_the_last_part_fails_nothing_is_left(empty_app, monkeypatch):
    app = empty_app("broken")
    monkeypatch.setattr(last_part, "find_cast", dict)
    assert isinstance(load(app, "--people", "60").exception, KeyError)
    with app.app_context():
        assert count(select(Person)) == count(select(Account)) == 0


def test_a_database_in_use_is_refused(demo):
    result = load(demo, "--people", "50")
    assert result.exit_code == 2
    assert "already holds people" in result.output
    assert count(select(Person)) == PEOPLE


def test_production_is_refused(empty_app, monkeypatch):
    app = empty_app("production")
    settings = dataclasses.replace(app.config["SETTINGS"], environment=Environment.PRODUCTION)
    monkeypatch.setitem(app.config, "SETTINGS", settings)
    assert load(app).exit_code == 2


@pytest.mark.parametrize("people", ["0", "49", "many"])
def test_too_few_are_refused(demo, people):
    assert load(demo, "--people", people).exit_code == 2
