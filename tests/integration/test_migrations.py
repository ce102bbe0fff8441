"""Migrations are releases: one line, in step with the models, and each step can be undone."""

from __future__ import annotations

import re

import pytest
from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine, inspect

from portal.kernel.db import watch_engine
from portal.settings import ROOT


@pytest.fixture
def connection(new_database):
    engine = create_engine(new_database("migrated"))
    watch_engine(engine)
    with engine.connect() as connection:
        yield connection
    engine.dispose()


@pytest.fixture
def config(connection):
    config = Config(toml_file=str(ROOT / "pyproject.toml"))
    config.attributes["connection"] = connection
    return config


def test_history_is_one_numbered_line(config):
    steps = list(ScriptDirectory.from_config(config).walk_revisions())
    numbers = [int(step.revision) for step in reversed(steps)]
    assert numbers == list(range(1, len(steps) + 1))


def test_models_need_no_further_migration(config, connection):
    command.upgrade(config, "head")
    connection.commit()
    command.check(config)


def test_every_step_can_be_undone_and_done_again(config, connection):
    command.upgrade(config, "head")
    command.downgrade(config, "base")
    assert inspect(connection).get_table_names() == ["alembic_version"]
    command.upgrade(config, "head")


def test_migrations_import_no_models():
    for path in (ROOT / "portal" / "migrations" / "versions").glob("*.py"):
        assert not re.search(
            r"^(from|import) (portal|training|audits|checklists)", path.read_text(), re.MULTILINE
        )
