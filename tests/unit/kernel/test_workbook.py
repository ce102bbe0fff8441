"""What an Excel workbook may be, and the words in which anything else is refused."""

from datetime import date, datetime
from io import BytesIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.kernel import workbook_parts
from portal.kernel.cells import BrokenCell, FileRefused, fault_of
from portal.kernel.reading import records
from tests.support.workbooks import BOOK, NAMESPACE, a_bomb, a_package, a_sheet, a_workbook, sheet_xml

CELL = '<c r="A1"><v>1</v></c>'


def read(data):
    return list(records(BytesIO(data)))


def refusal(data):
    with pytest.raises(FileRefused) as refused:
        read(data)
    return refused.value.message


def test_reads_text_numbers_dates_and_ticks():
    rows = read(a_workbook([["Name", "No.", "From", "Paid"], ["Zoë", 12, date(2026, 3, 3), True]]))
    assert rows == [(1, ["Name", "No.", "From", "Paid"]), (2, ["Zoë", "12", "2026-03-03", "yes"])]


def test_a_time_of_day_is_left_out_and_a_fraction_stays():
    assert read(a_workbook([[datetime(2026, 3, 3, 14, 30), 1.5]])) == [(1, ["2026-03-03", "1.5"])]  # noqa: DTZ001  # a spreadsheet knows no zones


def test_empty_rows_and_gaps_keep_their_numbers():
    sheet = (
        '<row r="2"><c r="C2"><v>5</v></c></row><row r="9"/><row r="100000"><c r="A100000"><v>6</v></c></row>'
    )
    assert read(a_sheet(sheet)) == [(2, ["", "", "5"]), (100_000, ["6"])]


def test_a_hundred_thousand_empty_rows_are_none():
    assert read(a_sheet(f'<row r="1">{CELL}</row>' + "<row/>" * 100_000)) == [(1, ["1"])]


def test_a_cell_far_to_the_right_costs_nothing():
    assert read(a_sheet('<row r="1"><c r="A1"><v>1</v></c><c r="XFD1"><v>2</v></c></row>')) == [(1, ["1"])]


def test_dates_count_from_1904_where_the_workbook_says_so():
    book = BOOK.replace("<sheets>", '<workbookPr date1904="1"/><sheets>')
    formats = '<cellXfs><xf numFmtId="0"/><xf numFmtId="14"/></cellXfs>'
    styles = f'<styleSheet xmlns="{NAMESPACE}">{formats}</styleSheet>'
    sheet = sheet_xml('<row r="1"><c r="A1" s="1"><v>0.5</v></c><c r="B1" s="0"><v>3</v></c></row>')
    parts = {"xl/workbook.xml": book, "xl/styles.xml": styles, "xl/worksheets/sheet1.xml": sheet}
    assert read(a_package(parts)) == [(1, ["1904-01-01", "3"])]


def test_a_formula_is_read_as_what_its_author_saw():
    assert read(a_sheet('<row r="1"><c r="A1"><f>1+1</f><v>2</v></c></row>')) == [(1, ["2"])]


@pytest.mark.parametrize(
    ("cell", "says"),
    [
        ('<c r="A1"><f>1+1</f></c>', "This cell holds a formula without a result. Paste its value instead"),
        ('<c r="A1" t="e"><v>#N/A</v></c>', "This cell shows the error #N/A"),
        ('<c r="A1" t="s"><v>7</v></c>', "This cell cannot be read"),
    ],
)
def test_a_cell_without_content_says_why(cell, says):
    ((_, (found,)),) = read(a_sheet(f'<row r="1">{cell}</row>'))
    assert isinstance(found, BrokenCell)
    assert fault_of(found, 120) == says


def test_characters_that_xml_does_not_allow_are_read_back():
    cells = '<c r="A1" t="inlineStr"><is><t>a_x0041_b_xD800_c_x0007_</t></is></c>'
    assert read(a_sheet(f'<row r="1">{cells}</row>')) == [(1, ["aAb\ufffdc\x07"])]


def test_prefixed_tags_are_read_too():
    sheet = (
        f'<x:worksheet xmlns:x="{NAMESPACE}"><x:sheetData><x:row r="1"><x:c><x:v>4</x:v></x:c></x:row>'
        "</x:sheetData></x:worksheet>"
    )
    assert read(a_package({"xl/worksheets/sheet1.xml": sheet})) == [(1, ["4"])]


def test_a_bomb_is_refused_before_it_is_unpacked():
    bomb = a_bomb(1_024)
    assert len(bomb) < 2_000_000
    assert refusal(bomb).startswith("This Excel workbook unpacks to far more than a list can hold")


def test_more_shared_text_than_memory_should_hold_is_refused(monkeypatch):
    monkeypatch.setattr(workbook_parts, "MOST_SHARED", 1_000)
    row = '<row r="1"><c r="A1" t="s"><v>{}</v></c></row>'
    for count, reads in ((9, True), (90, False)):
        strings = f"<sst>{'<si><t>Ann</t></si>' * count}</sst>"
        sheet = sheet_xml(row.format(count - 1))
        book = a_package({"xl/sharedStrings.xml": strings, "xl/worksheets/sheet1.xml": sheet})
        if reads:
            assert read(book) == [(1, ["Ann"])]
        else:
            assert refusal(book).startswith("This Excel workbook unpacks to far more")


ENTITIES = '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]>'
OUTSIDE = '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>'


@pytest.mark.parametrize("start", [ENTITIES, OUTSIDE, "<!DOCTYPE x>"], ids=["bomb", "outside", "doctype"])
def test_entities_are_refused(start):
    sheet = start + sheet_xml('<row r="1"><c r="A1" t="str"><v>&b;</v></c></row>')
    assert refusal(a_package({"xl/worksheets/sheet1.xml": sheet})).startswith(
        "This Excel workbook is damaged"
    )


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (a_package({"xl/vbaProject.bin": b"x"}), "This workbook holds macros"),
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600),
            "This is an old Excel file, or one with a password",
        ),
        (a_package({}), "This Excel workbook is damaged"),
        (a_sheet(""), "The file is empty"),
        (a_sheet("<row>"), "This Excel workbook is damaged"),
        (a_package({"xl/workbook.xml": "<workbook/>"}), "This Excel workbook has no sheet with a table"),
    ],
    ids=["macros", "old", "no-sheet-part", "empty", "broken-xml", "no-sheet"],
)
def test_what_is_no_list_is_refused(data, says):
    assert refusal(data).startswith(says)


@settings(max_examples=150, deadline=None)
@given(place=st.integers(0, 3_000), bytes_there=st.binary(min_size=1, max_size=8))
def test_a_damaged_workbook_is_read_or_refused(place, bytes_there):
    data = bytearray(a_workbook([["Name", "From"], ["Sam", date(2026, 3, 3)]]))
    data[place : place + len(bytes_there)] = bytes_there
    try:
        read(bytes(data))
    except FileRefused as refused:
        assert refused.message  # noqa: PT017  # either end is right
