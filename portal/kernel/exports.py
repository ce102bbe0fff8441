"""Downloads of long lists for spreadsheets: CSV, Excel and OpenDocument, in flat memory however long.

No cell is ever a formula: in CSV a quote stands before what would be one (`tables.csv_cell`); in the
other two a text is stored as text. Each is made before its first byte leaves (`tables.file_response`).
"""

from __future__ import annotations

import re
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from itertools import chain, islice
from typing import IO

from flask import Response

from portal.kernel import clock
from portal.kernel.tables import csv_response, file_response, sent

# What spreadsheets can open; longer lists go on in another sheet. One row is the heading.
ROWS_A_SHEET = 1_048_575
LONGEST_CELL = 32_767
# XML has no way to write these.
UNWRITABLE = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")

Rows = Iterable[Sequence[object]]


class FileFormat(StrEnum):
    CSV = "csv"
    XLSX = "xlsx"
    ODS = "ods"

    @property
    def label(self) -> str:
        return {"csv": "CSV", "xlsx": "Excel", "ods": "OpenDocument"}[self.value]

    @property
    def content_type(self) -> str:
        return {
            "csv": "text/csv; charset=utf-8",
            "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            "ods": "application/vnd.oasis.opendocument.spreadsheet",
        }[self.value]


def read_format(asked: str) -> FileFormat:
    """CSV for anything unknown."""
    return FileFormat(asked) if asked in set(FileFormat) else FileFormat.CSV


def table_response(kind: FileFormat, name: str, head: Sequence[str], rows: Rows) -> Response:
    """The list as a download in this format; `name` comes without an ending."""
    filename = f"{name}.{kind.value}"
    if kind is FileFormat.CSV:
        return csv_response(filename, head, rows)
    if kind is FileFormat.XLSX:
        return sent(xlsx_file(head, rows), filename, kind.content_type)
    return file_response(filename, kind.content_type, ods_chunks(head, rows))


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet of a workbook."""

    title: str
    head: Sequence[str]
    rows: Rows


def xlsx_file(head: Sequence[str], rows: Rows) -> IO[bytes]:
    return workbook_file(Sheet(title, head, some) for title, some in sheets_of(rows))


def workbook_file(sheets: Iterable[Sheet]) -> IO[bytes]:
    """A workbook of these sheets, each written as it is read."""
    made = tempfile.TemporaryFile()  # noqa: SIM115  # closed with the answer
    try:
        _write_xlsx(made, sheets)
    except BaseException:
        made.close()
        raise
    return made


def workbook_response(name: str, sheets: Iterable[Sheet]) -> Response:
    """The workbook as a download; `name` comes without an ending."""
    return sent(workbook_file(sheets), f"{name}.xlsx", FileFormat.XLSX.content_type)


def _write_xlsx(target: IO[bytes], sheets: Iterable[Sheet]) -> None:
    import xlsxwriter  # noqa: PLC0415  # a tenth of a second that only downloads should pay

    as_text = dict.fromkeys(("strings_to_formulas", "strings_to_urls", "strings_to_numbers"), False)
    with xlsxwriter.Workbook(target, {"constant_memory": True, **as_text}) as book:
        bold = book.add_format({"bold": True})
        day, moment = (book.add_format({"num_format": shape}) for shape in ("yyyy-mm-dd", "yyyy-mm-dd hh:mm"))
        for one in sheets:
            sheet = book.add_worksheet(one.title)
            sheet.freeze_panes(1, 0)
            sheet.write_row(0, 0, one.head, bold)
            for number, row in enumerate(one.rows, start=1):
                for place, value in enumerate(map(cell, row)):
                    if isinstance(value, date):
                        shape = moment if isinstance(value, datetime) else day
                        sheet.write_datetime(number, place, value, shape)
                    elif isinstance(value, str):
                        sheet.write_string(number, place, value)
                    elif value is not None:
                        sheet.write_number(number, place, value)


def ods_chunks(head: Sequence[str], rows: Rows) -> Iterator[bytes]:
    from stream_write_ods import stream_write_ods  # noqa: PLC0415  # only downloads should pay for it

    sheets = ((title, head, (tuple(map(cell, row)) for row in some)) for title, some in sheets_of(rows))
    chunks: Iterator[bytes] = stream_write_ods(sheets, get_modified_at=lambda: _wall_clock(clock.now()))
    return chunks


def sheets_of(rows: Rows, size: int = ROWS_A_SHEET) -> Iterator[tuple[str, Rows]]:
    """The rows by sheet, with its title; each must be read to its end before the next. At least one."""
    rest = iter(rows)
    number = 1
    yield f"Sheet {number}", islice(rest, size)
    for first in rest:
        number += 1
        yield f"Sheet {number}", chain([first], islice(rest, size - 1))


def cell(value: object) -> str | int | float | date | None:
    """A value as a spreadsheet stores it. Text stays text, and only what XML can say is kept of it."""
    if value is None or isinstance(value, bool):
        return None if value is None else "yes" if value else "no"
    if isinstance(value, datetime):
        return _wall_clock(value)
    if isinstance(value, date | int | float):
        return value
    return UNWRITABLE.sub("", str(value))[:LONGEST_CELL]


def _wall_clock(moment: datetime) -> datetime:
    """What London's clocks show; spreadsheets know no zones."""
    return clock.in_london(moment).replace(tzinfo=None)
