"""What is recorded of a person besides posts and the like: which details differ, and whose is kept."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Any

from sqlalchemy import Column, UniqueConstraint

from portal.kernel.bulk import table_of
from portal.merging.domain import Side
from portal.people.models import Person

# Not details: what follows from others, or what a merge itself sets.
DERIVED = frozenset({"id", "search_name", "merged_into_id", "contact_purged"})
LABELS = {
    "given_name": "First name",
    "family_name": "Last name",
    "email": "Email address",
    "contact_by": "Preferred contact",
}


@dataclass(frozen=True, slots=True)
class Detail:
    """One detail in which two people differ, or not, as people read it."""

    name: str
    first: str
    second: str

    @property
    def label(self) -> str:
        return label(self.name)

    @property
    def differs(self) -> bool:
        """Whether somebody has to choose: both say something, and not the same."""
        return bool(self.first and self.second) and self.first != self.second

    @property
    def options(self) -> Sequence[tuple[Side, str]]:
        return (Side.FIRST, self.first), (Side.SECOND, self.second)


def label(name: str) -> str:
    return LABELS.get(name, name.replace("_", " ").capitalize())


def columns() -> Sequence[Column[Any]]:
    """Every column of a person that is a detail; a new one is there by itself."""
    return [column for column in table_of(Person).columns if column.name not in DERIVED]


def is_unique(name: str) -> bool:
    constraints = table_of(Person).constraints
    return any(
        isinstance(one, UniqueConstraint) and [column.name for column in one.columns] == [name]
        for one in constraints
    )


def compare(first: Person, second: Person) -> list[Detail]:
    """The details that people read, side by side; whom they point to is settled by itself."""
    return [
        Detail(column.name, _shown(getattr(first, column.name)), _shown(getattr(second, column.name)))
        for column in columns()
        if not column.foreign_keys
    ]


def chosen(kept: Person, lost: Person, from_lost: Mapping[str, bool]) -> dict[str, Any]:
    """What changes for the person who stays: what was chosen of the other, and what only the other has."""
    values = {}
    for column in columns():
        own, other = getattr(kept, column.name), getattr(lost, column.name)
        takes = from_lost.get(column.name, False) or own is None or own == ""
        value = other if takes and other not in {None, ""} else own
        values[column.name] = own if column.foreign_keys and value in {kept.id, lost.id} else value
    return {name: value for name, value in values.items() if value != getattr(kept, name)}


@dataclass(frozen=True, slots=True)
class Change:
    """One detail as it was and as it becomes, as people read it."""

    label: str
    before: str
    after: str


def changes(kept: Person, after: Mapping[str, Any]) -> list[Change]:
    """What `chosen` would change of the person who stays; whom they point to goes without saying."""
    return [
        Change(label(column.name), _shown(getattr(kept, column.name)), _shown(after[column.name]))
        for column in columns()
        if column.name in after and not column.foreign_keys
    ]


def written(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[Change]:
    """The same of a merge that was done, from what it wrote down."""
    return [
        Change(label(column.name), _shown(before[column.name]), _shown(after[column.name]))
        for column in columns()
        if column.name in after and not column.foreign_keys
    ]


def _shown(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if isinstance(value, Enum):
        return str(getattr(value, "label", value.value))
    return str(value)
