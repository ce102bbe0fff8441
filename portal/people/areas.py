"""What can be asked of local areas, and the rules that refuse it. Plain Python."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from portal.kernel.errors import RuleBroken
from portal.kernel.text import listed, plural
from portal.kernel.words import word


@dataclass(frozen=True, slots=True)
class AreaDetails:
    """What is written down of a local area: its name, and where its team has its office."""

    name: str
    base: str

    @property
    def told(self) -> dict[str, object]:
        return {"name": self.name, "base": self.base}


@dataclass(frozen=True, slots=True)
class AddArea:
    """Command: the patch has one more area, the last of the list."""

    area: AreaDetails


@dataclass(frozen=True, slots=True)
class ChangeArea:
    """Command: write an area anew. Whatever belongs to it shows the new name.

    `seen` is the `fingerprint` of what the area said when the page was opened.
    """

    area_id: int
    area: AreaDetails
    seen: str


@dataclass(frozen=True, slots=True)
class MoveArea:
    """Command: an area changes its place in the list with the one before it, or after it."""

    area_id: int
    earlier: bool


@dataclass(frozen=True, slots=True)
class CloseArea:
    """Command: an area is no longer used. What hangs on it belongs to another one from now on."""

    area_id: int
    successor_id: int | None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Hanging:
    """How many things of a kind belong to an area."""

    one: str
    many: str
    number: int

    @property
    def said(self) -> str:
        return plural(self.number, self.one, self.many)


class AreaNameTaken(RuleBroken):
    field = "name"

    def __init__(self, *, is_closed: bool) -> None:
        taken = f"There is already {word.a_local_area} of this name"
        closed = f"{word.A_local_area} of this name has closed. Open it again, or choose another name"
        super().__init__(closed if is_closed else taken)


class AreaIsClosed(RuleBroken):
    field = "local_area_id"

    def __init__(self) -> None:
        super().__init__(f"This {word.local_area} has closed")


class AreaIsOpen(RuleBroken):
    def __init__(self) -> None:
        super().__init__(f"This {word.local_area} has not closed")


class SuccessorNeeded(RuleBroken):
    """Something still belongs to the area, and nothing was said about where it goes."""

    field = "successor"

    def __init__(self, hanging: Sequence[Hanging]) -> None:
        what = listed([one.said for one in hanging])
        super().__init__(f"Choose where these go: {what}")


class NoSuccessor(RuleBroken):
    field = "successor"

    def __init__(self) -> None:
        super().__init__(f"Choose {word.a_local_area} that is open, and another than this one")
