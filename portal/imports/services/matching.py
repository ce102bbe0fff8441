"""Who the rows of a workforce list are, by their stable keys: never by a name alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from portal.imports.models import FileImport
from portal.imports.queries import people
from portal.imports.queries.people import Found
from portal.imports.reading.known import KnownPerson, Workplace
from portal.imports.reading.rows import StagedRow
from portal.imports.reading.workforce import NAME, STAFF, colleague_keys
from portal.kernel.text import folded

# Fields that name a colleague.
COLLEAGUES = ("manager", "office_contact")


class NotMatched(Exception):  # what happened, as everywhere
    """The row cannot be one person's: the field and the reason."""

    def __init__(self, field: str, reason: str) -> None:
        super().__init__(reason)
        self.field, self.reason = field, reason


def list_key(row: StagedRow, place: Workplace) -> str:
    """What the source calls this person from now on; empty where the portal's own keys are enough."""
    said = row.values
    if said["staff_number"]:
        return STAFF + str(said["staff_number"])
    if said["reference"] or said["email"]:
        return ""
    # Nothing but a name: within this source and agency it means the same person again.
    return f"{NAME}{folded(_name(said))}|{place.agency_id}"


def _name(said: Any) -> str:  # noqa: ANN401  # values of a row
    return f"{said['given_name']} {said['family_name']}".strip()


@dataclass(slots=True)
class Batch:
    """What the register knows of the people whom some rows may mean."""

    found: Found
    people: dict[int, KnownPerson]
    # Keys of rows of the file, with the places that the rows name.
    in_file: dict[str, set[tuple[str, str]]]

    @classmethod
    def of(cls, taken: FileImport, rows: Sequence[tuple[StagedRow, Workplace]]) -> Batch:
        said = [row.values for row, _ in rows]
        named = [colleague_keys(one[field]) for one in said for field in COLLEAGUES if one.get(field)]
        references = {one["reference"] for one in said if one["reference"]} | {one[0] for one in named}
        keys = {key for row, place in rows if (key := list_key(row, place))} | {one[1] for one in named}
        emails = {one["email"] for one in said if one["email"]} | {one[2] for one in named}
        found = people.find_ids(taken.source_id, references, keys, emails)
        ids = {*found.by_reference.values(), *found.by_key.values(), *found.by_email.values()}
        keys_named = {key for one in named for key in one}
        in_file = people.find_in_file(taken.id, keys_named) if keys_named else {}
        return cls(found, people.find_people(ids), in_file)

    def person_of(self, row: StagedRow, place: Workplace) -> KnownPerson | None:
        """The one person that every key of the row means. Raises `NotMatched`."""
        said = row.values
        person_id = self.found.by_reference.get(said["reference"]) if said["reference"] else None
        if said["reference"] and person_id is None:
            raise NotMatched("reference", f"There is no person with the reference {said['reference'][:40]}")
        by_key = self.found.by_key.get(list_key(row, place))
        if person_id is not None and by_key is not None and by_key != person_id:
            raise NotMatched("staff_number", "The register knows this staff number as another person’s")
        person_id = person_id or by_key
        by_email = self.found.by_email.get(said["email"]) if said["email"] else None
        if by_email is not None:
            self._check_email(said, person_id, by_email)
        found = person_id or by_email
        return self.people[found] if found is not None else None

    def _check_email(self, said: Any, person_id: int | None, by_email: int) -> None:  # noqa: ANN401  # values of a row
        """An address that several people share must not make one of them."""
        if person_id is not None and person_id != by_email:
            raise NotMatched("email", "The register knows this email address as another person’s")
        known = self.people[by_email].values
        same = (folded(said[part]) == folded(known[part]) for part in ("given_name", "family_name"))
        if person_id is None and not any(same):
            raise NotMatched("email", "The register knows this email address as that of another name")

    def colleague_of(self, cell: str) -> tuple[int | None, str | None]:
        """Whose id it is if the register knows them, else their key in this file, else neither."""
        if not cell:
            return None, None
        reference, staff, email = colleague_keys(cell)
        for key, known in (
            (reference, self.found.by_reference),
            (staff, self.found.by_key),
            (email, self.found.by_email),
        ):
            if key in known:
                return known[key], None
        return None, next((key for key in (staff, email) if key in self.in_file), None)

    def works_at(
        self, cell: str, manager_id: int | None, place: Workplace, *, is_whole: bool, today: str
    ) -> bool:
        """Whether a manager works, or by this list will work, for the agency of the post.

        `is_whole` says that every row of the list is of that agency.
        """
        posts = self.people[manager_id].posts if manager_id is not None else ()
        if any(post.agency_id == place.agency_id and post.is_current(today) for post in posts):
            return True
        named = [one for key in colleague_keys(cell) for one in self.in_file.get(key, ())]
        own_urn, own_name = str(place.urn or ""), folded(place.name)
        return any(is_whole or (urn == own_urn if urn else agency == own_name) for urn, agency in named)

    def check_contact(self, contact_id: int, agency_id: int | None, today: str) -> None:
        """Whoever acts for somebody is a colleague of today with an address; for a lead, of their agency."""
        contact = self.people[contact_id]
        if not contact.values["email"]:
            raise NotMatched("office_contact", "The office contact needs an email address: messages go there")
        agencies = {post.agency_id for post in contact.posts if post.is_current(today)}
        if not agencies or (agency_id is not None and agency_id not in agencies):
            raise NotMatched(
                "office_contact", "The office contact is no colleague in post whom you can choose"
            )
