"""What the register knows of people, their posts and the places they work at. Plain Python."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class KnownPost:
    """A post, its values as JSON holds them."""

    id: int
    agency_id: int
    school_id: int | None
    values: Mapping[str, Any]

    def is_current(self, today: str) -> bool:
        return self.values["ended_on"] is None or self.values["ended_on"] >= today


@dataclass(frozen=True, slots=True)
class KnownPerson:
    id: int
    reference: str
    values: Mapping[str, Any]
    posts: Sequence[KnownPost]


@dataclass(frozen=True, slots=True)
class Workplace:
    """An agency as a row names it; a school's agency brings the school and its area along."""

    agency_id: int
    name: str
    is_active: bool
    school_id: int | None
    urn: int | None
    local_area: str | None


@dataclass(frozen=True, slots=True)
class Namesake:
    """Somebody known by the same name, at one of the agencies where they work."""

    reference: str
    phone: str
    agency_id: int | None

    def is_near(self, agency_id: int, phone: str) -> bool:
        """Whether a new person of this agency or telephone may well be the same."""
        return self.agency_id == agency_id or (bool(phone) and self.phone == phone)
