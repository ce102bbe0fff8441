"""A real database, rolled back after every test, and a client that reads the page as well as the status."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date

import pytest
from flask import Flask

from portal.kernel.db import Model, db
from portal.kernel.slice import registry
from portal.messages import memory as letters_memory
from portal.partnership import memory
from portal.settings import Environment, Settings
from tests.support.client import PageClient
from training.badges.sealing import new_keys
from training.bookings.commands import INVARIANTS
from training.certificates.routes import checking
from wsgi import create_app

# What other processes change is tested where there are others.
SELDOM = 3600
BOOKING_ROOMS = {
    *("bookings", "approvals", "shares", "office", "changes", "checkin", "lost_places", "calendars"),
}


@pytest.fixture(scope="session")
def app(
    kind: str, new_database: Callable[[str], str], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Flask]:
    """The whole portal on an empty database with every table."""
    url = "sqlite://" if kind == "sqlite" else new_database("portal")
    keys = tmp_path_factory.mktemp("keys") / "badges.json"
    keys.write_bytes(new_keys())
    app = create_app(
        Settings(
            environment=Environment.TEST,
            database_url=url,
            secret_key="only for tests",
            words_seconds=SELDOM,
            badge_key_file=str(keys),
        )
    )
    app.config.update(TESTING=True)
    app.test_client_class = PageClient
    with app.app_context():
        Model.metadata.create_all(db.engine)
        engine = db.engine
    yield app
    engine.dispose()


@pytest.fixture(autouse=True)
def database(request: pytest.FixtureRequest) -> Iterator[None]:
    """Run the test inside one outer transaction; every commit becomes a savepoint."""
    if "live_server" in request.fixturenames:
        yield  # the other processes could not see into that transaction
        return
    app = request.getfixturevalue("app")
    with app.app_context():
        engines = db.engines
        engine = engines[None]
        connection = engine.connect()
        transaction = connection.begin()
        engines[None] = connection  # type: ignore[assignment]  # a session takes its engine from here
        db.session.configure(join_transaction_mode="create_savepoint")
        # What an earlier test chose is rolled back; read now, so that no page of this test pays for it.
        letters_memory.forget()
        memory.forget()
        checking._wrong_codes.forget()
        memory.current()
        letters_memory.letter_text("")
        db.session.remove()
        try:
            yield
        finally:
            db.session.remove()
            transaction.rollback()
            connection.close()
            engines[None] = engine


@pytest.fixture(autouse=True)
def stopped_clock(request: pytest.FixtureRequest) -> date | None:
    """Time stands still, except for tests that talk to a real server, which has a clock of its own."""
    return None if "live_server" in request.fixturenames else request.getfixturevalue("today")


@pytest.fixture(autouse=True)
def bookings_add_up(
    request: pytest.FixtureRequest, database: None, stopped_clock: date | None
) -> Iterator[None]:
    """After each test of a room that moves bookings, ask what `flask bookings check` asks."""
    yield
    if stopped_clock is None or BOOKING_ROOMS.isdisjoint(request.path.parts):
        return
    if request.node.get_closest_marker("unsound") is None:
        db.session.remove()
        asked = [one for one in registry().checks if one.name.split()[0] in INVARIANTS]
        assert len(asked) >= len(INVARIANTS)
        assert [f"{one.name}: {breach}" for one in asked for breach in one.find()] == []


@pytest.fixture
def client(app: Flask) -> PageClient:
    return app.test_client()
