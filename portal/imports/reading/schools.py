"""How a row of the Department for Education's list of schools is read. Plain Python."""

from __future__ import annotations

import re

from portal.imports.domain import Choices, UnknownDistrict
from portal.imports.reading import values
from portal.imports.reading.rows import Reading, StagedRow
from portal.kernel.cells import short
from portal.kernel.text import folded
from portal.kernel.words import word
from portal.people.domain import SchoolPhase

PHASES = {
    "nursery": SchoolPhase.NURSERY,
    "primary": SchoolPhase.PRIMARY,
    "middle deemed primary": SchoolPhase.PRIMARY,
    "secondary": SchoolPhase.SECONDARY,
    "middle deemed secondary": SchoolPhase.SECONDARY,
    "all-through": SchoolPhase.ALL_THROUGH,
    "all through": SchoolPhase.ALL_THROUGH,
    "16 plus": SchoolPhase.COLLEGE,
    "special": SchoolPhase.SPECIAL,
    "college": SchoolPhase.COLLEGE,
}
# Words in a type of establishment that say more than its phase, which is then often “Not applicable”.
TYPES = (
    (re.compile("special|pupil referral|alternative provision|secure"), SchoolPhase.SPECIAL),
    (re.compile("further education|sixth form|16-19|16 to 19"), SchoolPhase.COLLEGE),
    (re.compile("nursery"), SchoolPhase.NURSERY),
)
# These stand in the Department's list and are no schools of a partnership.
NO_SCHOOLS = re.compile(
    "higher education|children.s centre|overseas|online provider|welsh|miscellaneous|offshore"
)
# The last age of a primary school and the first of a secondary one.
PRIMARY_TO, SECONDARY_FROM = 11, 11
OPEN = {"open", "open, but proposed to close", "yes", "active"}
CLOSED = {"closed", "no", "inactive"}
PROPOSED = {"proposed to open"}


def is_of(authority: str, reading: Reading) -> bool:
    """Whether the row is of this local authority, given by its number or its name; none given: all are."""
    wanted = folded(authority)
    if not wanted:
        return True
    said = [reading.cells.get("authority_code", ""), reading.cells.get("authority_name", "")]
    if not any(said):
        return True
    return wanted in {folded(said[0]).lstrip("0"), folded(said[0]), folded(said[1])}


def districts(choices: Choices) -> dict[str, str]:
    """Folded name of the local area by first part of a postcode. Raises `UnknownDistrict`."""
    found: dict[str, str] = {}
    for line in choices.districts.splitlines():
        first, _, area = line.strip().replace("=", " ").partition(" ")
        if first and not area.strip():
            raise UnknownDistrict(
                f"Write a postcode district and {word.a_local_area}: “{first[:20]}” has none"
            )
        if first:
            found[first.upper()] = folded(area)
    return found


def read(reading: Reading) -> StagedRow:
    reading.needed("urn", "a URN")
    urn = reading.read("urn", values.urn)
    phase, why_not = _phase(reading)
    is_open = _is_open(reading)
    said = {
        "urn": urn,
        "name": reading.needed("name", "the name of the school"),
        "phase": phase,
        "left_out": why_not or ("It is only proposed to open" if is_open is None else ""),
        "postcode": reading.read("postcode", values.postcode),
        "is_open": bool(is_open),
        "local_area": reading.cells.get("local_area", ""),
    }
    return StagedRow(reading.number, str(urn), said, twin=str(urn))


def _phase(reading: Reading) -> tuple[SchoolPhase | None, str]:
    """The phase, or None with the reason why this is no school."""
    kind, phase = folded(reading.cells.get("type", "")), folded(reading.cells.get("phase", ""))
    if NO_SCHOOLS.search(kind):
        return None, f"It is no school: {reading.cells['type'][:60]}"
    for words, found in TYPES:
        if words.search(kind):
            return found, ""
    if phase in PHASES:
        return PHASES[phase], ""
    if phase in {"", "not applicable"}:
        return _phase_by_age(reading), ""
    reading.refuse("phase", f"{short(reading.cells['phase'])} is not a phase that the portal knows")
    return None, ""


def _phase_by_age(reading: Reading) -> SchoolPhase | None:
    """Independent schools have no phase: their pupils' ages tell."""
    if not (reading.cells.get("phase") or reading.cells.get("type") or reading.cells.get("low_age")):
        return None
    low, high = (_age(reading.cells.get(name, "")) for name in ("low_age", "high_age"))
    if high is not None and high <= PRIMARY_TO:
        return SchoolPhase.PRIMARY
    if low is not None and low >= SECONDARY_FROM:
        return SchoolPhase.SECONDARY
    return SchoolPhase.ALL_THROUGH


def _age(cell: str) -> int | None:
    return int(cell) if cell.isascii() and cell.isdecimal() and len(cell) < 3 else None  # noqa: PLR2004  # nobody is 100


def _is_open(reading: Reading) -> bool | None:
    """None while a school is only proposed."""
    status = folded(reading.cells.get("status", ""))
    if status in PROPOSED:
        return None
    if status in CLOSED:
        return False
    if status in OPEN:
        return True
    if status:
        reading.refuse("status", f"{short(reading.cells['status'])} is not a status that the portal knows")
    return not reading.cells.get("closed_on")
