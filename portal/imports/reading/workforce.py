"""How a row of a workforce list is read: one post of one person. Plain Python."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from portal.imports.reading import values
from portal.imports.reading.rows import Reading, StagedRow
from portal.kernel.days import read_day
from portal.kernel.text import folded
from portal.people.domain import RoleGroup

# Words in a title that say what the post is about, the more telling first.
TITLES = (
    (re.compile("health visit|nursery nurse"), RoleGroup.HEALTH_VISITING),
    (re.compile("school nurs"), RoleGroup.SCHOOL_NURSING),
    (
        re.compile("head ?teacher|headteacher|principal|deputy head|assistant head"),
        RoleGroup.SCHOOL_LEADERSHIP,
    ),
    (re.compile("volunteer"), RoleGroup.VOLUNTEERING),
    (re.compile("teach|tutor|lecturer|senco"), RoleGroup.TEACHING),
    (re.compile("polic|pcso|constable|sergeant"), RoleGroup.POLICING),
    (re.compile("housing|tenancy"), RoleGroup.HOUSING),
    (re.compile("youth"), RoleGroup.YOUTH_WORK),
    (re.compile("early help"), RoleGroup.EARLY_HELP),
    (re.compile("family|families|parenting"), RoleGroup.FAMILY_SUPPORT),
    (re.compile("nursery|early years|childmind|playgroup"), RoleGroup.CHILDCARE),
    (re.compile("manager|head of|director|chief"), RoleGroup.MANAGEMENT),
)
GROUPS = {
    "family worker": RoleGroup.FAMILY_SUPPORT,
    "nursing": RoleGroup.SCHOOL_NURSING,
    "police": RoleGroup.POLICING,
    "teacher": RoleGroup.TEACHING,
    "leadership": RoleGroup.SCHOOL_LEADERSHIP,
    "volunteer": RoleGroup.VOLUNTEERING,
    "support": RoleGroup.SUPPORT_STAFF,
}
AS_WRITTEN = ("staff_number", "address", "office_contact", "agency", "local_area", "team", "manager")
# In front of keys that no list could write by itself.
STAFF, NAME = "#", "~"


def read(reading: Reading) -> StagedRow:
    given, family = _names(reading)
    said: dict[str, Any] = {name: reading.cells.get(name, "") for name in AS_WRITTEN}
    said |= {
        "reference": reading.cells.get("reference", "").upper(),
        "given_name": given,
        "family_name": family,
        "email": reading.read("email", values.email, ""),
        "phone": reading.read("phone", values.phone, ""),
        "urn": reading.read("urn", values.urn),
        "job_title": reading.needed("job_title", "a job title"),
        "role_group": reading.read("role_group", _group),
        "is_paid": reading.read("paid", values.yes_or_no),
        "started_on": _day(reading, "started_on"),
        "ended_on": _day(reading, "ended_on"),
    }
    said["guessed_group"] = group_of(said["job_title"])
    if said["started_on"] and said["ended_on"] and said["ended_on"] < said["started_on"]:
        reading.refuse("ended_on", "The last day is before the first day")
    who = _who(said)
    place = said["urn"] or folded(said["agency"])
    twin = f"{who}|{place}|{folded(said['job_title'])}"
    return StagedRow(reading.number, who, said, twin=twin, other_key=said["email"])


def _names(reading: Reading) -> tuple[str, str]:
    given, family = reading.cells.get("given_name", ""), reading.cells.get("family_name", "")
    if not (given or family) and reading.cells.get("full_name"):
        given, family = values.names(reading.cells["full_name"])
    if not (given or family):
        column = "family_name" if "family_name" in reading.headings else "full_name"
        # A cell that was refused for another reason is not missing.
        if not reading.problems:
            reading.refuse(column, "Enter a name")
    return given, family


def _day(reading: Reading, name: str) -> str | None:
    found: date | None = reading.read(name, read_day)
    return found.isoformat() if found else None


def _group(cell: str) -> RoleGroup:
    return values.word(cell, RoleGroup, GROUPS, "a role group")


def group_of(title: str) -> RoleGroup | None:
    """The role group that a job title names, if it does."""
    words = folded(title)
    return next((group for pattern, group in TITLES if pattern.search(words)), None)


def _who(said: dict[str, Any]) -> str:
    """What tells this person from others of the list."""
    if said["reference"]:
        return str(said["reference"])
    if said["staff_number"]:
        return STAFF + str(said["staff_number"])
    return str(said["email"]) or NAME + folded(f"{said['given_name']} {said['family_name']}")


def colleague_keys(cell: str) -> tuple[str, str, str]:
    """What the cell of a colleague may be: a person reference, a staff number, an email address."""
    return cell.upper(), STAFF + cell, cell.casefold()
