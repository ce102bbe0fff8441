"""Reads the marks for `flask audits agreement`; each refusal names the row and the column."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable

from portal.kernel.errors import RuleBroken

MISSING = "."
# A scale longer than this is a slip of the finger, and would cost its square in time.
LONGEST_SCALE = 100

Row = list[int | None]


class MarksInvalid(RuleBroken):
    """The file, or the scale given with it, cannot be used."""


def read_scale(text: str) -> range:
    """As in “1-4”: every whole number from the first to the last."""
    found = re.fullmatch(r"(\d{1,6})-(\d{1,6})", text.strip(), re.ASCII)
    first, last = (int(found[1]), int(found[2])) if found else (0, 0)
    if not first < last < first + LONGEST_SCALE:
        raise MarksInvalid(f"“{text}” is not a scale such as 1-4, of at most {LONGEST_SCALE} grades")
    return range(first, last + 1)


def read(lines: Iterable[str], grades: range) -> list[Row]:
    """One row a marker, one column a file, `.` for a missing mark. Raise `MarksInvalid`."""
    rows: list[Row] = []
    width = 0
    reader = csv.reader(lines, strict=True)
    for cells in reader:
        if not any(cell.strip() for cell in cells):
            continue
        width = width or len(cells)
        if len(cells) != width:
            raise MarksInvalid(
                f"Row {reader.line_num}, column {min(len(cells), width) + 1}: "
                f"this row has {len(cells)} marks, the first has {width}"
            )
        rows.append([_mark(cell, grades, reader.line_num, column) for column, cell in enumerate(cells, 1)])
    if not rows:
        raise MarksInvalid("Row 1, column 1: there are no marks in this file")
    return rows


def _mark(cell: str, grades: range, row: int, column: int) -> int | None:
    text = cell.strip()
    if text == MISSING:
        return None
    mark = int(text) if re.fullmatch(r"\d{1,6}", text, re.ASCII) else -1
    if mark not in grades:
        scale = f"a grade from {grades[0]} to {grades[-1]}, or “{MISSING}” for a missing mark"
        raise MarksInvalid(f"Row {row}, column {column}: “{text}” is not {scale}")
    return mark
