"""`flask portal check` says what is wrong with imports."""

import pytest

from portal.imports.checks import find_abandoned, find_left_over, find_miscounted
from portal.imports.models import FileChunk, ImportRow
from portal.kernel import work
from portal.kernel.access import Role
from portal.kernel.db import db
from portal.kernel.work import WorkState
from tests.factories import an_agency, saved, someone
from tests.integration.imports.steps import as_csv, bring_in, look_at, the_import, upload

ROWS = as_csv(("Given name", "Family name", "Job title"), [("Bo", "Lee", "Nurse"), ("", "", "Nurse")])


@pytest.fixture
def agency(client):
    client.sign_in(someone(Role.COORDINATOR))
    return saved(an_agency(name="Health trust"))


@pytest.fixture
def taken(client, agency):
    return the_import(look_at(client, "workforce", ROWS, agency=agency.id))


def found():
    db.session.flush()
    return [breach for find in (find_abandoned, find_left_over, find_miscounted) for breach in find()]


def test_nothing_is_wrong_with_files_that_wait_were_applied_or_thrown_away(client, agency, taken):
    assert not found()
    bring_in(client, "workforce", ROWS, agency=agency.id)
    client.submit(f"/imports/files/{taken.id}", form="form[action$='/discard']")
    assert not found()


def test_work_that_nobody_does(client, agency):
    sent = upload(client, "workforce", ROWS, agency=agency.id)
    shown = client.submit(sent.location).location
    assert not found()
    db.session.query(work.Work).one().state = WorkState.FAILED
    (breach,) = found()
    assert breach == f"Import {the_import(shown).id} is “being read”, and nobody works on it: throw it away"


@pytest.mark.parametrize("table", [FileChunk, ImportRow])
def test_what_is_kept_of_a_file_that_is_over(taken, table):
    row = {"number": 99, "data": b""} if table is FileChunk else {"number": 99, "key": "x", "said": {}}
    taken.is_purged = True
    db.session.query(ImportRow).delete()
    db.session.query(FileChunk).delete()
    before = len(found())
    saved(table(import_id=taken.id, **row))
    assert len(found()) == before + 1


def test_numbers_that_are_not_those_of_the_rows(taken):
    taken.added += 1
    assert found() == [f"Import {taken.id} says 2 rows added, and 1 are kept"]
