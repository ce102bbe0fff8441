"""How a row of a list of agencies is read. Plain Python."""

from __future__ import annotations

from portal.imports.reading import values
from portal.imports.reading.rows import Reading, StagedRow
from portal.kernel.text import folded
from portal.people.domain import AgencyKind

# Other words for our groups, as lists write them.
KINDS = {
    "local authority": AgencyKind.COUNCIL,
    "children s services": AgencyKind.COUNCIL,
    "nursery": AgencyKind.EARLY_YEARS,
    "childcare": AgencyKind.EARLY_YEARS,
    "college": AgencyKind.EDUCATION,
    "nhs": AgencyKind.HEALTH,
    "health trust": AgencyKind.HEALTH,
    "housing association": AgencyKind.HOUSING,
    "probation": AgencyKind.JUSTICE,
    "youth justice": AgencyKind.JUSTICE,
    "charity": AgencyKind.VOLUNTARY,
    "voluntary sector": AgencyKind.VOLUNTARY,
    "community": AgencyKind.VOLUNTARY,
    "third sector": AgencyKind.VOLUNTARY,
    "vcse": AgencyKind.VOLUNTARY,
    "dwp": AgencyKind.WORK_AND_BENEFITS,
    "jobcentre": AgencyKind.WORK_AND_BENEFITS,
}


def read(reading: Reading) -> StagedRow:
    name = reading.needed("name", "the name of the agency")
    reading.needed("kind", "a group, such as health or voluntary")
    said = {
        "name": name,
        "kind": reading.read("kind", _kind),
        "is_active": reading.read("active", values.yes_or_no),
        "list_key": reading.cells.get("key", ""),
    }
    key = str(said["list_key"] or folded(name))
    return StagedRow(reading.number, key, said, twin=key)


def _kind(cell: str) -> AgencyKind:
    return values.word(cell, AgencyKind, KINDS, "a group")
