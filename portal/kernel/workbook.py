"""Rows of an Excel workbook (.xlsx), read from its parts as they stream by. Plain Python.

Our own, because a file from outside must neither fill the memory nor stop the reader: the size of
each part is looked at before it is unpacked, entities are refused, and a formula is read as the value
that its author saw, or named when it has none. A date comes as 2026-03-03 and a number as people write it.
"""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Iterator
from typing import Any, BinaryIO
from xml.sax import SAXException  # only the error's name: the parser is defusedxml's
from xml.sax.handler import ContentHandler  # likewise the base of what it calls

from portal.kernel.workbook_parts import (
    FIRST_DAY,
    FIRST_DAY_1904,
    Book,
    Links,
    Row,
    Sheet,
    Strings,
    Styles,
    TooMuch,
)

# A list of 170,000 people unpacks to some 200 MB. A bomb of a few kilobytes unpacks to a thousand.
MOST_UNPACKED = 400 * 1024 * 1024
MOST_PARTS = 2_000
BYTES_AT_ONCE = 1 << 16
WORKBOOK, RELATIONS, STYLES, STRINGS = (
    *("xl/workbook.xml", "xl/_rels/workbook.xml.rels", "xl/styles.xml", "xl/sharedStrings.xml"),
)


class NotAWorkbook(ValueError):
    """The file is no workbook that can be read; the message says what to do about it."""


BROKEN = NotAWorkbook("This Excel workbook is damaged. Open it in your spreadsheet and save it again")
TOO_LARGE = NotAWorkbook("This Excel workbook unpacks to far more than a list can hold. Save it as CSV")


def rows(file: BinaryIO) -> Iterator[Row]:
    """The rows of the first sheet, with their numbers. Raises `NotAWorkbook`, at once or on the way."""
    try:
        with zipfile.ZipFile(file) as archive:
            _check(archive)
            yield from _sheet_rows(archive)
    except TooMuch as error:
        raise TOO_LARGE from error
    except (zipfile.BadZipFile, zlib.error, SAXException, EOFError, OSError) as error:
        raise BROKEN from error
    except (NotImplementedError, RuntimeError, UnicodeError) as error:
        raise NotAWorkbook("This Excel workbook has a password, or is packed in an unknown way") from error
    except ValueError as error:
        # What defusedxml refuses (entities, outside references) is a ValueError of its own.
        raise error if isinstance(error, NotAWorkbook) else BROKEN from error


def sheet_names(file: BinaryIO) -> list[str]:
    """The sheets that people see, of which `rows` reads the first. For a workbook that could be read."""
    with zipfile.ZipFile(file) as archive:
        book = Book()
        _parse_all(archive, WORKBOOK, book)
    return book.names


def _check(archive: zipfile.ZipFile) -> None:
    parts = archive.infolist()
    names = {part.filename.casefold() for part in parts}
    if any(name.endswith("vbaproject.bin") for name in names):
        raise NotAWorkbook("This workbook holds macros. Save it as a workbook without macros (.xlsx)")
    if "mimetype" in names and WORKBOOK not in names:
        raise NotAWorkbook("This is an OpenDocument file. Save it as an Excel workbook (.xlsx) or as CSV")
    if WORKBOOK not in names:
        raise NotAWorkbook("This is not an Excel workbook. Save the list as .xlsx or as CSV")
    # zipfile never unpacks more of a part than its declared size.
    if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_UNPACKED:
        raise TOO_LARGE


def _sheet_rows(archive: zipfile.ZipFile) -> Iterator[Row]:
    book = Book()
    _parse_all(archive, WORKBOOK, book)
    links = Links()
    _parse_all(archive, RELATIONS, links)
    target = links.targets.get(book.first_sheet or "")
    if target is None:
        raise NotAWorkbook("This Excel workbook has no sheet with a table")
    styles = Styles()
    if STYLES in archive.namelist():
        _parse_all(archive, STYLES, styles)
    first_day = FIRST_DAY_1904 if book.is_1904 else FIRST_DAY
    sheet = Sheet(_Shared(archive).get, styles.dates, first_day)
    for _ in _parse(archive, _path(target), sheet):
        yield from sheet.finished()


def _path(target: str) -> str:
    return target.lstrip("/") if target.startswith("/") else f"xl/{target}"


def _parse_all(archive: zipfile.ZipFile, name: str, handler: ContentHandler) -> None:
    for _ in _parse(archive, name, handler):
        pass


def _parse(archive: zipfile.ZipFile, name: str, handler: ContentHandler) -> Iterator[None]:
    """Feed a part to the handler; a step after each piece."""
    # Most processes never read a workbook.
    from defusedxml.expatreader import DefusedExpatParser  # noqa: PLC0415

    if name not in archive.namelist():
        raise BROKEN
    parser: Any = DefusedExpatParser(forbid_dtd=True)
    parser.setContentHandler(handler)
    with archive.open(name) as part:
        while piece := part.read(BYTES_AT_ONCE):
            parser.feed(piece)
            yield
        parser.close()
        yield


class _Shared:
    """The strings that cells share, unpacked no further than somebody asks for."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self._handler = Strings()
        has_any = STRINGS in archive.namelist()
        self._rest = _parse(archive, STRINGS, self._handler) if has_any else iter(())

    def get(self, number: int) -> str | None:
        while len(self._handler.texts) <= number and next(self._rest, self) is not self:
            pass
        return self._handler.texts[number] if 0 <= number < len(self._handler.texts) else None
