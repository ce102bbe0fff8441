"""Words and numbers are read from memory: a page asks no statement for them, and memory grows old."""

from __future__ import annotations

import time

import pytest
from sqlalchemy import update

from portal.kernel.access import Role
from portal.kernel.chosen import chosen
from portal.kernel.db import db, unit_of_work
from portal.partnership import memory, services
from portal.partnership.domain import Save
from portal.partnership.models import ChosenPart
from tests.factories import actor_of, an_area, saved, someone
from tests.factories_partnership import a_part
from tests.support.client import recorded_statements


def save_hours(hours: int, version: int = 0) -> Save:
    return Save(part="rules.bookings", content={"freeze": hours}, version=version)


@pytest.fixture
def admin():
    return actor_of(someone(Role.ADMINISTRATOR), Role.ADMINISTRATOR)


def test_a_page_asks_the_database_for_no_word(client):
    with recorded_statements() as statements:
        client.get("/help")
    assert not [one for one in statements if "chosen_part" in one]


def test_the_process_that_changes_something_knows_at_once(admin):
    with unit_of_work():
        services.save(admin, save_hours(48))
        assert chosen().numbers == {}
    assert chosen().numbers == {"bookings.freeze": 48}


def test_what_is_rolled_back_was_never_known(admin):
    services.save(admin, save_hours(48))
    db.session.rollback()
    saved(an_area())
    with recorded_statements() as statements:
        assert chosen().numbers == {}
    assert not statements


def changed_elsewhere(hours: int) -> None:
    """As another process would: this one hears nothing of it."""
    db.session.execute(update(ChosenPart).values(content={"freeze": hours}))
    db.session.commit()


def test_a_memory_grows_old(app, monkeypatch):
    a_part("rules.bookings", freeze=12)
    assert chosen().numbers == {"bookings.freeze": 12}
    changed_elsewhere(36)
    assert chosen().numbers == {"bookings.freeze": 12}
    later = time.monotonic() + app.config["SETTINGS"].words_seconds
    monkeypatch.setattr(time, "monotonic", lambda: later)
    assert chosen().numbers == {"bookings.freeze": 36}


def test_an_error_page_asks_nobody(app):
    memory.forget()
    with recorded_statements() as statements:
        assert memory.known().name == app.config["SETTINGS"].partnership_name
    assert not statements
