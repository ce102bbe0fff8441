"""From rows of text to what the register keeps: columns and formats. Plain Python."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from audits.register.changes import RegisterRow
from audits.register.domain import AssessmentStatus, LinkKind
from audits.register.reading import Header, TextRow
from portal.kernel.cells import Problem
from portal.kernel.text import folded, listed
from portal.kernel.words import word

HEADER = Header(
    required=("reference", "local_area", "agency", "level", "opened_on"),
    optional=(
        "team",
        "lead_practitioner",
        "closed_on",
        "status",
        "repeat_entry",
        "on_hold",
        "author",
        "taf",
        "consultancy",
    ),
    aliases={
        "agency_name": "agency",
        "lead_practitioner_id": "lead_practitioner",
        "lead_practitioner_reference": "lead_practitioner",
        "local_area_team": "local_area",
        "locality": "local_area",
        "team_name": "team",
    },
)
# In the order of the template and the export.
COLUMNS = (
    *("reference", "local_area", "agency", "team", "level", "lead_practitioner", "opened_on", "closed_on"),
    *("status", "repeat_entry", "on_hold", "author", "taf", "consultancy"),
)
LINK_COLUMNS = {"author": LinkKind.AUTHOR, "taf": LinkKind.TAF, "consultancy": LinkKind.CONSULTANCY}
# A reference needs a number, so that nobody's name can be one.
REFERENCE = re.compile(r"(?=.*[0-9])[A-Z0-9][A-Z0-9/_.-]{1,39}")
DATES = (
    re.compile(r"(?P<y>\d{4})-(?P<m>\d{1,2})-(?P<d>\d{1,2})"),
    re.compile(r"(?P<d>\d{1,2})/(?P<m>\d{1,2})/(?P<y>\d{4})"),
)
YES_OR_NO = {
    "yes": True,
    "y": True,
    "true": True,
    "1": True,
    "no": False,
    "n": False,
    "false": False,
    "0": False,
    "": False,
}
FIRST_YEAR = 2000
# Between person references in one cell; a comma or semicolon may be the file's own separator.
BETWEEN = re.compile(r"[\s|;,]+")


@dataclass(frozen=True, slots=True)
class Known:
    """What a file may name: ids by folded name of area and agency, and by person reference."""

    areas: Mapping[str, int]
    agencies: Mapping[str, int]
    people: Mapping[str, int]
    # By number and by name, without case.
    levels: Mapping[str, int]
    today: date


class _Refused(Exception):
    """One cell cannot be read; the text says why."""


def people_named(rows: Iterable[TextRow]) -> set[str]:
    """Every person reference in the file, to be looked up at once."""
    cells = (row.cells.get(column, "") for row in rows for column in ("lead_practitioner", *LINK_COLUMNS))
    return {reference for cell in cells for reference in _references(cell)}


def read_rows(rows: Sequence[TextRow], known: Known) -> tuple[list[RegisterRow], list[Problem]]:
    """The rows as the register keeps them, and every cell that cannot be read."""
    read, problems = [], []
    seen: dict[str, int] = {}
    for row in rows:
        found, faults = _read_row(row, known)
        first = seen.setdefault(found.reference, row.number) if found.reference else row.number
        if first != row.number:
            faults.append(("reference", f"{found.reference} is in row {first} already"))
        problems += [Problem(row.number, column, reason) for column, reason in faults]
        read.append(found)
    return read, problems


def _read_row(row: TextRow, known: Known) -> tuple[RegisterRow, list[tuple[str, str]]]:
    values: dict[str, Any] = {}
    links: dict[LinkKind, frozenset[int]] = {}
    faults: list[tuple[str, str]] = []
    for column, cell in row.cells.items():
        try:
            if column in LINK_COLUMNS:
                links[LINK_COLUMNS[column]] = frozenset(_people(cell, known))
            else:
                name, read = READERS[column]
                values[name] = read(cell, known)
        except _Refused as refusal:
            faults.append((column, str(refusal)))
    faults += _together(values)
    return RegisterRow(values.pop("reference", ""), values, links), faults


def _together(values: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """What no cell shows alone: dates in order, and a status that fits them."""
    opened, closed, said = values.get("opened_on"), values.get("closed_on"), values.pop("status", None)
    if opened and closed and closed < opened:
        yield "closed_on", "The closing date is before the opening date"
    if "closed_on" in values:
        said_of_dates = AssessmentStatus.CLOSED if closed else AssessmentStatus.OPEN
        if said is AssessmentStatus.CLOSED and not closed:
            yield "status", "This row is closed and has no closing date"
        elif said is AssessmentStatus.OPEN and closed:
            yield "status", "This row is open and has a closing date"
        said = said_of_dates
    if said is not None:
        values["status"] = said


def _reference(cell: str, _known: Known) -> str:
    if not cell:
        raise _Refused("Enter a reference")
    if not REFERENCE.fullmatch(cell.upper()):
        raise _Refused("A reference is letters and numbers, such as A-0001, and never a name")
    return cell.upper()


def _local_area(cell: str, known: Known) -> int:
    return _looked_up(cell, known.areas, word.a_local_area, f"There is no {word.local_area} called")


def _agency(cell: str, known: Known) -> int:
    return _looked_up(cell, known.agencies, "an agency", "There is no agency called")


def _looked_up(cell: str, names: Mapping[str, int], what: str, unknown: str) -> int:
    if not cell:
        raise _Refused(f"Enter {what}")
    found = names.get(folded(cell))
    if found is None:
        raise _Refused(f"{unknown} {_short(cell)}")
    return found


def _lead(cell: str, known: Known) -> int | None:
    people = _people(cell, known)
    if len(people) > 1:
        raise _Refused("Enter one person reference")
    return people[0] if people else None


def _people(cell: str, known: Known) -> list[int]:
    unknown = [one for one in _references(cell) if one not in known.people]
    if unknown:
        raise _Refused(
            f"There is no person with the reference {_short(unknown[0])}. Names are not references"
        )
    return [known.people[one] for one in _references(cell)]


def _references(cell: str) -> list[str]:
    return [part.upper() for part in BETWEEN.split(cell) if part]


def _level(cell: str, known: Known) -> int:
    found = known.levels.get(" ".join(cell.casefold().removeprefix("level").split()))
    if found is None:
        numbers = sorted(set(known.levels.values()))
        raise _Refused(f"A level is one of {listed([str(number) for number in numbers])}")
    return found


def _day(cell: str, known: Known) -> date:
    match = next((match for style in DATES if (match := style.fullmatch(cell))), None)
    if match is None:
        raise _Refused("Write the date as 2026-03-03 or 03/03/2026")
    try:
        found = date(int(match["y"]), int(match["m"]), int(match["d"]))
    except ValueError:
        raise _Refused(f"There is no such day as {cell}") from None
    if found > known.today:
        raise _Refused("The date is in the future")
    if found.year < FIRST_YEAR:
        raise _Refused(f"The date is before {FIRST_YEAR}")
    return found


def _opened_on(cell: str, known: Known) -> date:
    if not cell:
        raise _Refused("Enter the date it was opened")
    return _day(cell, known)


def _closed_on(cell: str, known: Known) -> date | None:
    return _day(cell, known) if cell else None


def _status(cell: str, _known: Known) -> AssessmentStatus | None:
    if not cell:
        return None
    try:
        return AssessmentStatus(cell.casefold())
    except ValueError:
        raise _Refused("A status is open or closed") from None


def _flag(cell: str, _known: Known) -> bool:
    if cell.casefold() not in YES_OR_NO:
        raise _Refused("Write yes or no")
    return YES_OR_NO[cell.casefold()]


def _short(cell: str) -> str:
    return f"“{cell[:40]}”"


# By column of the file: the register's own name for it, and how a cell is read.
READERS: Mapping[str, tuple[str, Callable[[str, Known], Any]]] = {
    "reference": ("reference", _reference),
    "local_area": ("local_area_id", _local_area),
    "agency": ("agency_id", _agency),
    "team": ("team", lambda cell, _known: cell),
    "level": ("level", _level),
    "lead_practitioner": ("lead_practitioner_id", _lead),
    "opened_on": ("opened_on", _opened_on),
    "closed_on": ("closed_on", _closed_on),
    "status": ("status", _status),
    "repeat_entry": ("is_repeat_entry", _flag),
    "on_hold": ("on_hold", _flag),
}
