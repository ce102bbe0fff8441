"""A small demo partnership in a database of its own, loaded once for all its tests."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from flask import Flask

from portal.kernel import clock
from portal.kernel.db import Model, db, unit_of_work
from portal.kernel.slice import DemoPlan, registry
from portal.settings import Environment, Settings
from tests.conftest import NOW
from tests.support.client import PageClient
from wsgi import create_app

PEOPLE = 300
SEED = 2020
Loaded = Callable[..., Flask]


@pytest.fixture(scope="session")
def empty_app(new_database: Callable[[str], str]) -> Iterator[Loaded]:
    """`empty_app(name)` answers with an app on a database that has every table and no row."""
    engines = []

    def make(name: str) -> Flask:
        secret = "only for tests of the demo partnership"
        settings = Settings(environment=Environment.DEMO, database_url=new_database(name), secret_key=secret)
        app = create_app(settings)
        app.config.update(TESTING=True)
        app.test_client_class = PageClient
        with app.app_context():
            engines.append(db.engine)
            Model.metadata.create_all(db.engine)
        return app

    yield make
    for engine in engines:
        engine.dispose()


@pytest.fixture(scope="session")
def load_demo(empty_app: Loaded) -> Loaded:
    """`load_demo(name, people=…, seed=…)` answers with an app whose database holds that demo."""

    def load(name: str, people: int = PEOPLE, seed: int = SEED) -> Flask:
        app = empty_app(name)
        with app.app_context():
            fill(DemoPlan(people=people, seed=seed, say=lambda _line: None))
        return app

    return load


def fill(plan: DemoPlan) -> None:
    with pytest.MonkeyPatch.context() as patch, unit_of_work():
        patch.setattr(clock, "now", lambda: NOW)
        for loader in registry().demo:
            loader.load(plan)


@pytest.fixture(scope="session")
def demo_app(load_demo: Loaded) -> Flask:
    return load_demo("demo")


@pytest.fixture
def demo(demo_app: Flask) -> Iterator[Flask]:
    """The loaded demo, with its database at hand. Tests only read it."""
    with demo_app.app_context():
        yield demo_app
        db.session.rollback()
