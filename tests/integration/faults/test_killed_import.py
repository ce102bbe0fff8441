"""A worker that the system ends in the middle of an import leaves nothing half done; another does it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from contextlib import contextmanager
from datetime import timedelta
from io import BytesIO

import pytest
from sqlalchemy import func, select, update

from portal.imports.domain import Apply, Choices, ImportKind, ImportState, NameColumns, TakeFile
from portal.imports.models import FileImport, ImportRow
from portal.imports.reading.packing import pack
from portal.imports.services import applying, taking
from portal.kernel import clock
from portal.kernel.access import Role
from portal.kernel.activity import Activity
from portal.kernel.db import Model, db, unit_of_work
from portal.kernel.work import Work, WorkState
from portal.people.models import Person, Post
from portal.settings import ROOT, Environment, Settings
from tests.factories import actor_of, an_agency, saved, someone
from tests.integration.imports.steps import as_csv
from tests.support.live import PATIENCE_SECONDS, SECRET, told
from wsgi import create_app

PEOPLE = 3_000
HEAD = ("Staff number", "Given name", "Family name", "Agency", "Job title")
# `make soak` goes through more moments at which a worker may end.
MOMENTS = (0.1, 0.4, 0.8, 1.6) if os.environ.get("SOAK") else (0.4,)


@pytest.fixture(autouse=True)
def database() -> None:
    """The worker's process could not see into a transaction of the test."""


@pytest.fixture
def portal(new_database):
    settings = Settings(environment=Environment.TEST, database_url=new_database("killed"), secret_key=SECRET)
    app = create_app(settings)
    with app.app_context():
        Model.metadata.create_all(db.engine)
        yield settings
        db.session.remove()
        db.engine.dispose()


@contextmanager
def worker(settings):
    command = [sys.executable, "-m", "flask", "--app", "wsgi", "work", "serve"]
    process = subprocess.Popen(command, env=told(settings), cwd=ROOT, stderr=subprocess.DEVNULL)
    try:
        yield process
    finally:
        process.kill()
        process.wait()


def until(condition) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not condition():
        assert time.monotonic() < deadline, "It took too long"
        time.sleep(0.02)


def state_of(import_id) -> ImportState:
    db.session.rollback()
    return db.session.scalars(select(FileImport.state).where(FileImport.id == import_id)).one()


def is_running() -> bool:
    db.session.rollback()
    return db.session.scalar(select(func.count()).where(Work.state == WorkState.RUNNING)) == 1


def a_list_of_everybody():
    agency = saved(an_agency(name="Health trust"))
    account = someone(Role.COORDINATOR)
    rows = ((number, f"Given{number}", "Family", agency.name, "Nurse") for number in range(PEOPLE))
    command = TakeFile(kind=ImportKind.WORKFORCE, source_name="HR", choices=Choices(role_group="teaching"))
    packed = pack("all.csv", BytesIO(as_csv(HEAD, rows)))
    actor = actor_of(account, Role.COORDINATOR)
    with unit_of_work():
        taken = taking.take_file(actor, command, packed)
        db.session.flush()
        taking.name_columns(actor, NameColumns(taken.id, dict(taken.mapping)))
        return actor, taken.id


def counted() -> tuple[int, int, int]:
    """People, posts and lines of the log that came from the list."""
    db.session.rollback()
    people = select(func.count()).where(Person.family_name == "Family")
    posts = select(func.count()).where(Post.job_title == "Nurse")
    lines = select(func.count()).where(Activity.verb == "import_add")
    return db.session.scalar(people), db.session.scalar(posts), db.session.scalar(lines)


@pytest.mark.parametrize("moment", MOMENTS)
def test_an_import_is_whole_or_not_there(portal, moment):
    actor, import_id = a_list_of_everybody()
    with worker(portal) as first:
        until(lambda: state_of(import_id) is ImportState.READY)
        with unit_of_work():
            applying.ask_to_apply(actor, Apply(import_id=import_id))
        until(is_running)
        time.sleep(moment)
        first.send_signal(signal.SIGKILL)
        first.wait()
    assert counted() in {(0, 0, 0), (PEOPLE, PEOPLE, PEOPLE)}
    finish_elsewhere(portal, import_id)
    assert counted() == (PEOPLE, PEOPLE, PEOPLE)
    assert db.session.scalar(select(func.count(ImportRow.id))) == 0


def finish_elsewhere(portal, import_id) -> None:
    """Another worker takes the work up once the dead one's lease is over."""
    with unit_of_work():
        db.session.execute(update(Work).values(leased_until=clock.now() - timedelta(seconds=1)))
    with worker(portal):
        until(lambda: state_of(import_id) is ImportState.APPLIED)
        until(lambda: not is_running())
