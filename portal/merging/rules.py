"""How a room says what a merge does with its rows that name people.

A room above hands over the provider `merge_rules`: a function that answers with its `MergeRule`s.
A column without a rule is simply pointed at the person who stays. Where the database allows a person
only once, a rule must say what becomes of the second row; a test finds every such column.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Protocol

from portal.kernel.access import Actor

Values = Mapping[str, Any]


class Clash(StrEnum):
    """What becomes of a row where the person who stays has the same already."""

    # It stays with the row of the person who was merged, and says what it said.
    STAY = "stay"
    # It says nothing that the other does not; it is taken out, and put back if the merge is undone.
    DROP = "drop"


@dataclass(frozen=True, slots=True)
class Parties:
    """Who stays, and whose row becomes a sign that leads there."""

    kept_id: int
    lost_id: int

    @property
    def both(self) -> tuple[int, int]:
        return self.kept_id, self.lost_id


class Ledger(Protocol):
    """Where a rule writes what it changes, so that it can be taken back exactly."""

    def change(self, table: str, row_id: int, before: Values, after: Values) -> None:
        """Change these columns now; an undo sets them back, unless somebody changed them again."""

    def note(self, row_id: int, before: Values) -> None:
        """The rule has changed this row itself; an undo hands `before` to the rule's `restore`."""

    def leave(self, row_ids: Collection[int]) -> None:
        """These rows of the rule's column stay where they are."""


@dataclass(frozen=True, slots=True)
class Foreseen:
    """What a person is told before they merge: what will happen besides, and what stands in the way."""

    effects: tuple[str, ...] = ()
    obstacles: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Undoing:
    """A row to be restored: what a rule noted of it, and who undoes the merge."""

    actor: Actor
    parties: Parties
    row_id: int
    before: Values = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class MergeRule:
    """What a merge does with one column that names a person, such as "booking.person_id"."""

    column: str
    # What the page calls so many of these rows, as in "3 bookings".
    words: tuple[str, str] | None = None
    clash: Clash | None = None
    # The rows are history of their own and keep naming whoever they named.
    stays: bool = False
    foresee: Callable[[Parties], Foreseen] | None = None
    settle: Callable[[Actor, Parties, Ledger], None] | None = None
    # Raises `CannotUndo` when something since stands in the way.
    restore: Callable[[Undoing], None] | None = None


Rules = Iterable[MergeRule]
