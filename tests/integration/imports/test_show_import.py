"""A file while it is read, once it is stopped or broken, and when its days are over."""

from datetime import timedelta

import pytest
from flask import current_app
from sqlalchemy import func, select

from portal.imports import jobs
from portal.imports.domain import ImportState
from portal.imports.models import FileChunk, ImportProblem, ImportRow, ImportStep
from portal.kernel import clock, work
from portal.kernel.access import Role
from portal.kernel.db import db
from portal.kernel.work import Work, WorkState
from portal.people.models import Person
from tests.factories import an_agency, saved, someone
from tests.integration.imports.steps import apply, as_csv, do_work, look_at, the_import, upload
from tests.support.pages import parse

HEAD = ("Staff number", "Given name", "Family name", "Agency", "Job title")
LIST = as_csv(HEAD, [("1", "Amira", "Khan", "Trust", "Nurse"), ("2", "Bo", "", "Nowhere", "Nurse")])


@pytest.fixture(autouse=True)
def coordinator(client):
    saved(an_agency(name="Trust"))
    client.sign_in(someone(Role.COORDINATOR))


def being_read(client):
    """The address of a file that waits for the worker."""
    return client.submit(upload(client, "workforce", LIST).location).location


def kept():
    tables = (FileChunk, ImportRow, ImportStep, ImportProblem)
    return sum(db.session.scalar(select(func.count(table.id))) or 0 for table in tables)


def press(client, shown, what):
    token = parse(client.get("/imports/workforce/upload").text).select_one("main input[name=csrf_token]")
    return client.post(f"{shown}/{what}", data={"csrf_token": token["value"]})


def test_while_it_is_read_the_page_says_how_far_it_is(client):
    shown = being_read(client)
    db.session.query(Work).update({"done": 30, "total": 120})
    db.session.commit()
    page = client.get(shown)
    assert "comparing it with the register : 25%" in " ".join(parse(page.text).text.split())
    assert parse(page.text).select_one("progress")["value"] == "30"


def test_reading_can_be_stopped_and_leaves_nothing(client):
    shown = being_read(client)
    client.submit(shown, form="form[action$='/stop']")
    assert "It is being stopped" in client.get(shown).text
    do_work()
    assert (the_import(shown).state, kept()) == (ImportState.STOPPED, 0)
    assert "Nothing of this file is kept" in client.get(shown).text


def test_applying_can_be_stopped_and_the_preview_waits_again(client):
    shown = look_at(client, "workforce", LIST)
    client.submit(shown, form="form[action$='/apply']")
    client.submit(shown, form="form[action$='/stop']")
    do_work()
    assert the_import(shown).state is ImportState.READY
    assert db.session.scalar(select(func.count()).where(Person.family_name == "Khan")) == 0
    assert "It was stopped, and nothing was imported" in client.get(shown).text
    assert apply(client, shown).state is ImportState.APPLIED


def test_stopping_in_the_middle_of_the_writing_takes_all_of_it_back(client, monkeypatch):
    shown = look_at(client, "workforce", LIST)
    client.submit(shown, form="form[action$='/apply']")
    written = []

    def stop_once_people_are_there(_own, _done, _total):
        count = db.session.scalar(select(func.count()).where(Person.family_name == "Khan"))
        written.append(count)
        if count:
            raise work.Stopped

    monkeypatch.setattr(work.Progress, "report_apart", stop_once_people_are_there)
    do_work()
    assert written == [0, 1]
    assert db.session.scalar(select(func.count()).where(Person.family_name == "Khan")) == 0
    assert the_import(shown).state is ImportState.READY


def test_work_that_failed_for_good_is_said_so_and_the_file_can_go(client):
    shown = being_read(client)

    def fail(_payload, _progress):
        raise ValueError("no disk")

    db.session.commit()
    work.drain({"imports.read": fail})
    page = client.get(shown)
    assert "The portal could not finish this" in page.text
    client.submit(shown, form="form[action$='/discard']")
    assert (the_import(shown).state, kept()) == (ImportState.DISCARDED, 0)


def test_a_worker_that_begins_again_reads_everything_once(client):
    shown = look_at(client, "workforce", LIST)
    before = kept()
    taken = the_import(shown)
    taken.state = ImportState.READING
    db.session.query(Work).update({"state": WorkState.WAITING})
    db.session.commit()
    do_work()
    assert (the_import(shown).state, the_import(shown).rows, kept()) == (ImportState.READY, 2, before)


def test_buttons_of_another_step_are_refused(client):
    shown = look_at(client, "workforce", LIST)
    assert press(client, shown, "stop").status_code == 409
    apply(client, shown)
    assert press(client, shown, "discard").status_code == 409
    assert "This file is past that step" in client.follow(press(client, shown, "apply")).text


def test_a_role_that_may_not_import_is_kept_out(client):
    shown = look_at(client, "workforce", LIST)
    client.sign_in(someone(Role.TRAINER))
    assert client.get(shown).status_code == 403


def test_files_go_when_their_days_are_over(client, at):
    done, waiting = look_at(client, "workforce", LIST), look_at(client, "workforce", LIST)
    apply(client, done)
    at(clock.now() + timedelta(days=8))
    rule = next(one for one in current_app.extensions["slices"].retention if one.name == "import-files")
    ids = [row.id for row in db.session.execute(rule.rows())]
    rule.purge(ids)
    db.session.commit()
    assert (kept(), the_import(done).state) == (0, ImportState.APPLIED)
    assert the_import(waiting).state is ImportState.DISCARDED
    assert "The rows of this file are no longer kept" in client.get(done).text
    assert db.session.execute(rule.rows()).all() == []


def test_the_tasks_have_the_names_that_are_deferred():
    tasks = current_app.extensions["slices"].tasks
    assert (tasks["imports.read"], tasks["imports.apply"]) == (jobs.read, jobs.apply)
