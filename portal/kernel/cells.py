"""One cell of a list from outside: what is wrong with it, and its text. Plain Python."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from portal.kernel.errors import RuleBroken

# Tabs and line breaks inside a cell are made into spaces; other control characters are no text.
CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f]")
# They turn the reading direction of what stands beside them, and a byte order mark is no letter.
INVISIBLE = re.compile("[\u202a-\u202e\u2066-\u2069\ufeff]")
# How spreadsheets keep the zeros of 00123 in a text file.
KEPT_AS_TEXT = re.compile(r'="([^"]*)"')
# How our own downloads keep +44 from being a formula; a file that comes back says it so too.
GUARDED = re.compile("'(?=[+@-])")


@dataclass(frozen=True, slots=True)
class Problem:
    """Why something cannot be imported: the row as a spreadsheet counts it, the column, the reason."""

    row: int
    column: str
    reason: str


class FileRefused(RuleBroken):
    """The file cannot be imported; `problems` says where and why, and nothing of it was kept."""

    field = "file"

    def __init__(self, message: str, problems: Sequence[Problem] = (), *, rows: int = 0) -> None:
        super().__init__(message)
        self.problems = tuple(problems)
        self.rows = rows


class CellRefused(Exception):  # the house names errors for what happened
    """The cell cannot be read; the text says why."""


def short(cell: str) -> str:
    return f"“{cell[:40]}”"


class BrokenCell(str):
    """A cell whose content cannot be used."""

    __slots__ = ("reason",)
    reason: str

    @classmethod
    def because(cls, reason: str, shown: str = "?") -> BrokenCell:
        cell = cls(shown)
        cell.reason = reason
        return cell


def fault_of(cell: str, longest: int) -> str | None:
    """Why the text of a cell cannot be taken; None when it can."""
    if isinstance(cell, BrokenCell):
        return cell.reason
    if len(cell) > longest:
        return f"This cell has {len(cell):,} characters; the most is {longest}"
    if CONTROLS.search(cell):
        return "This cell holds characters that are not text"
    if cell.lstrip().startswith("=") and not KEPT_AS_TEXT.fullmatch(cell.strip()):
        return "This cell holds a formula. Paste its value instead"
    return None


def tidied(cell: str) -> str:
    """The text of a cell with single spaces and nothing invisible, as its author meant it."""
    kept = KEPT_AS_TEXT.fullmatch(cell.strip())
    text = " ".join(INVISIBLE.sub("", kept[1] if kept else cell).split())
    return text[1:] if GUARDED.match(text) else text
