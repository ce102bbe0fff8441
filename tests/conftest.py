"""What every kind of test shares: which database, what time it is, and a real server if asked for."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from threading import Thread

import pytest

from portal.kernel import clock
from tests.support.mailbox import Mailbox
from tests.support.postgresql import Server, private_server

# A Tuesday in term, before the clocks go forward.
NOW = datetime(2026, 3, 3, 10, 0, tzinfo=UTC)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--database", choices=["sqlite", "postgresql"], default="sqlite", help="Where rows are kept"
    )


# Files and folders with the tests that walk over everything, or that kill, or that draw at random.
LONGEST = {
    "test_reach.py",
    "test_access_walk.py",
    "test_requests.py",
    "test_links.py",
    "faults",
    "machine",
    "test_things.py",
    "trail",
    "demo",
    "partnership",
}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    # The longest first, so that no process is left alone with one of them at the end.
    items.sort(key=lambda item: LONGEST.isdisjoint(item.path.parts))
    for item in items:
        if "e2e" in item.path.parts:
            item.add_marker(pytest.mark.e2e)


@pytest.fixture(scope="session")
def kind(request: pytest.FixtureRequest) -> str:
    """The database of this run: sqlite or postgresql."""
    return str(request.config.getoption("--database"))


@pytest.fixture(scope="session")
def postgresql() -> Iterator[Server]:
    with private_server() as server:
        yield server


@pytest.fixture(scope="session")
def new_database(
    request: pytest.FixtureRequest, kind: str, tmp_path_factory: pytest.TempPathFactory
) -> Callable[[str], str]:
    """Makes an empty database of this run's kind and answers with its address."""

    def make(name: str) -> str:
        if kind == "sqlite":
            return f"sqlite:///{tmp_path_factory.mktemp('database') / name}.db"
        server: Server = request.getfixturevalue("postgresql")
        server.drop(name)
        return server.create(name)

    return make


@pytest.fixture
def today(monkeypatch: pytest.MonkeyPatch) -> date:
    """Stop the clock; `clock.now()` answers the same instant until a test moves it."""
    monkeypatch.setattr(clock, "now", lambda: NOW)
    return clock.today()


@pytest.fixture
def at(monkeypatch: pytest.MonkeyPatch) -> Callable[[datetime], None]:
    """`at(moment)` moves the stopped clock; a moment without a zone is London's."""

    def move(moment: datetime) -> None:
        aware = moment if moment.tzinfo else moment.replace(tzinfo=clock.LONDON)
        monkeypatch.setattr(clock, "now", lambda: aware.astimezone(UTC))

    return move


@pytest.fixture
def live_server(new_database: Callable[[str], str], tmp_path: Path) -> Iterator[object]:
    """The real server with two workers on a database of its own, for what one process cannot show."""
    from tests.support import live  # rules are tested without building the portal

    with live.serving(new_database("live"), log=tmp_path / "server.log") as server:
        yield server


@pytest.fixture
def mailbox() -> Iterator[Mailbox]:
    """A mail server that a test may hand letters to."""
    server = Mailbox()
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield server
    server.shutdown()
    server.server_close()
    thread.join()
