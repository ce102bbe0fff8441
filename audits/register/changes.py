"""What a file would do to the register: add, change or leave alone. Plain Python."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from audits.register.domain import LinkKind

LEAD = "lead_practitioner_id"


@dataclass(frozen=True, slots=True)
class RegisterRow:
    """What one row of a file says. Columns that the file does not have are not touched."""

    reference: str
    values: Mapping[str, Any]
    links: Mapping[LinkKind, frozenset[int]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Stored:
    """What the register holds of an assessment."""

    id: int
    values: Mapping[str, Any]
    links: Mapping[LinkKind, frozenset[int]]


@dataclass(frozen=True, slots=True)
class Changes:
    added: tuple[RegisterRow, ...]
    changed: tuple[tuple[Stored, RegisterRow], ...]
    unchanged: int


def changes_of(rows: Iterable[RegisterRow], stored: Mapping[str, Stored]) -> Changes:
    """Compare cell by cell, so that the same file twice changes nothing."""
    added, changed, unchanged = [], [], 0
    for row in rows:
        before = stored.get(row.reference)
        if before is None:
            added.append(row)
        elif differences(before, row):
            changed.append((before, row))
        else:
            unchanged += 1
    return Changes(tuple(added), tuple(changed), unchanged)


def differences(before: Stored, row: RegisterRow) -> dict[str, Any]:
    """The values that the row would change, and under a link's word the people it would add."""
    found = {name: value for name, value in row.values.items() if before.values[name] != value}
    return found | {kind.value: people for kind, people in new_links(before, row).items()}


def new_links(before: Stored | None, row: RegisterRow) -> dict[LinkKind, frozenset[int]]:
    """People only join: whoever was part of an assessment once stays barred from auditing it.

    A lead practitioner who hands over is kept as one who led.
    """
    known = before.links if before else {}
    wanted = dict(row.links)
    former = before.values.get(LEAD) if before else None
    if former is not None and LEAD in row.values and row.values[LEAD] != former:
        wanted[LinkKind.LED] = frozenset({former})
    added = {kind: people - known.get(kind, frozenset()) for kind, people in wanted.items()}
    return {kind: people for kind, people in added.items() if people}
