"""Who may have a place while some are kept for others (docs/training.md 4.4 step 4 and 4.5). Arithmetic only.

An agency is part of its kind, and every kind is part of all: whoever could use two shares uses the narrower
one first, so that no place is kept that could have been given.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from portal.kernel.text import listed, moment, plural
from portal.people.domain import AgencyKind

# As in “kept for schools”.
_PLURALS = {
    AgencyKind.COUNCIL: "the council",
    AgencyKind.EARLY_YEARS: "early years settings",
    AgencyKind.EDUCATION: "colleges and other education",
    AgencyKind.HEALTH: "health services",
    AgencyKind.HOUSING: "housing",
    AgencyKind.JUSTICE: "justice services",
    AgencyKind.POLICE: "the police",
    AgencyKind.SCHOOL: "schools",
    AgencyKind.VOLUNTARY: "voluntary organisations",
    AgencyKind.WORK_AND_BENEFITS: "work and benefits services",
}
EACH = "each agency"


class ShareSort(StrEnum):
    """A share keeps places for a group; a cap is the most that a group may have."""

    KEPT = "kept"
    MOST = "most"

    @property
    def label(self) -> str:
        return "Places kept for them" if self is ShareSort.KEPT else "The most they may have"


@dataclass(frozen=True, slots=True)
class Origin:
    """Where somebody comes from: their agency and its kind, or nowhere that is known."""

    agency_id: int | None = None
    kind: AgencyKind | None = None


@dataclass(frozen=True, slots=True)
class Group:
    """One agency, all agencies of a kind, or, with neither, each agency by itself."""

    kind: AgencyKind | None = None
    agency_id: int | None = None
    # What the one agency is called.
    name: str = ""

    @property
    def label(self) -> str:
        if self.agency_id is not None:
            return self.name
        return _PLURALS[self.kind] if self.kind is not None else EACH

    @property
    def title(self) -> str:
        """The label where a line begins with it."""
        return f"{self.label[:1].upper()}{self.label[1:]}"

    @property
    def is_each(self) -> bool:
        return self.kind is None and self.agency_id is None

    def covers(self, who: Origin) -> bool:
        """Whether somebody is of this group. Nobody is of “each agency” without an agency."""
        if self.agency_id is not None:
            return who.agency_id == self.agency_id
        return who.agency_id is not None if self.kind is None else who.kind is self.kind

    def count(self, holders: Mapping[Origin, int]) -> int:
        """How many of these are of this group."""
        return sum(number for who, number in holders.items() if self.covers(who))


@dataclass(frozen=True, slots=True)
class Share:
    """So many places for a group, until a moment; without one until the event begins."""

    group: Group
    places: int
    ends_at: datetime | None = None
    id: int = 0


def end_of(until: datetime | None, days_before: int | None, starts_at: datetime | None) -> datetime | None:
    """When a share or a cap ends: at its moment, or so many days before the event, which may move."""
    if until is not None or days_before is None or starts_at is None:
        return until
    return starts_at - timedelta(days=days_before)


@dataclass(frozen=True, slots=True)
class Filled:
    """How the places of an event are used: of each share, and of the common pool."""

    used: tuple[int, ...]
    common: int


def filled(shares: Sequence[Share], holders: Mapping[Origin, int]) -> Filled:
    """Whoever has a place sits in the share of their agency, else of its kind, else with everybody."""
    left, used = dict(holders), [0] * len(shares)
    for place in sorted(range(len(shares)), key=lambda one: shares[one].group.agency_id is None):
        share = shares[place]
        for who, number in left.items():
            if share.group.covers(who):
                seated = min(number, share.places - used[place])
                used[place] += seated
                left[who] = number - seated
    return Filled(tuple(used), sum(left.values()))


def has_room(who: Origin, capacity: int, shares: Sequence[Share], holders: Mapping[Origin, int]) -> bool:
    """Whether one more from there can be seated in a share of their own, or in the common pool."""
    found = filled(shares, holders)
    for share, used in zip(shares, found.used, strict=True):
        if used < share.places and share.group.covers(who):
            return True
    return found.common < capacity - sum(share.places for share in shares)


def find_cap(who: Origin, caps: Sequence[Share], holders: Mapping[Origin, int]) -> Share | None:
    """The cap that stands against one more from there. An agency's own takes the place of everybody's."""
    has_own = any(cap.group.agency_id is not None and cap.group.covers(who) for cap in caps)
    for cap in caps:
        if not cap.group.covers(who) or (cap.group.is_each and has_own):
            continue
        counted = Group(agency_id=who.agency_id) if cap.group.is_each else cap.group
        if counted.count(holders) >= cap.places:
            return cap
    return None


def refusal(
    who: Origin, capacity: int, terms: tuple[Sequence[Share], Sequence[Share]], holders: Mapping[Origin, int]
) -> str:
    """Why they may not have a place now, in a sentence without its full stop; empty when they may.

    `terms` are the shares and the caps that hold now. That an event is full, others say.
    """
    shares, caps = terms
    cap = find_cap(who, caps, holders)
    if cap is not None:
        return _at_cap(cap)
    if has_room(who, capacity, shares, holders):
        return ""
    found = filled(shares, holders)
    unfilled = [share for share, used in zip(shares, found.used, strict=True) if used < share.places]
    return f"These places are kept for {listed([_kept(one) for one in unfilled])}" if unfilled else ""


def _kept(share: Share) -> str:
    return f"{share.group.label} until {moment(share.ends_at)}" if share.ends_at else share.group.label


def _at_cap(cap: Share) -> str:
    until = f" until {moment(cap.ends_at)}" if cap.ends_at else ""
    whose = "One agency" if cap.group.is_each else cap.group.title
    return f"{whose} may have at most {plural(cap.places, 'place')} here{until}"


def most_to_keep(group: Group, capacity: int, others: Iterable[Share], holders: Mapping[Origin, int]) -> int:
    """How many places can be kept for this group: no place twice, and none that somebody else has."""
    kept = list(others)
    for places in range(capacity, 0, -1):
        shares = [*kept, Share(group, places)]
        if filled(shares, holders).common <= capacity - sum(share.places for share in shares):
            return places
    return 0
