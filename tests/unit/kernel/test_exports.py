"""Downloads for spreadsheets: the same cells in three formats, none of them a formula."""

from __future__ import annotations

import io
import xml.etree.ElementTree as ET  # reads what these tests wrote
import zipfile
from datetime import UTC, date, datetime

import openpyxl
import pytest

from portal.kernel import exports
from portal.kernel.exports import (
    FileFormat,
    cell,
    ods_chunks,
    read_format,
    sheets_of,
    table_response,
    xlsx_file,
)

HEAD = ("Name", "Number", "Day", "Moment", "Is it", "Nothing")
ROW = ("=SUM(A1)", 3, date(2026, 7, 1), datetime(2026, 7, 1, 8, 30, tzinfo=UTC), True, None)
TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}p"
TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"


def book_of(rows):
    with xlsx_file(HEAD, rows) as file:
        return openpyxl.load_workbook(file)


def content_of(rows):
    with zipfile.ZipFile(io.BytesIO(b"".join(ods_chunks(HEAD, rows)))) as file:
        assert file.testzip() is None
        return ET.fromstring(file.read("content.xml"))  # noqa: S314  # likewise


def words_in(content) -> list[str]:
    return [one.text or "" for one in content.iter(TEXT)]


class TestExcel:
    def test_cells_are_what_they_were(self):
        head, row = book_of([ROW]).active.iter_rows()
        assert tuple(one.value for one in head) == HEAD
        day, moment = datetime(2026, 7, 1), datetime(2026, 7, 1, 9, 30)  # noqa: DTZ001  # spreadsheets know no zones
        assert tuple(one.value for one in row) == ("=SUM(A1)", 3, day, moment, "yes", None)

    @pytest.mark.parametrize("text", ["=1+1", "{=1+1}", "+1", "@x", "http://a.example", "0123", "-"])
    def test_text_is_never_anything_else(self, text):
        (_, (one,)) = book_of([(text,)]).active.iter_rows(max_col=1)
        assert (one.value, one.data_type, one.hyperlink) == (text, "s", None)


class TestOpenDocument:
    def test_cells_are_what_they_were(self):
        told = words_in(content_of([ROW]))
        assert told == [*HEAD, "=SUM(A1)", "3", "2026-07-01", "2026-07-01T09:30:00", "yes"]

    def test_no_cell_is_a_formula(self):
        content = content_of([("=1+1",), ("of:=1",)])
        assert not [name for one in content.iter() for name in one.attrib if name.endswith("formula")]

    @pytest.mark.parametrize("text", ["<b>&\"'", "a\x0bb\x00\ufffe", "\U0001f600 محمد"])
    def test_any_text_leaves_a_file_that_can_be_read(self, text):
        assert words_in(content_of([(text,)]))[-1] == cell(text)


class TestSheets:
    @pytest.mark.parametrize(("rows", "sizes"), [(0, [0]), (3, [3]), (4, [3, 1]), (7, [3, 3, 1])])
    def test_long_lists_go_on_in_another_sheet(self, rows, sizes):
        made = [(title, len(list(some))) for title, some in sheets_of([(n,) for n in range(rows)], 3)]
        assert made == [(f"Sheet {number}", size) for number, size in enumerate(sizes, 1)]

    def test_both_formats_write_every_sheet(self, monkeypatch):
        monkeypatch.setattr(exports.sheets_of, "__defaults__", (2,))
        assert [sheet.max_row for sheet in book_of([ROW] * 3).worksheets] == [3, 2]
        assert len(list(content_of([ROW] * 3).iter(f"{TABLE}table"))) == 2


@pytest.mark.parametrize("kind", FileFormat)
def test_a_download_has_the_name_and_type_of_its_format(paper, kind):
    with paper.test_request_context():
        answer = table_response(kind, 'peo"ple', ("A",), [("x",)])
    assert answer.headers["Content-Disposition"] == f'attachment; filename="peo-ple.{kind}"'
    assert answer.content_type == kind.content_type
    assert len(answer.get_data()) > 1


@pytest.mark.parametrize("kind", FileFormat)
@pytest.mark.parametrize("whole", [0, 3, 2_000])
def test_a_fault_in_the_rows_is_raised_before_anything_leaves(paper, kind, whole):
    def rows():
        yield from [ROW] * whole
        raise ZeroDivisionError

    with paper.test_request_context(), pytest.raises(ZeroDivisionError):
        table_response(kind, "people", HEAD, rows())


@pytest.mark.parametrize("kind", FileFormat)
@pytest.mark.parametrize("rows", [0, 300])
def test_a_download_says_how_long_it_is_and_is_closed_when_it_was_sent(paper, kind, rows):
    with paper.test_request_context():
        answer = table_response(kind, "people", HEAD, [ROW] * rows)
    (close,) = answer._on_close
    assert answer.content_length == len(next(answer.iter_encoded()))
    assert not close.__self__.closed
    answer.close()
    assert close.__self__.closed


@pytest.mark.parametrize(
    ("asked", "kind"), [("ods", FileFormat.ODS), ("", FileFormat.CSV), ("exe", FileFormat.CSV)]
)
def test_an_unknown_format_is_csv(asked, kind):
    assert read_format(asked) is kind


def test_a_cell_holds_no_more_than_a_spreadsheet_can():
    assert len(cell("x" * 40_000)) == 32_767
