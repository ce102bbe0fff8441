"""How the places of an event are spread over groups of agencies, in numbers (docs/training.md 4.5)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from portal.people.domain import AgencyKind
from training.shares.domain.filling import Group, Origin, Share, filled

NOWHERE = "No agency known"


@dataclass(frozen=True, slots=True)
class MixRow:
    """One group: places with a name, held without one and kept, and how many wait."""

    label: str
    booked: int = 0
    held: int = 0
    kept: int = 0
    waiting: int = 0

    @property
    def said(self) -> str:
        """As in “4 booked, 2 kept”; what is nought is not said."""
        parts = {"booked": self.booked, "held": self.held, "kept": self.kept, "waiting": self.waiting}
        return ", ".join(f"{number:,} {word}" for word, number in parts.items() if number) or "nobody"


@dataclass(frozen=True, slots=True)
class Mix:
    """All groups, and the event as a whole."""

    capacity: int
    rows: tuple[MixRow, ...]
    free: int

    @property
    def kept(self) -> int:
        return sum(row.kept for row in self.rows)

    @property
    def whole(self) -> MixRow:
        rows = self.rows
        return MixRow(
            "all",
            sum(row.booked for row in rows),
            sum(row.held for row in rows),
            self.kept,
            sum(row.waiting for row in rows),
        )


@dataclass(frozen=True, slots=True)
class People:
    """Where those come from who are booked, for whom places are held, and who wait."""

    booked: Mapping[Origin, int] = field(default_factory=dict)
    held: Mapping[Origin, int] = field(default_factory=dict)
    waiting: Mapping[Origin, int] = field(default_factory=dict)


def mix(capacity: int, shares: Sequence[Share], people: People, also: Iterable[Group] = ()) -> Mix:
    """Each group that has a share, then each kind of agency; nobody is counted in two rows.

    `also` are groups that get a row although nothing is kept for them. Places beyond what is kept are free.
    """
    holders: dict[Origin, int] = {}
    for counted in (people.booked, people.held):
        for who, number in counted.items():
            holders[who] = holders.get(who, 0) + number
    used = filled(shares, holders).used
    kept = {share.group: share.places - seated for share, seated in zip(shares, used, strict=True)}
    groups = list(dict.fromkeys([*kept, *also]))
    groups.sort(key=lambda one: one.agency_id is None)
    groups += [one for one in map(Group, AgencyKind) if one not in groups]
    rows = _rows(groups, people, kept)
    free = capacity - sum(holders.values()) - sum(row.kept for row in rows)
    return Mix(capacity, tuple(rows), max(0, free))


def _rows(groups: Sequence[Group], people: People, kept: Mapping[Group, int]) -> list[MixRow]:
    left = [dict(one) for one in (people.booked, people.held, people.waiting)]
    rows = []
    for group in groups:
        booked, held, waiting = (_take(group, counted) for counted in left)
        if booked or held or waiting or group in kept:
            rows.append(MixRow(group.title, booked, held, kept.get(group, 0), waiting))
    rest = [sum(counted.values()) for counted in left]
    if any(rest):
        rows.append(MixRow(NOWHERE, rest[0], rest[1], 0, rest[2]))
    return rows


def _take(group: Group, counted: dict[Origin, int]) -> int:
    return sum(counted.pop(who) for who in list(counted) if group.covers(who))
