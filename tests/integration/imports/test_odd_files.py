"""Files as they really come, and files that nobody honest sends: a clear error or a clean import."""

from datetime import date
from io import BytesIO

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from portal.imports.domain import Choices, ImportKind, ImportRules, ImportState
from portal.imports.reading.mapping import headings_of, proposed
from portal.imports.reading.packing import pack, unpacked
from portal.imports.reading.table import Plan, batches
from portal.kernel.access import Role
from portal.kernel.cells import FileRefused
from portal.kernel.db import db
from portal.people.models import Person, Post
from tests.factories import an_agency, saved, someone
from tests.integration.imports.steps import as_csv, bring_in, listed, look_at, tally, upload
from tests.support.pages import errors_on
from tests.support.workbooks import a_bomb, a_package, a_row, a_sheet, a_workbook, sheet_xml, some_sheets

HEAD = ("Staff number", "Given name", "Family name", "Agency", "Job title", "Start date")
ROW = ("7", "Zoë", "O’Neill", "Trust", "Nurse", "2024-09-01")
WAYS = {
    "plain": as_csv(HEAD, [ROW]),
    "byte-order-mark": as_csv(HEAD, [ROW], "utf-8-sig"),
    "windows": as_csv(HEAD, [ROW], "cp1252"),
    "unicode-text": as_csv(HEAD, [ROW], "utf-16"),
    "semicolons": as_csv(HEAD, [ROW]).replace(b",", b";"),
    "blank-rows": as_csv(HEAD, [(), ROW, *[()] * 100_000]),
    "short-row": as_csv(HEAD, [ROW, ("8",)]),
    "nul": as_csv(HEAD, [ROW, ("8", "A\0b", "C", "Trust", "Nurse", "")]),
    "control": as_csv(HEAD, [ROW, ("8", "A\x07b", "C", "Trust", "Nurse", "")]),
    "long": as_csv(HEAD, [ROW, ("8", "A" * 10_000, "C", "Trust", "Nurse", "")]),
    "formula": as_csv(HEAD, [ROW, ("8", '=HYPERLINK("x")', "C", "Trust", "Nurse", "")]),
    "ragged": as_csv(HEAD, [ROW, ("8", "A", "C", "Trust", "Nurse", "", "stray", "more")]),
    "twice-the-heading": as_csv((*HEAD, "Given name"), [(*ROW, "x")]),
    "workbook": a_workbook([HEAD, (*ROW[:5], date(2024, 9, 1))]),
    "excel-day": as_csv(HEAD, [(*ROW[:5], "45536")]),
    "british-day": as_csv(HEAD, [(*ROW[:5], "1 September 2024")]),
    "short-day": as_csv(HEAD, [(*ROW[:5], "01/09/24")]),
}
# Of these the second row is refused, and only it.
REFUSED = {
    "short-row": "Enter a job title",
    "nul": "This cell holds characters that are not text",
    "control": "This cell holds characters that are not text",
    "long": "This cell has 10,000 characters; the most is 200",
    "formula": "This cell holds a formula. Paste its value instead",
    "ragged": "This row has 8 cells and the header has 6. Check for stray separators",
}


@pytest.fixture(autouse=True)
def coordinator(client):
    saved(an_agency(name="Trust"))
    client.sign_in(someone(Role.COORDINATOR))


@pytest.mark.parametrize("way", WAYS)
def test_every_good_row_comes_in_and_every_other_is_named(client, way):
    taken = bring_in(client, "workforce", WAYS[way])
    assert (taken.state, taken.added, taken.refused) == (ImportState.APPLIED, 1, int(way in REFUSED))
    person = db.session.scalars(select(Person).where(Person.family_name == "O’Neill")).one()
    post = db.session.scalars(select(Post).where(Post.person_id == person.id)).one()
    assert (person.given_name, post.started_on) == ("Zoë", date(2024, 9, 1))
    refused = listed(client.get(f"/imports/files/{taken.id}?show=refused").text)
    assert REFUSED.get(way) in ([None] if way not in REFUSED else [row[2] for row in refused])


@pytest.mark.parametrize(
    "name",
    [
        "محمد عبد الله",
        "אברהם",
        "李 小龙",
        "Ren\u00e9e 👩\u200d👧",
        "D’Arcy-Jones",
        "N\u0303andu",
        "\u202eevil",
    ],
)
def test_names_of_every_script_come_in_as_they_are_and_come_again(client, name):
    data = as_csv(HEAD, [("9", name, "Łukasz", "Trust", "Nurse", "")])
    bring_in(client, "workforce", data)
    stored = db.session.scalars(select(Person.given_name).where(Person.family_name == "Łukasz")).one()
    assert stored == name.removeprefix("\u202e")
    assert tally(client.get(look_at(client, "workforce", data)).text) == {"unchanged": 1}


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (as_csv(HEAD, [ROW], "utf-16-le"), "This file is not text that can be read"),
        (b"Name,\x81\x8d\x8f\n1,2\n", "This file is not text that can be read"),
        (a_bomb(450), "This Excel workbook unpacks to far more than a list can hold"),
        (a_package({"xl/vbaProject.bin": b"x"}), "This workbook holds macros"),
        (a_sheet("<row/>" * 100_000), "The file is empty"),
        (b"\xd0\xcf\x11\xe0" + bytes(600), "This is an old Excel file, or one with a password"),
        (as_csv(HEAD, [ROW]) + b'"8,x\n', "This file is not a whole CSV file"),
        (b'"' + b"x" * 200_000, "This file is not a whole CSV file"),
        (as_csv(HEAD, [ROW], "utf-32"), "This file is not text that can be read"),
        (as_csv(HEAD, []), "The file has a header and no rows"),
        (as_csv([f"H{number}" for number in range(20_000)], [ROW]), "The file has more than 400 columns"),
        (b"\xef\xbb\xbf <!DOCTYPE html>\n<table><tr><td>7</td></tr></table>", "This is a web page or a docu"),
        ("<table>\n<tr><td>7</td></tr>".encode("utf-16"), "This is a web page or a document"),
        (b"{\\rtf1 list\nof people}", "This is a web page or a document"),
        (some_sheets([], [HEAD, ROW]), "The first sheet is empty. Put the list on the first sheet"),
    ],
    ids=[
        *(
            "utf-16",
            "bytes",
            "bomb",
            "macros",
            "empty-rows",
            "old",
            "quote",
            "endless",
            "utf-32",
            "header-only",
        ),
        *("columns", "html", "html-in-utf-16", "rtf", "cover"),
    ],
)
def test_what_is_no_list_is_refused_at_once(client, data, says):
    (error,) = errors_on(upload(client, "workforce", data).text)
    assert error.startswith(says)


@pytest.mark.parametrize(
    "rows",
    [
        a_row(1, *HEAD) + a_row(2, *ROW),
        a_row(1, *HEAD) + a_row(99_999_999_999, *ROW),
        a_row("one", *HEAD) + a_row(-5, *ROW),
    ],
    ids=["dimension", "row-number", "no-number"],
)
def test_what_a_workbook_claims_of_itself_is_not_believed(client, rows):
    sheet = sheet_xml(rows).replace("<sheetData>", '<dimension ref="A1:XFD1048576"/><sheetData>')
    taken = bring_in(client, "workforce", a_package({"xl/worksheets/sheet1.xml": sheet}))
    assert (taken.state, taken.added, taken.refused) == (ImportState.APPLIED, 1, 0)


def test_cells_that_were_merged_are_empty_and_named(client):
    rows = a_row(1, *HEAD) + a_row(2, *ROW) + a_row(3, "8", "Ann", "Lee")
    merged = sheet_xml(rows).replace(
        "</sheetData>", '</sheetData><mergeCells><mergeCell ref="D2:E3"/></mergeCells>'
    )
    shown = look_at(client, "workforce", a_package({"xl/worksheets/sheet1.xml": merged}))
    assert tally(client.get(shown).text) == {"added": 1, "refused": 1}
    assert listed(client.get(f"{shown}?show=refused").text)[0][:2] == ["3", "Job title"]


def test_hidden_sheets_are_passed_over_and_further_ones_are_named(client):
    sent = upload(client, "workforce", some_sheets([("Secret",), (1,)], [HEAD, ROW], [HEAD, ROW], hide=1))
    page = client.get(sent.location).text
    assert "Only the first sheet, “Sheet2”, is read. The workbook also holds “Sheet3”" in page
    assert "Secret" not in page
    assert "Given name" in page


def test_a_file_that_breaks_further_down_is_refused_whole(client):
    rows = [(str(number), "A", "B", "Trust", "Nurse", "") for number in range(10)]
    shown = look_at(client, "workforce", as_csv(HEAD, rows) + b'"8,x\n')
    page = client.get(shown)
    assert "This file is not a whole CSV file" in page.text
    assert listed(page.text) == [["12", "All", "A quotation mark is out of place, or one is missing"]]


CELLS = st.text(st.characters(exclude_categories=["Cs"]), max_size=30)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=st.lists(st.lists(CELLS, max_size=9), min_size=1, max_size=8))
def test_whatever_stands_in_a_row_it_is_read_or_named(rows):
    told = rows_told(as_csv(HEAD, [ROW, *rows]))
    assert told is None or told == len([row for row in rows if any(cell.strip() for cell in row)]) + 1


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.binary(max_size=400))
def test_whatever_bytes_come_they_are_read_or_refused(data):
    rows_told(data)
    rows_told(as_csv(HEAD, [ROW]) + data)


def rows_told(data: bytes) -> int | None:
    """How many rows were read or refused by number; None when the file is refused as a whole."""
    try:
        packed = pack("odd.csv", BytesIO(data))
        mapping = proposed(ImportKind.WORKFORCE, headings_of(packed.headings), {})
        plan = Plan(ImportKind.WORKFORCE, mapping, Choices(), ImportRules())
        with unpacked(packed.pieces) as file:
            found = list(batches(file, plan))
    except FileRefused:
        return None
    kept = {row.number for batch in found for row in batch.rows}
    refused = {problem.row for batch in found for problem in batch.problems}
    assert not kept & refused
    return len(kept | refused)
