"""From a file to a table with the register's columns. Plain Python.

A file is refused for what it is (no list at all) or row by row for what it holds.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from io import BytesIO

from audits.register.domain import ImportLimits
from portal.kernel.cells import CONTROLS, FileRefused, Problem, fault_of, tidied
from portal.kernel.reading import records

# Words by which a column shows that it holds who a family is.
FAMILY_WORDS = frozenset(
    (
        *("child", "children", "family", "sibling", "siblings", "parent", "parents", "carer", "carers"),
        *("mother", "father", "mum", "dad", "name", "names", "surname", "forename", "dob", "birth"),
        *("nhs", "upn", "address", "postcode", "phone", "telephone", "email"),
    )
)


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
    found = records(BytesIO(data))
    first = next(found, None)
    if first is None:
        raise FileRefused("The file is empty")
    columns, faults = _columns(first[1], header)
    if faults:
        raise FileRefused("The columns of this file do not fit", [_in_row(first[0], *f) for f in faults])
    rows: list[TextRow] = []
    problems: list[Problem] = []
    for number, cells in found:
        if len(rows) >= limits.rows:
            raise FileRefused(
                f"The file has more than {limits.rows:,} rows. Split it and import the parts one by one"
            )
        faults = list(_row_faults(cells, columns, limits))
        problems += [_in_row(number, *fault) for fault in faults]
        padded = [*cells, *[""] * (len(columns) - len(cells))]
        texts = ("" if fault_of(cell, limits.cell) else tidied(cell) for cell in padded)
        rows.append(TextRow(number, dict(zip(columns, texts, strict=False))))
    return TextTable(columns, tuple(rows), tuple(problems))


def _in_row(row: int, column: str, reason: str) -> Problem:
    return Problem(row, column, reason)


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
        if fault := fault_of(cell, limits.cell):
            yield column, fault
