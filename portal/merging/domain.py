"""The words of duplicates, the commands about them, and what may be refused. Plain Python."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum

from portal.kernel.access import Actor, Role
from portal.kernel.errors import RuleBroken
from portal.kernel.granting import Holder, may_grant
from portal.kernel.rules import Unit, adjustable, amount


class PairState(StrEnum):
    """Where a pair stands. One that was decided is never asked about again by itself."""

    OPEN = "open"
    MERGED = "merged"
    DIFFERENT = "different"
    UNDONE = "undone"

    @property
    def label(self) -> str:
        return _STATES[self]


_STATES = {
    PairState.OPEN: "To decide",
    PairState.MERGED: "Merged",
    PairState.DIFFERENT: "Two people",
    PairState.UNDONE: "Merge undone",
}


class FoundBy(StrEnum):
    IMPORT = "import"
    NIGHTLY = "nightly"
    PERSON = "person"

    @property
    def label(self) -> str:
        return {"import": "An import", "nightly": "The nightly search", "person": "A colleague"}[self.value]


class StepKind(StrEnum):
    """What a merge did with one row."""

    MOVED = "moved"
    CHANGED = "changed"
    DROPPED = "dropped"
    # Changed by a rule of its room, which also restores it.
    NOTED = "noted"


class Side(StrEnum):
    """One of a pair, in the order of their ids."""

    FIRST = "first"
    SECOND = "second"

    @property
    def other(self) -> Side:
        return Side.SECOND if self is Side.FIRST else Side.FIRST


@dataclass(frozen=True, slots=True)
class Suggestion:
    """Two people who may be one, why it looks so, in words, and how likely it is from 0 to 100."""

    person_id: int
    other_id: int
    why: str
    found_by: FoundBy
    likelihood: int = 50

    @property
    def pair(self) -> tuple[int, int]:
        """The lower id first, so that each pair has one name."""
        return min(self.person_id, self.other_id), max(self.person_id, self.other_id)


@adjustable("kept-merges", "How long merges are kept", retention=True)
@dataclass(frozen=True, slots=True)
class MergesKept:
    """What a partnership may set for itself."""

    details: timedelta = amount(
        52,
        Unit.WEEKS,
        within=(13, 156),
        label="Details of merged people",
        says="So long after a merge its undo brings back names and contacts. "
        "Posts, bookings and the like come back at any time",
    )


@dataclass(frozen=True, slots=True)
class Merge:
    """Command: these two are one person; which row stays, and whose value of each detail is kept."""

    pair_id: int
    keep: Side
    # By column of the person, only where the two differ.
    values: Mapping[str, Side] = field(default_factory=dict)
    reason: str = ""


@dataclass(frozen=True, slots=True)
class TellApart:
    """Command: these are two people, and nobody need ask again."""

    pair_id: int
    reason: str


@dataclass(frozen=True, slots=True)
class UndoMerge:
    merge_id: int
    reason: str


@dataclass(frozen=True, slots=True)
class Report:
    """Command: a colleague says that two references are one person."""

    reference: str
    other_reference: str
    why: str


@dataclass(frozen=True, slots=True)
class Workplaces:
    """Where two people have ever had posts: an agency's lead may decide about their own agency's only."""

    of_first: frozenset[int]
    of_second: frozenset[int]

    @property
    def agency_ids(self) -> frozenset[int]:
        """None unless both have posts: somebody whom no agency knows is nobody's lead's to decide."""
        return self.of_first | self.of_second if self.of_first and self.of_second else frozenset()


# Everybody is the first, and the roster gives the second.
GIVEN_BY_NOBODY = frozenset({Role.PRACTITIONER, Role.CHAMPION})


def may_hand_over(actor: Actor, roles: Iterable[Role], holder: Holder) -> bool:
    """Whether the actor could give each of these roles: a merge hands them from one record to the other."""
    return all(role in GIVEN_BY_NOBODY or may_grant(actor, role, holder) for role in roles)


class AlreadyDecided(RuleBroken):
    message = "Somebody else has decided about these two in the meantime"


class AlreadyMerged(RuleBroken):
    message = "One of the two has been merged with somebody else in the meantime"


class OwnPerson(RuleBroken):
    message = "One of the two is you. Somebody else has to decide about it"


class RoleNotYours(RuleBroken):
    message = "One of the two holds a role that you may not give. Ask an administrator to decide"


class InTheWay(RuleBroken):
    """Something has to be settled first; one message for each thing."""


class CannotUndo(RuleBroken):
    """What was before cannot be brought back, and why."""


class NoSuchPerson(RuleBroken):
    message = "There is no person with this reference"


class SamePerson(RuleBroken):
    message = "These are the same person already"
    field = "other"


class AskedBefore(RuleBroken):
    message = "Somebody was asked about these two before"
    field = "other"
