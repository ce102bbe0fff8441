"""From the bytes of a file to rows of text: its kind, its encoding, its separator. Plain Python.

A file is refused for what it is; what is wrong with a single cell `portal.kernel.cells` tells, so that
each room decides whether that refuses a row or the file. Memory holds a few rows, whatever the size.
"""

from __future__ import annotations

import codecs
import csv
from collections.abc import Callable, Iterator
from contextlib import suppress
from io import TextIOWrapper
from typing import BinaryIO

from portal.kernel.cells import FileRefused, Problem

SEPARATORS = ",;\t|"
BYTES_AT_ONCE = 1 << 20
BYTES_LOOKED_AT = 1 << 16
ZIP, OLE, PDF = b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"%PDF"

MARKUP = ("<", "{\\rtf")

Record = tuple[int, list[str]]


def records(file: BinaryIO) -> Iterator[Record]:
    """Rows that are not blank, each with the number that a spreadsheet shows.

    Raises `FileRefused`, at once or on the way, when this is no CSV file and no Excel workbook.
    """
    return (row for row in _rows(file) if any(cell.strip() for cell in row[1]))


def unread_sheets(file: BinaryIO) -> list[str]:
    """Of a workbook the sheets that `records` passes over, the one it reads first; of other files none."""
    if not _start_of(file).startswith(ZIP):
        return []
    from portal.kernel import workbook  # noqa: PLC0415  # likewise

    return workbook.sheet_names(file)


def _rows(file: BinaryIO) -> Iterator[Record]:
    start = _start_of(file)
    if start.startswith(ZIP):
        return _workbook_rows(file)
    if start.startswith(OLE):
        raise FileRefused(
            "This is an old Excel file, or one with a password. Save it as an Excel workbook (.xlsx)"
        )
    if start.startswith(PDF):
        raise FileRefused("This is a PDF. Save the list as CSV or as an Excel workbook (.xlsx)")
    return _text_rows(file, start)


def _start_of(file: BinaryIO) -> bytes:
    file.seek(0)
    start = file.read(BYTES_LOOKED_AT)
    file.seek(0)
    return start


def _workbook_rows(file: BinaryIO) -> Iterator[Record]:
    # Most processes never read a workbook.
    from portal.kernel import workbook  # noqa: PLC0415

    found = False
    try:
        for row in workbook.rows(file):
            found = True
            yield row
    except workbook.NotAWorkbook as error:
        raise FileRefused(str(error)) from error
    if not found:
        several = len(workbook.sheet_names(file)) > 1
        told = "The first sheet is empty. Put the list on the first sheet" if several else "The file is empty"
        raise FileRefused(told)


def _text_rows(file: BinaryIO, start: bytes) -> Iterator[Record]:
    encoding = _encoding_of(file, start)
    # The wrapper must not close a file that is not its own.
    text = TextIOWrapper(file, encoding=encoding, newline="", errors="strict")
    try:
        _refuse_markup(text)
        separator = _separator_of(text)
        reader = csv.reader(text, delimiter=separator, strict=True)
        yield from _until_broken(lambda: next(reader))
    finally:
        # Whoever stops reading early may have closed the file before this comes to an end.
        with suppress(ValueError):
            text.detach()


def _until_broken(read_next: Callable[[], list[str]]) -> Iterator[Record]:
    number, found = 0, False
    while True:
        number += 1
        try:
            cells = read_next()
        except StopIteration:
            break
        except csv.Error as error:
            raise FileRefused("This file is not a whole CSV file", [_broken(number, error)]) from None
        found = found or any(cell.strip() for cell in cells)
        yield number, cells
    if not found:
        raise FileRefused("The file is empty")


def _broken(number: int, error: csv.Error) -> Problem:
    if "field limit" in str(error):
        return Problem(number, "", "A cell is far too long. Check for a missing quotation mark")
    return Problem(number, "", "A quotation mark is out of place, or one is missing")


def _encoding_of(file: BinaryIO, start: bytes) -> str:
    if not start.strip():
        raise FileRefused("The file is empty")
    if start.startswith(codecs.BOM_UTF32_LE):
        candidates: list[str] = []  # it begins as UTF-16 would, and no spreadsheet writes it
    elif start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        candidates = ["utf-16"]
    elif start.count(0) > len(start) // 10:
        candidates = []  # UTF-16 without its mark, or no text at all
    else:
        # The second is what Excel writes in Britain, and what the Department for Education publishes.
        candidates = ["utf-8-sig", "cp1252"]
    for encoding in candidates:
        if _is_all(file, encoding):
            return encoding
    raise FileRefused("This file is not text that can be read. Save it as CSV UTF-8")


def _is_all(file: BinaryIO, encoding: str) -> bool:
    decoder = codecs.getincrementaldecoder(encoding)()
    file.seek(0)
    try:
        while piece := file.read(BYTES_AT_ONCE):
            decoder.decode(piece)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    finally:
        file.seek(0)
    return True


def _refuse_markup(text: TextIOWrapper) -> None:
    """Many programs call a web page .xls, and spreadsheets open it; as a list it makes no sense."""
    start = text.read(BYTES_LOOKED_AT).lstrip()
    text.seek(0)
    if start.startswith(MARKUP):
        raise FileRefused(
            "This is a web page or a document, whatever its name ends in. "
            "Open it in your spreadsheet and save it as an Excel workbook (.xlsx)"
        )


def _separator_of(text: TextIOWrapper) -> str:
    start = text.read(BYTES_LOOKED_AT)
    text.seek(0)
    first_line = next((line for line in start.splitlines() if line.strip()), "")
    return max(SEPARATORS, key=first_line.count)
