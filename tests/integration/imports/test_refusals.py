"""Refused rows come back with their reasons, to be mended and sent again."""

import csv
from datetime import timedelta
from io import StringIO

import pytest
from sqlalchemy import select

from portal.imports.models import FileChunk
from portal.imports.retention import RETENTION
from portal.kernel import clock
from portal.kernel.access import Role
from portal.kernel.db import db
from portal.people.models import Person
from tests.factories import an_agency, saved, someone
from tests.integration.imports.steps import apply, as_csv, bring_in, look_at, tally
from tests.support.workbooks import a_workbook

HEAD = ("Staff number", "First name", "Surname", "Phone", "Position", "Start date", "Remark")
GOOD = ("1", "Amira", "Khan", "+44 1904 555000", "Nurse", "2024-09-01", "fine")
BAD = ("2", "Bo", "Lee", "+44 1904 555001", "Nurse", "31/02/2026", "=1+1")
WORSE = ("3", "Cy", "", "", "", "never", "")


@pytest.fixture
def agency(client):
    client.sign_in(someone(Role.COORDINATOR))
    return saved(an_agency(name="Health trust"))


def refusals(client, shown):
    text = client.get(f"{shown}/refusals").text
    return list(csv.reader(StringIO(text.removeprefix("\ufeff"))))


@pytest.mark.parametrize("write", [as_csv, lambda head, rows: a_workbook([head, *rows])], ids=["csv", "xlsx"])
def test_every_refused_row_comes_whole_with_all_its_reasons(client, agency, write):
    shown = look_at(client, "workforce", write(HEAD, [GOOD, BAD, WORSE]), agency=agency.id)
    head, bad, worse = refusals(client, shown)
    assert head == ["Row", "Why it was refused", *HEAD]
    assert bad[:4] == ["3", "Start date: There is no such day as “31/02/2026”", "2", "Bo"]
    assert worse[0] == "4"
    assert worse[1].startswith("Position: Enter a job title. Start date: “never” is not a date")


def test_no_cell_of_them_is_a_formula(client, agency):
    shown = look_at(client, "workforce", as_csv(HEAD, [GOOD, BAD]), agency=agency.id)
    (_, bad) = refusals(client, shown)
    assert (bad[5], bad[-1]) == ("'+44 1904 555001", "'=1+1")


def test_mended_they_come_in_as_they_would_have(client, agency):
    shown = look_at(client, "workforce", as_csv(HEAD, [GOOD, BAD]), agency=agency.id)
    head, bad = refusals(client, shown)
    apply(client, shown)
    bad[head.index("Start date")] = "28/02/2026"
    assert bring_in(client, "workforce", as_csv(head, [bad]), agency=agency.id).added == 1
    phone = db.session.scalars(select(Person.phone).where(Person.family_name == "Lee")).one()
    assert phone == "+44 1904 555001"


def test_they_can_be_downloaded_after_the_others_were_imported_until_the_file_goes(client, agency):
    shown = look_at(client, "workforce", as_csv(HEAD, [GOOD, BAD]), agency=agency.id)
    taken = apply(client, shown)
    assert tally(client.get(shown).text) == {"added": 1, "refused": 1}
    assert len(refusals(client, shown)) == 2
    (rule,) = RETENTION
    taken.at = clock.now() - rule.period() - timedelta(days=1)
    rule.purge([taken.id])
    db.session.commit()
    assert refusals(client, shown) == [["Row", "Column", "Reason"]]
    assert not db.session.query(FileChunk).count()


def test_a_file_without_refused_rows_is_not_kept_once_applied(client, agency):
    bring_in(client, "workforce", as_csv(HEAD, [GOOD]), agency=agency.id)
    assert not db.session.query(FileChunk).count()


def test_of_a_file_that_is_refused_whole_the_reasons_come(client, agency):
    rows = [(str(number), *GOOD[1:]) for number in range(5, 15)]
    shown = look_at(client, "workforce", as_csv(HEAD, rows) + b'"8,x\n', agency=agency.id)
    assert refusals(client, shown)[1:] == [["12", "", "A quotation mark is out of place, or one is missing"]]
