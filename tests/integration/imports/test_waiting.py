"""Files that wait for somebody stand on the home page of whoever may decide about them."""

import pytest

from portal.kernel import work
from portal.kernel.access import Role
from portal.kernel.db import db
from portal.kernel.work import WorkState
from tests.factories import an_agency, saved, someone
from tests.integration.imports.steps import apply, as_csv, listed, look_at, upload

ROWS = as_csv(("Given name", "Family name", "Job title"), [("Bo", "Lee", "Nurse")])
CARD = "imported file"


@pytest.fixture
def agency(client):
    client.sign_in(someone(Role.COORDINATOR))
    return saved(an_agency(name="Health trust"))


def waiting(client) -> list[list[str]]:
    return listed(client.get("/imports?waiting=yes").text)


def test_a_file_waits_until_it_is_applied(client, agency):
    assert CARD not in client.get("/").text
    upload(client, "workforce", ROWS, agency=agency.id)
    assert "1 imported file waits for you" in client.get("/").text
    shown = look_at(client, "workforce", ROWS, agency=agency.id)
    assert "2 imported files wait for you" in client.get("/").text
    assert len(waiting(client)) == 2
    apply(client, shown)
    assert "1 imported file waits for you" in client.get("/").text
    assert [row[3] for row in waiting(client)] == ["Columns to be named"]


def test_a_file_that_came_to_nothing_waits_until_it_is_thrown_away(client, agency):
    more = b"Bo,Lee,Nurse\r\n" * 10
    shown = look_at(client, "workforce", ROWS + more + b'"8,x\n', agency=agency.id)
    assert [row[3] for row in waiting(client)] == ["Refused"]
    client.submit(shown, form="form[action$='/discard']")
    assert CARD not in client.get("/").text


@pytest.mark.parametrize(("state", "count"), [(WorkState.RUNNING, 0), (WorkState.FAILED, 1)])
def test_a_file_at_work_waits_for_nobody_unless_the_work_failed(client, agency, state, count):
    sent = upload(client, "workforce", ROWS, agency=agency.id)
    client.submit(sent.location)
    db.session.query(work.Work).one().state = state
    db.session.commit()
    assert client.get("/").text.count(CARD) == count
    assert len(waiting(client)) == count


def test_only_those_who_may_decide_are_told(client, agency):
    look_at(client, "workforce", ROWS, agency=agency.id)
    client.sign_in(someone(Role.AGENCY_LEAD, agency=agency))
    assert "1 imported file waits for you" in client.get("/").text
    client.sign_in(someone(Role.AGENCY_LEAD, agency=saved(an_agency(name="Police"))))
    assert CARD not in client.get("/").text
    client.sign_in(someone(Role.PRACTITIONER))
    assert CARD not in client.get("/").text
