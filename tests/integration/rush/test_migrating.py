"""Two people start the portal at once on the same empty database: each table is made once."""

from __future__ import annotations

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import create_engine, inspect, text

from portal.kernel.db import Model, db, watch_engine
from portal.migrating import alone
from portal.settings import ROOT

MIGRATE = """
from portal import migrating
migrating.upgrade()
log("migrated")
"""
FILLING = """
INSERT INTO agency (name, kind, is_active) VALUES ('Health', 'health', true);
INSERT INTO person (reference, given_name, family_name, phone, search_name)
VALUES ('T-1', 'Kim', 'Lee', '', 'kim lee');
INSERT INTO post (person_id, agency_id, team, job_title, role_group, is_paid, started_on)
SELECT person.id, agency.id, '', 'Family worker', 'childcare', true, '2020-01-01' FROM person, agency;
INSERT INTO account (person_id, email, password_hash, is_active, session_version)
SELECT id, 'kim@demo.example', '', true, 1 FROM person
"""


@pytest.fixture
def empty(house):
    """The rush's database before its first start."""
    Model.metadata.drop_all(db.engine)
    db.engine.dispose()
    return house


def test_two_migrations_at_once_make_each_table_once(empty, crowd):
    crowd.start(MIGRATE, 2)
    assert crowd.finish() == ["migrated"] * 2
    with empty.app_context():
        assert {"person", "work"} <= set(inspect(db.engine).get_table_names())


@pytest.fixture
def connection(new_database):
    engine = create_engine(new_database("filled"))
    watch_engine(engine)
    with engine.connect() as connection:
        yield connection
    engine.dispose()


def config_for(connection):
    config = Config(toml_file=str(ROOT / "pyproject.toml"))
    config.attributes["connection"] = connection
    return config


def test_rows_survive_every_later_step_and_back(connection):
    """A filled table is what a migration meets in life; SQLite rebuilds it to change it."""
    config = config_for(connection)
    with alone(connection):
        command.upgrade(config, "0001")
        fill(connection)
    for step in ("head", "0001", "head"):
        with alone(connection):
            (command.downgrade if step == "0001" else command.upgrade)(config, step)
        assert connection.execute(text("SELECT job_title FROM post")).all() == [("Family worker",)]
        connection.rollback()
    with alone(connection):
        command.downgrade(config, "base")


def fill(connection):
    for statement in FILLING.split(";"):
        connection.execute(text(statement))


def test_a_migration_that_fails_leaves_nothing(connection):
    def fail_half_way():
        with alone(connection):
            command.upgrade(config_for(connection), "0001")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail_half_way()
    connection.rollback()
    assert "person" not in inspect(connection).get_table_names()
