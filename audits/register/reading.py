"""From the bytes of a file to rows of text: encodings, separators, sizes. Plain Python.

A file is refused for what it is (a spreadsheet, not text) or row by row for what it holds.
"""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from io import StringIO

from audits.register.domain import FileRefused, ImportLimits, Problem

SEPARATORS = ",;\t"
# Words by which a column shows that it holds who a family is.
FAMILY_WORDS = frozenset(
    (
        *("child", "children", "family", "sibling", "siblings", "parent", "parents", "carer", "carers"),
        *("mother", "father", "mum", "dad", "name", "names", "surname", "forename", "dob", "birth"),
        *("nhs", "upn", "address", "postcode", "phone", "telephone", "email"),
    )
)
# Tabs and line breaks inside a cell are made into spaces; other control characters are no text.
CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


@dataclass(frozen=True, slots=True)
class TextRow:
    """One row as typed; `number` is the row that a spreadsheet shows."""

    number: int
    cells: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class TextTable:
    columns: tuple[str, ...]
    rows: tuple[TextRow, ...]
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class Header:
    """Which columns a file must and may have, and other words for them."""

    required: tuple[str, ...]
    optional: tuple[str, ...]
    aliases: Mapping[str, str]

    @property
    def known(self) -> frozenset[str]:
        return frozenset(self.required + self.optional)


def read_table(data: bytes, header: Header, limits: ImportLimits) -> TextTable:
    """Raise `FileRefused` when the file as a whole is not a list that the portal can read."""
    records = _records(_decoded(data))
    first = next(records, None)
    if first is None:
        raise FileRefused("The file is empty")
    columns, faults = _columns(first[1], header)
    if faults:
        raise FileRefused("The columns of this file do not fit", [_in_row(first[0], *f) for f in faults])
    rows: list[TextRow] = []
    problems: list[Problem] = []
    for number, cells in records:
        if len(rows) >= limits.rows:
            raise FileRefused(
                f"The file has more than {limits.rows:,} rows. Split it and import the parts one by one"
            )
        faults = list(_row_faults(cells, columns, limits))
        problems += [_in_row(number, *fault) for fault in faults]
        padded = [*cells, *[""] * (len(columns) - len(cells))]
        texts = ("" if len(cell) > limits.cell else " ".join(cell.split()) for cell in padded)
        rows.append(TextRow(number, dict(zip(columns, texts, strict=False))))
    return TextTable(columns, tuple(rows), tuple(problems))


def _in_row(row: int, column: str, reason: str) -> Problem:
    return Problem(row, column, reason)


def _decoded(data: bytes) -> str:
    if not data.strip():
        raise FileRefused("The file is empty")
    if data.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"%PDF")):
        raise FileRefused("This is not a CSV file. In your spreadsheet, choose “Save as” and then CSV")
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise FileRefused("This file is saved as “Unicode text”. Save it as CSV UTF-8 instead")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        pass
    try:
        return data.decode("cp1252")  # what Excel writes in Britain
    except UnicodeDecodeError:
        raise FileRefused("This file is not text that can be read. Save it as CSV UTF-8") from None


def _records(text: str) -> Iterator[tuple[int, list[str]]]:
    """Rows that are not blank, each with the number that a spreadsheet shows."""
    first_line = next((line for line in text.splitlines() if line.strip()), "")
    separator = max(SEPARATORS, key=first_line.count)
    reader = csv.reader(StringIO(text, newline=""), delimiter=separator, strict=True)
    number = 0
    while True:
        number += 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            raise FileRefused("This file is not a whole CSV file", [_broken(number, error)]) from None
        if any(cell.strip() for cell in cells):
            yield number, cells


def _broken(number: int, error: csv.Error) -> Problem:
    if "field limit" in str(error):
        return Problem(number, "", "A cell is far too long. Check for a missing quotation mark")
    return Problem(number, "", "A quotation mark is out of place, or one is missing")


def _columns(cells: Sequence[str], header: Header) -> tuple[tuple[str, ...], list[tuple[str, str]]]:
    """The columns by their own names, and what is wrong with them."""
    while cells and not cells[-1].strip():
        cells = cells[:-1]
    names = ["_".join(re.findall(r"[a-z0-9]+", cell.casefold())) for cell in cells]
    names = [header.aliases.get(name, name) for name in names]
    faults = [
        (shown, _unknown(name, shown))
        for name, shown in zip(names, (_printable(cell) for cell in cells), strict=True)
        if name not in header.known
    ]
    faults += [
        (name, "This column is there twice") for name, times in Counter(names).items() if times > 1 and name
    ]
    faults += [(name, "This column is missing") for name in header.required if name not in names]
    return tuple(names), faults


def _unknown(name: str, shown: str) -> str:
    if not name:
        return "A column has no name: name it or remove it"
    if FAMILY_WORDS & set(name.split("_")) or name.endswith(("name", "names")):
        return f"The portal never stores family names: remove the column {shown}"
    return f"The register has no column {shown}: remove it or give it one of the names in the template"


def _printable(cell: str) -> str:
    return " ".join(CONTROLS.sub(" ", cell).split())[:60]


def _row_faults(
    cells: Sequence[str], columns: Sequence[str], limits: ImportLimits
) -> Iterator[tuple[str, str]]:
    if any(cell.strip() for cell in cells[len(columns) :]):
        yield (
            "",
            f"This row has {len(cells)} cells and the header has {len(columns)}. Check for stray separators",
        )
    for column, cell in zip(columns, cells, strict=False):
        if len(cell) > limits.cell:
            yield column, f"This cell has {len(cell):,} characters; the most is {limits.cell}"
        elif CONTROLS.search(cell):
            yield column, "This cell holds characters that are not text"
