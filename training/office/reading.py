"""From what an office pastes or uploads to one line for each person. Plain Python."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import BinaryIO

from portal.kernel.cells import FileRefused, Problem, fault_of, tidied
from portal.kernel.reading import Record, records
from training.office.domain import Line

ADDRESS = re.compile(r"[^@\s<>,;()]+@[^@\s<>,;()]+")
# A staff number or the portal's own reference, such as YRK-004217.
REFERENCE = re.compile(r"(?<![\w-])[A-Za-z]{1,12}-?[0-9]{2,12}(?![\w-])")
LONGEST_CELL = 500
LONGEST_TYPED = 200
MOST_PROBLEMS = 50

HEADINGS: Mapping[str, tuple[str, ...]] = {
    "name": ("name", "full name", "person", "attendee"),
    "given": ("given name", "first name", "forename"),
    "family": ("family name", "last name", "surname"),
    "email": ("email", "e-mail", "email address", "e-mail address"),
    "reference": ("staff number", "reference", "payroll number", "person reference", "employee number"),
    "access_needs": ("access needs", "access or dietary needs", "needs", "access requirements"),
}
_BY_HEADING = {words: key for key, all_words in HEADINGS.items() for words in all_words}


def read_pasted(text: str) -> list[Line]:
    """One line for each name, address or number; an address book's semicolons part people as well."""
    lines = []
    for number, line in enumerate(text.splitlines(), start=1):
        parts = line.split(";") if "@" in line or line.count(";") else [line]
        lines += [_line(number, part) for part in parts if part.strip()]
    return [line for line in lines if line.typed]


def _line(number: int, text: str) -> Line:
    text = tidied(text)[:LONGEST_TYPED]
    address = ADDRESS.search(text)
    rest = text.replace(address[0], " ") if address else text
    reference = REFERENCE.search(rest)
    rest = rest.replace(reference[0], " ") if reference else rest
    name = " ".join(re.sub(r"[<>()\"]", " ", rest).split()).strip(" ,-")
    return Line(
        number,
        name,
        address[0].strip(".'").casefold() if address else "",
        reference[0].upper() if reference else "",
    )


def read_file(file: BinaryIO, *, most: int) -> list[Line]:
    """The people of a CSV file or a workbook, whose first row names the columns.

    Raises `FileRefused`, with row and column for each cell that cannot be used.
    """
    rows = records(file)
    first = next(rows, None)
    if first is None:
        raise FileRefused("The file is empty")
    columns = _columns(first[1])
    if not columns:
        rows, columns = _without_head(first, rows), {0: "name"}
    lines, problems = _lines(rows, columns, first[1], most)
    if problems:
        raise FileRefused(
            "Nothing was read from this file. Correct these cells and upload it again", problems
        )
    if not lines:
        raise FileRefused("The file names nobody below its first row")
    return lines


def _columns(head: Sequence[str]) -> dict[int, str]:
    """Which column holds what; of two that hold the same the first."""
    found: dict[int, str] = {}
    for index, cell in enumerate(head):
        key = _BY_HEADING.get(tidied(cell).casefold())
        if key is not None and key not in found.values():
            found[index] = key
    return found


def _without_head(first: Record, rest: Iterator[Record]) -> Iterator[Record]:
    """A file of a single column may begin with a person at once."""
    if sum(bool(cell.strip()) for cell in first[1]) > 1:
        known = ", ".join(words[0] for words in HEADINGS.values())
        raise FileRefused(
            "The first row has to name the columns",
            [Problem(first[0], "", f"No heading is one of: {known}")],
        )
    yield first
    yield from rest


def _lines(
    rows: Iterator[Record], columns: Mapping[int, str], head: Sequence[str], most: int
) -> tuple[list[Line], list[Problem]]:
    lines: list[Line] = []
    problems: list[Problem] = []
    for number, cells in rows:
        problems += _faults(number, cells, columns, head)
        if len(problems) >= MOST_PROBLEMS:
            break
        line = _of_cells(number, {key: tidied(cells[i]) for i, key in columns.items() if i < len(cells)})
        if line is not None:
            lines.append(line)
        if len(lines) > most:
            too_many = Problem(number, "", f"This row is person {most + 1:,}")
            raise FileRefused(f"A list can have {most:,} people at most. Split the file", [too_many])
    return lines, problems


def _faults(
    number: int, cells: Sequence[str], columns: Mapping[int, str], head: Sequence[str]
) -> Iterator[Problem]:
    for index, key in columns.items():
        if index >= len(cells):
            continue
        longest = LONGEST_CELL if key == "access_needs" else LONGEST_TYPED
        reason = fault_of(cells[index], longest)
        if reason is not None:
            yield Problem(number, head[index] if len(columns) > 1 or columns[0] != "name" else "A", reason)


def _of_cells(number: int, cells: Mapping[str, str]) -> Line | None:
    """A row that says who is meant in cells of their own, or in one."""
    name = cells.get("name") or " ".join(filter(None, (cells.get("given"), cells.get("family"))))
    email, reference = cells.get("email", "").casefold(), cells.get("reference", "").upper()
    if not (name or email or reference):
        return None
    if name and not (email or reference):
        line = _line(number, name)
        name, email, reference = line.name, line.email, line.reference
    return Line(number, name, email, reference, cells.get("access_needs", ""))
