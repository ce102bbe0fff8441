"""A deploy brings the schema up to date and tries the demo once more: nothing is issued or mailed."""

from __future__ import annotations

import subprocess
import sys

import pytest
from sqlalchemy import create_engine, text

from portal.settings import ROOT, Environment, Settings
from tests.support.live import told

TABLES = ("certificate", "certificate_document", "certificate_mould", "outgoing_message", "work")
DEPLOY = (["portal", "migrate"], ["demo", "load", "--people", "60"])


def run(settings, words) -> int:
    command = [sys.executable, "-m", "flask", "--app", "wsgi", *words]
    return subprocess.run(command, cwd=ROOT, env=told(settings), check=False, capture_output=True).returncode


def kept(settings) -> dict[str, list[tuple[object, ...]]]:
    engine = create_engine(settings.database_url)
    with engine.connect() as connection:
        statements = {table: text(f"SELECT * FROM {table} ORDER BY id") for table in TABLES}  # noqa: S608  # our own names
        found = {table: [tuple(row) for row in connection.execute(statements[table])] for table in TABLES}
    engine.dispose()
    return found


@pytest.mark.timeout(300)
def test_a_deploy_issues_changes_and_mails_nothing(new_database):
    settings = Settings(environment=Environment.DEMO, database_url=new_database("deployed"))
    assert [run(settings, words) for words in DEPLOY] == [0, 0]
    before = kept(settings)
    assert before["certificate"]
    again = [run(settings, words) for words in DEPLOY]
    assert again[0] == 0
    assert again[1] != 0  # a database in use is refused
    assert kept(settings) == before
