"""`make run` recognises a database that is ready without building the application, and only such a one."""

from __future__ import annotations

import subprocess
import sys

import pytest
from sqlalchemy import create_engine, text

from deploy import prepare
from portal.settings import ROOT, Environment, Settings
from tests.support.live import told


@pytest.fixture
def settings(new_database):
    return Settings(environment=Environment.DEMO, database_url=new_database("ready"))


@pytest.fixture
def filled(settings):
    """A database with the newest schema and a small demo partnership."""
    for words in (["portal", "migrate"], ["demo", "load", "--people", "50"]):
        command = [sys.executable, "-m", "flask", "--app", "wsgi", *words]
        subprocess.run(command, cwd=ROOT, env=told(settings), check=True, capture_output=True)
    return settings


def change(settings, statement):
    engine = create_engine(settings.database_url)
    with engine.begin() as connection:
        connection.execute(text(statement))
    engine.dispose()


def test_an_empty_database_is_not_ready(settings):
    assert not prepare.is_ready(settings)


def test_a_filled_one_is_ready_until_its_schema_is_older(filled):
    assert prepare.is_ready(filled)
    change(filled, "UPDATE alembic_version SET version_num = '0001'")
    assert not prepare.is_ready(filled)


def test_a_schema_without_people_waits_for_the_demo(settings):
    change(settings, "CREATE TABLE alembic_version (version_num VARCHAR(32))")
    change(settings, f"INSERT INTO alembic_version VALUES ('{prepare.newest_revision()}')")  # noqa: S608  # our own number
    change(settings, "CREATE TABLE person (id INTEGER)")
    assert not prepare.is_ready(settings)
    change(settings, "INSERT INTO person VALUES (1)")
    assert prepare.is_ready(settings)


def test_nothing_of_the_application_is_loaded_for_it(filled):
    asked = "import sys; sys.argv = ['prepare']; from deploy import prepare; code = prepare.main()"
    said = "sys.exit(code or [name for name in sys.modules if name.startswith('portal.people')] or 0)"
    done = subprocess.run(
        [sys.executable, "-c", f"{asked}; {said}"],
        cwd=ROOT,
        env=told(filled),
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
