"""Template files to download: headings that need no naming, and invented rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from portal.imports.domain import ImportKind

EXAMPLES: Mapping[ImportKind, Sequence[Sequence[str]]] = {
    ImportKind.WORKFORCE: (
        (
            *("Person reference", "Staff number", "Given name", "Family name", "Email", "Phone"),
            *("Postal address", "Office contact", "Agency"),
            *("URN", "Local area", "Team", "Job title", "Role group", "Paid", "Start date", "End date"),
            "Manager",
        ),
        (
            *("", "H-0001", "Amira", "Example", "amira.example@demo.example", "01632 960001", "", ""),
            "Health trust",
            *("", "", "Team 1", "Health visitor", "Health visiting", "yes", "2024-09-01", "", ""),
        ),
        (
            *("", "H-0002", "Bryn", "Example", "", "", "2 Example Street, York YO97 2AB", "H-0001"),
            "Health trust",
            *("", "", "Team 1", "Volunteer", "Volunteering", "no", "2025-01-06", "", "H-0001"),
        ),
    ),
    ImportKind.AGENCIES: (
        ("Agency number", "Agency", "Group", "Active"),
        ("A-1", "Example Family Centre", "Voluntary", "yes"),
    ),
    ImportKind.SCHOOLS: (
        (
            *("URN", "LA (code)", "LA (name)", "EstablishmentName", "TypeOfEstablishment (name)"),
            *("EstablishmentStatus (name)", "PhaseOfEducation (name)", "Postcode", "Local area"),
        ),
        (
            *("999990", "816", "York", "Example Primary School", "Community school"),
            *("Open", "Primary", "YO97 1AB", ""),
        ),
    ),
}
