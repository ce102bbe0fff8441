"""What a partnership may choose, and the commands that choose it. Plain Python."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from portal.kernel.access import SYSTEM, Actor, Role, RoleScope
from portal.kernel.errors import Conflict, RuleBroken

# Rules of the rooms are kept under this and their own key: two people may change two rooms' numbers at once.
RULES = "rules."
# Whoever may type a command on the server may do what an administrator may; the log says "the portal".
OPERATOR = Actor(SYSTEM.person_id, SYSTEM.name, frozenset({RoleScope(Role.ADMINISTRATOR)}))


class Part(StrEnum):
    """What is edited, kept and compared as one. A room’s numbers are a part as well: “rules.bookings”."""

    IDENTITY = "identity"
    LOGO = "logo"
    CONTACTS = "contacts"
    WORDS = "words"
    LEVELS = "levels"
    GRADES = "grades"
    BOARDS = "boards"
    LINES = "lines"

    @property
    def label(self) -> str:
        return _LABELS[self]


_LABELS = {
    Part.IDENTITY: "Name",
    Part.LOGO: "Logo",
    Part.CONTACTS: "Contacts",
    Part.WORDS: "Words",
    Part.LEVELS: "Levels of need",
    Part.GRADES: "Grades",
    Part.BOARDS: "Boards that receive reports",
    Part.LINES: "Lines of the strategy",
}


@dataclass(frozen=True, slots=True)
class Save:
    """Command: this is what a part says from now on.

    `version` is that of the text that was edited: whoever saved in between must not be overwritten.
    """

    part: str
    content: Mapping[str, object]
    version: int
    reason: str = field(default="")


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that loading a profile changes: what it says now, and what it would say."""

    label: str
    before: Mapping[str, object]
    after: Mapping[str, object]


class ChangedMeanwhile(Conflict):
    """Somebody saved the same part after this page was opened; what was typed stays on the page."""

    def __init__(self, at: datetime, said_at: str) -> None:
        self.at = at
        super().__init__(
            f"Somebody else saved this page on {said_at}, after you opened it. Theirs was not overwritten. "
            "It is shown below: compare it with yours, then save again"
        )


class NotSayable(RuleBroken):
    """Words that could not stand in a sentence or would be mistaken for another; `field` names them."""


class NotALogo(RuleBroken):
    """What was sent is no picture that could stand on every page; the message says why."""

    field = "file"


class NoLogo(RuleBroken):
    message = "There is no logo to remove"


class UnknownPart(RuleBroken):
    message = "There is nothing of this name to set"


class OutsideLimits(RuleBroken):
    """A number outside what its room allows; `field` names it."""


def refuse_same_names(levels: Sequence[Mapping[str, object]]) -> None:
    """Raise `NotSayable` when no level has a name, or two share one: a file may name a level by it."""
    names = [str(level["name"]).casefold() for level in levels]
    if not names:
        raise NotSayable("Name at least one level", field="name-1")
    for place, name in enumerate(names):
        if name in names[:place]:
            number = levels[place]["number"]
            raise NotSayable(f"Level {number} has the name of another level", field=f"name-{number}")


def refuse_same_grades(words: Mapping[str, str]) -> None:
    """Raise `NotSayable` when two grades have one name: nobody could tell which was given."""
    names = [word.casefold() for word in words.values()]
    for place, (grade, name) in enumerate(zip(words, names, strict=True)):
        if name in names[:place]:
            raise NotSayable(f"Grade {grade} has the name of another grade", field=f"grade-{grade}")
