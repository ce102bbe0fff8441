"""What each kind of list may say, and the headings under which lists usually say it. Plain Python."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from portal.imports.domain import ImportKind
from portal.kernel.text import folded
from portal.kernel.words import word, worded


@dataclass(frozen=True, slots=True)
class Field:
    """Something a list may say. `words` are headings that mean it, as `simplified` writes them.

    Title and headings may hold words of the vocabulary in braces (portal/kernel/words.py).
    """

    name: str
    title: str
    words: tuple[str, ...]
    hint: str = ""
    is_needed: bool = False

    @property
    def label(self) -> str:
        return worded(self.title)

    @property
    def headings(self) -> list[str]:
        """Lists go round: what others call it is understood as well as the partnership's own word."""
        return [simplified(worded(one)) for one in self.words]


def simplified(heading: str) -> str:
    """A heading by its words alone: “EstablishmentStatus (name)” is “establishmentstatus name”."""
    return " ".join(re.findall(r"[^\W_]+", folded(heading)))


LOCAL_AREA = Field(
    "local_area",
    "{Local_area}",
    ("{local_area}", "{local_area_plural}", "local area", "local area team", "locality", "area"),
)

SCHOOLS = (
    Field("urn", "URN", ("urn", "unique reference number", "school urn"), is_needed=True),
    Field(
        "name",
        "Name of the school",
        ("establishmentname", "establishment name", "school name", "name", "school"),
        is_needed=True,
    ),
    Field("authority_code", "Local authority, number", ("la code", "local authority code", "la number")),
    Field("authority_name", "Local authority, name", ("la name", "local authority", "local authority name")),
    Field("type", "Type of establishment", ("typeofestablishment name", "type of establishment", "type")),
    Field("status", "Status", ("establishmentstatus name", "establishment status", "status")),
    Field("phase", "Phase of education", ("phaseofeducation name", "phase of education", "phase")),
    Field("low_age", "Youngest pupils", ("statutorylowage", "statutory low age", "lowest age")),
    Field("high_age", "Oldest pupils", ("statutoryhighage", "statutory high age", "highest age")),
    Field("postcode", "Postcode", ("postcode", "post code")),
    Field("closed_on", "Date closed", ("closedate", "close date", "date closed")),
    LOCAL_AREA,
)

AGENCIES = (
    Field("key", "The list’s own number", ("agency number", "agency id", "id", "key", "code")),
    Field(
        "name",
        "Name of the agency",
        ("agency", "agency name", "name", "organisation", "organisation name", "organization", "service"),
        is_needed=True,
    ),
    Field(
        "kind",
        "Group",
        ("kind", "group", "agency group", "type", "sector", "agency kind"),
        hint="Such as health, police, housing or voluntary",
        is_needed=True,
    ),
    Field("active", "Still works with the partnership", ("active", "is active", "status", "current")),
)

WORKFORCE = (
    Field(
        "reference",
        "Person reference",
        ("person reference", "reference", "portal reference", "person ref"),
        hint="The portal’s own, such as YRK-004217",
    ),
    Field(
        "staff_number",
        "The agency’s own staff number",
        (
            *("staff number", "employee number", "employee id", "payroll number", "staff no", "staff id"),
            *("assignment number", "volunteer number", "employee no", "personnel number", "staff reference"),
        ),
    ),
    Field(
        "given_name", "Given name", ("given name", "first name", "forename", "forenames", "known as", "first")
    ),
    Field("family_name", "Family name", ("family name", "surname", "last name", "last")),
    Field("full_name", "Whole name in one column", ("name", "full name", "employee name", "staff name")),
    Field(
        "email",
        "Email address",
        ("email", "e mail", "email address", "work email", "work email address", "e mail address"),
    ),
    Field("phone", "Phone number", ("phone", "telephone", "phone number", "mobile", "work phone", "tel")),
    Field(
        "address",
        "Postal address",
        ("postal address", "address", "home address", "work address", "contact address"),
    ),
    Field(
        "office_contact",
        "Office contact",
        ("office contact", "contact person", "contact email", "via", "care of"),
        hint="Who acts for somebody without email: a person reference, staff number or email address",
    ),
    Field("agency", "Agency", ("agency", "agency name", "organisation", "employer", "organisation name")),
    Field("urn", "URN of the school", ("urn", "school urn")),
    LOCAL_AREA,
    Field("team", "Team", ("team", "team name", "department", "service", "unit")),
    Field(
        "job_title",
        "Job title",
        ("job title", "title of post", "post title", "position", "role", "job", "position title"),
        is_needed=True,
    ),
    Field("role_group", "Role group", ("role group", "staff group", "job family", "occupation group")),
    Field(
        "paid",
        "Paid, or a volunteer",
        ("paid", "is paid", "paid or unpaid", "paid or volunteer", "volunteer or paid", "contract type"),
    ),
    Field("started_on", "First day in post", ("started on", "start date", "started", "date started", "from")),
    Field(
        "ended_on", "Last day in post", ("ended on", "end date", "leaving date", "date left", "ended", "to")
    ),
    Field(
        "manager",
        "Manager",
        (
            *("manager", "manager reference", "line manager", "manager staff number", "manager email"),
            *("line manager email", "reports to", "supervisor"),
        ),
        hint="Their person reference, staff number or email address",
    ),
)

FIELDS: Mapping[ImportKind, tuple[Field, ...]] = {
    ImportKind.SCHOOLS: SCHOOLS,
    ImportKind.AGENCIES: AGENCIES,
    ImportKind.WORKFORCE: WORKFORCE,
}


def no_such_area(name: str) -> str:
    """Why a row is refused that names an area which is not there, or has closed."""
    return f"There is no {word.local_area} called “{name[:40]}”"
