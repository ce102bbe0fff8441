"""What a partnership may choose, and the commands that choose it. Plain Python."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from portal.kernel.errors import Conflict, RuleBroken

# Rules of the rooms are kept under this and their own key: two people may change two rooms' numbers at once.
RULES = "rules."


class Part(StrEnum):
    """What is edited, kept and compared as one. A room’s numbers are a part as well: “rules.bookings”."""

    IDENTITY = "identity"
    CONTACTS = "contacts"
    WORDS = "words"
    LEVELS = "levels"
    GRADES = "grades"
    LOGO = "logo"

    @property
    def label(self) -> str:
        return _LABELS[self]


_LABELS = {
    Part.IDENTITY: "Name",
    Part.CONTACTS: "Contacts",
    Part.WORDS: "Words",
    Part.LEVELS: "Levels of need",
    Part.GRADES: "Grade words",
    Part.LOGO: "Logo",
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


class ChangedMeanwhile(Conflict):
    """Somebody saved the same part after this page was opened; what was typed stays on the page."""

    def __init__(self, at: datetime, said_at: str) -> None:
        self.at = at
        super().__init__(
            f"Somebody else saved this page on {said_at}, after you opened it. Theirs was not overwritten. "
            "It is shown below: compare it with yours, then save again"
        )


class UnknownPart(RuleBroken):
    message = "There is nothing of this name to set"


class OutsideLimits(RuleBroken):
    """A number outside what its room allows; `field` names it."""
