"""Several real processes at one database: what no single transaction that is rolled back can show."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator

import pytest
from flask import Flask

from portal.kernel.db import Model, db
from portal.settings import ROOT, Environment, Settings
from tests.support.live import told
from wsgi import create_app

PATIENCE_SECONDS = 60
# What each process does stands after this, with `app` pushed and `log(line)` to say what it did.
PROLOGUE = """
import os, signal, sys, time
from datetime import datetime, timedelta
from portal.kernel import clock, sending, timetable, work
from wsgi import create_app

def log(line):
    with open(sys.argv[1], "a") as file:
        file.write(f"{line}\\n")

app = create_app()
app.app_context().push()
print("ready", flush=True)
sys.stdin.readline()
"""


@pytest.fixture(autouse=True)
def database() -> None:
    """Other processes could not see into a transaction of the test."""


@pytest.fixture(autouse=True)
def stopped_clock() -> None:
    """Other processes have clocks of their own."""


@pytest.fixture
def house(new_database) -> Iterator[Flask]:
    """The portal on a database of its own that other processes reach too."""
    settings = Settings(
        environment=Environment.TEST, database_url=new_database("rush"), secret_key="only for a rush"
    )
    app = create_app(settings)
    app.config["PROPAGATE_EXCEPTIONS"] = False
    with app.app_context():
        Model.metadata.create_all(db.engine)
        yield app
        db.session.remove()
        db.engine.dispose()


class Crowd:
    """Processes that begin at the same instant, and the lines they wrote."""

    def __init__(self, app, log) -> None:
        self.environment = told(app.config["SETTINGS"])
        self.log = log
        self.running = []

    def start(self, script: str, count: int = 1) -> list[subprocess.Popen]:
        command = [sys.executable, "-c", PROLOGUE + script, str(self.log)]
        pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
        made = [subprocess.Popen(command, cwd=ROOT, env=self.environment, **pipes) for _ in range(count)]
        self.running += made
        for process in made:
            assert process.stdout.readline() == "ready\n"
        for process in made:
            process.stdin.write("\n")
            process.stdin.flush()
        return made

    def finish(self) -> list[str]:
        codes = [process.wait(PATIENCE_SECONDS) for process in self.running]
        assert set(codes) <= {0, -9}, codes
        return self.lines()

    def lines(self) -> list[str]:
        return self.log.read_text().splitlines() if self.log.exists() else []


@pytest.fixture
def crowd(house, tmp_path) -> Iterator[Crowd]:
    made = Crowd(house, tmp_path / "log")
    yield made
    for process in made.running:
        process.kill()
        process.wait()
        process.stdin.close()
        process.stdout.close()
