"""What the parts of an Excel workbook say: its sheets, its styles, its strings and its cells. Plain Python.

Each class is told of tags as they stream by, and keeps only what a list needs.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta
from xml.sax.handler import ContentHandler  # only the base of what defusedxml's parser calls
from xml.sax.xmlreader import AttributesImpl

from portal.kernel.cells import BrokenCell

MOST_CELLS = 20_000_000
MOST_COLUMNS = 512
# What the texts that cells share may take in memory; those of 250,000 people take half of it.
MOST_SHARED, BESIDE_ITS_LETTERS = 150_000_000, 60
# More text than Excel lets into one cell.
LONGEST_TEXT = 40_000
# Than Excel lets a sheet be called.
LONGEST_SHEET_NAME = 31
# Excel's own numbers for formats that show a date, and what of a custom format is not shown as one.
DATE_FORMATS = frozenset([*range(14, 18), 22, *range(27, 37), *range(50, 59)])
NOT_SHOWN = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]|_.|\*.')
FIRST_DAY, FIRST_DAY_1904 = date(1899, 12, 30), date(1904, 1, 1)
LAST_SERIAL = 2_950_000
HALF_CHARACTERS = range(0xD800, 0xE000)
ESCAPED = re.compile("_x([0-9A-Fa-f]{4})_")
COLUMN = re.compile("([A-Za-z]{1,3})[0-9]*")

Row = tuple[int, list[str]]


class TooMuch(ValueError):
    """There are more cells than a list can have."""


def _local(name: str) -> str:
    """A tag without the prefix that some programs write."""
    return name.rpartition(":")[2]


class Book(ContentHandler):
    def __init__(self) -> None:
        super().__init__()
        self.first_sheet: str | None = None
        # Of the sheets that people see.
        self.names: list[str] = []
        self.is_1904 = False

    def startElement(self, name: str, attrs: AttributesImpl[str]) -> None:  # noqa: N802  # SAX's own name
        tag = _local(name)
        if tag == "workbookPr":
            self.is_1904 = attrs.get("date1904", "") in {"1", "true"}
        elif tag == "sheet" and attrs.get("state", "visible") == "visible":
            self.names.append(attrs.get("name", "")[:LONGEST_SHEET_NAME])
            if self.first_sheet is None:
                self.first_sheet = self._target(attrs)

    def _target(self, attrs: AttributesImpl[str]) -> str | None:
        return next((attrs[key] for key in attrs.keys() if _local(key) == "id"), None)  # noqa: SIM118  # SAX attributes do not iterate


class Links(ContentHandler):
    def __init__(self) -> None:
        super().__init__()
        self.targets: dict[str, str] = {}

    def startElement(self, name: str, attrs: AttributesImpl[str]) -> None:  # noqa: N802  # SAX's own name
        kind = attrs.get("Type", "")
        if _local(name) == "Relationship" and kind.endswith("/worksheet"):
            self.targets[attrs.get("Id", "")] = attrs.get("Target", "")


class Styles(ContentHandler):
    """Which styles of cells show a number as a date."""

    def __init__(self) -> None:
        super().__init__()
        self.dates: set[int] = set()
        self._formats = set(DATE_FORMATS)
        self._count = 0
        self._in_cells = False

    def startElement(self, name: str, attrs: AttributesImpl[str]) -> None:  # noqa: N802  # SAX's own name
        tag = _local(name)
        if tag == "numFmt" and _shows_a_date(attrs.get("formatCode", "")):
            self._formats.add(_number(attrs.get("numFmtId", "")))
        elif tag == "cellXfs":
            self._in_cells = True
        elif tag == "xf" and self._in_cells:
            if _number(attrs.get("numFmtId", "")) in self._formats:
                self.dates.add(self._count)
            self._count += 1

    def endElement(self, name: str) -> None:  # noqa: N802  # SAX's own name
        if _local(name) == "cellXfs":
            self._in_cells = False


def _shows_a_date(code: str) -> bool:
    shown = NOT_SHOWN.sub("", code).casefold()
    return "y" in shown or "d" in shown


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else -1  # noqa: PLR2004  # no such table


class Strings(ContentHandler):
    """Collects the strings that cells share, one after another."""

    def __init__(self) -> None:
        super().__init__()
        self.texts: list[str] = []
        self._held = 0
        self._pieces: list[str] = []
        self._in_text = self._in_reading_aid = False

    def startElement(self, name: str, attrs: AttributesImpl[str]) -> None:  # noqa: ARG002, N802  # SAX's own name
        tag = _local(name)
        if tag == "si":
            self._pieces = []
        self._in_reading_aid = self._in_reading_aid or tag == "rPh"
        self._in_text = tag == "t" and not self._in_reading_aid

    def characters(self, content: str) -> None:
        if self._in_text:
            self._pieces.append(content)

    def endElement(self, name: str) -> None:  # noqa: N802  # SAX's own name
        tag = _local(name)
        self._in_text = False
        if tag == "rPh":
            self._in_reading_aid = False
        elif tag == "si":
            text = _text("".join(self._pieces))
            self._held += len(text) + BESIDE_ITS_LETTERS
            if self._held > MOST_SHARED:
                raise TooMuch
            self.texts.append(text)


class Sheet(ContentHandler):
    """Puts cells together to rows."""

    def __init__(self, shared: Callable[[int], str | None], dates: set[int], first_day: date) -> None:
        super().__init__()
        self._shared, self._dates, self._first_day = shared, dates, first_day
        self._rows: list[Row] = []
        self._number = self._cells = 0
        self._row: list[str] = []
        self._place = 0
        self._kind = self._tag = ""
        self._is_date = self._has_formula = False
        self._value: list[str] = []

    def finished(self) -> list[Row]:
        rows, self._rows = self._rows, []
        return rows

    def startElement(self, name: str, attrs: AttributesImpl[str]) -> None:  # noqa: N802  # SAX's own name
        tag = self._tag = _local(name)
        if tag == "c":
            self._start_cell(attrs)
        elif tag == "row":
            asked = _number(attrs.get("r", ""))
            self._number = max(self._number + 1, asked)
            self._row, self._place = [], 0
        elif tag == "f":
            self._has_formula = True

    def _start_cell(self, attrs: AttributesImpl[str]) -> None:
        self._cells += 1
        if self._cells > MOST_CELLS:
            raise TooMuch
        named = COLUMN.fullmatch(attrs.get("r", ""))
        self._place = _column(named[1]) if named else self._place + 1
        self._kind = attrs.get("t", "n")
        self._is_date = _number(attrs.get("s", "")) in self._dates
        self._has_formula, self._value = False, []

    def characters(self, content: str) -> None:
        if self._tag in {"v", "t"}:
            self._value.append(content)

    def endElement(self, name: str) -> None:  # noqa: N802  # SAX's own name
        tag = _local(name)
        self._tag = ""
        if tag == "row":
            self._rows.append((self._number, self._row))
            self._row = []
        elif tag == "c" and self._place <= MOST_COLUMNS:
            self._row += [""] * (self._place - len(self._row))
            self._row[self._place - 1] = self._content()

    def _content(self) -> str:
        raw = "".join(self._value)
        if self._kind == "e":
            return BrokenCell.because(f"This cell shows the error {raw[:20]}", raw[:20] or "?")
        if not raw:
            reason = "This cell holds a formula without a result. Paste its value instead"
            return BrokenCell.because(reason) if self._has_formula else ""
        if self._kind == "s":
            found = self._shared(_number(raw))
            return BrokenCell.because("This cell cannot be read") if found is None else found
        return self._as_number(raw) if self._kind == "n" else self._as_text(raw)

    def _as_text(self, raw: str) -> str:
        if self._kind == "b":
            return "yes" if raw == "1" else "no"
        return _text(raw.split("T", maxsplit=1)[0] if self._kind == "d" else raw)

    def _as_number(self, raw: str) -> str:
        try:
            value = float(raw)
        except ValueError:
            return _text(raw)
        if self._is_date and 0 < value <= LAST_SERIAL:
            return (self._first_day + timedelta(days=int(value))).isoformat()
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else raw  # noqa: PLR2004  # exact so far


def _column(letters: str) -> int:
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - ord("A") + 1
    return number


def _text(raw: str) -> str:
    """What was written, with Excel's way of writing characters that XML does not allow undone."""
    text = ESCAPED.sub(_unescaped, raw) if "_x" in raw else raw
    return text[: LONGEST_TEXT + 1]


def _unescaped(match: re.Match[str]) -> str:
    code = int(match[1], 16)
    # Half of a pair is no character, and no database could store it.
    return "\ufffd" if code in HALF_CHARACTERS else chr(code)
