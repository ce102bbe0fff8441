"""The words and rules of messages (docs/training.md 4.10). Plain Python."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from portal.kernel.budgets import Budget
from portal.kernel.errors import RuleBroken
from portal.kernel.rules import Unit, adjustable, amount


@adjustable("messages", "Messages")
@dataclass(frozen=True, slots=True)
class MailRules:
    """What a partnership may set for itself."""

    per_day: int = amount(
        12,
        Unit.MESSAGES,
        within=(3, 100),
        label="Most messages to one person in a day",
        says="What is over that is sent the next morning. Links to sign in and safeguarding alerts always go",
    )
    per_minute: int = amount(
        120,
        Unit.MESSAGES,
        within=(10, 3000),
        label="Most messages in a minute",
        says="Many at once wait for their turn, so that no mail server takes the portal for a sender of spam",
    )
    merged: timedelta = amount(
        10,
        Unit.MINUTES,
        within=(0, 120),
        label="Changes told together",
        says="When an event is changed twice within so long, people hear of it once",
    )
    burst: int = amount(
        200,
        Unit.MESSAGES,
        within=(10, 5000),
        label="Messages at once without asking",
        says="Whoever does something that sends more than this must first type how many it will be",
    )

    @property
    def budget(self) -> Budget:
        return Budget(self.per_day, self.per_minute)


@adjustable("kept-wordings", "How long earlier wordings of letters are kept", retention=True)
@dataclass(frozen=True, slots=True)
class WordingsKept:
    """Likewise (docs/training.md 4.11)."""

    wordings: timedelta = amount(
        104,
        Unit.WEEKS,
        within=(26, 520),
        label="Earlier wordings of letters",
        says="So long after a wording was replaced by another it is deleted. The one in force always stays",
    )


@dataclass(frozen=True, slots=True)
class MessageFilter:
    """Which messages somebody wants to see. Empty means any."""

    kind: str = ""
    state: str = ""
    channel: str = ""
    words: str = ""


class NotAgain(RuleBroken):
    message = "Only a message that was sent can be sent again"


class NothingToTry(RuleBroken):
    message = "This message is not waiting for another try"


class TextGone(RuleBroken):
    message = "Its text was kept long enough and has been deleted, so it cannot be sent again"


class NotAsMany(RuleBroken):
    """So many messages that whoever sends them must say how many."""

    field = "count"

    def __init__(self, number: int) -> None:
        super().__init__(f"This sends {number:,} messages. Type {number} to confirm")


def confirm_burst(number: int, typed: int | None, most: int) -> None:
    """Raise `NotAsMany` when so many messages need a count that was not typed, or not right."""
    if number > most and typed != number:
        raise NotAsMany(number)


@dataclass(frozen=True, slots=True, kw_only=True)
class SaveLetter:
    """Command: word a letter so, if its newest version is still the one that was opened."""

    version: int
    subject: str
    body: str
    text: str


class ChangedMeanwhile(RuleBroken):
    message = "Somebody else has changed this letter since you opened it. Look at their words first"


class AlreadyShipped(RuleBroken):
    message = "This letter has the shipped words already"
