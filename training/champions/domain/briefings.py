"""The words and rules of briefings that Champions pass on. Plain Python."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from portal.kernel.errors import Conflict, RuleBroken
from portal.kernel.rules import Unit, adjustable, amount

LONGEST_TITLE = 120
LONGEST_BODY = 20_000
LONGEST_NOTE = 300
MOST_COLLEAGUES = 2_000


@dataclass(frozen=True, slots=True, kw_only=True)
class SaveBriefing:
    """Command: write a briefing, or reword this one; `edition` is that of the words that were opened."""

    briefing_id: int | None
    edition: int
    title: str
    body: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PublishBriefing:
    """Command: send what was looked at, in this edition. `note` says what a correction puts right."""

    briefing_id: int
    edition: int
    note: str = ""
    # How many messages that sends, as typed by whoever sends very many.
    count: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ConfirmBriefing:
    """Command: at this school so many colleagues were told, on that day."""

    briefing_id: int
    school_id: int
    colleagues: int
    briefed_on: date


@dataclass(frozen=True, slots=True)
class Reach:
    """How far a briefing has come."""

    schools: int = 0
    confirmed: int = 0
    colleagues: int = 0

    @property
    def share(self) -> int:
        """Schools that have passed it on, in a hundred, rounded down: all of them is all of them."""
        return 100 * self.confirmed // self.schools if self.schools else 0


@adjustable("briefings", "Briefings of {champion_short_plural}")
@dataclass(frozen=True, slots=True)
class BriefingRules:
    """What a partnership may set for itself."""

    reminded_after: timedelta = amount(
        14,
        Unit.DAYS,
        within=(2, 120),
        label="Reminder about a briefing",
        says="So long after it was first sent, once, to schools that have not passed it on",
    )


@adjustable("kept-briefings", "How long it is kept who passed a briefing on", retention=True)
@dataclass(frozen=True, slots=True)
class BriefingsKept:
    """What a partnership may set for itself (docs/training.md 4.11)."""

    confirmed: timedelta = amount(
        104,
        Unit.WEEKS,
        within=(4, 520),
        label="Who passed a briefing on",
        says="So long after that the name goes; how many colleagues a school told stays",
    )


class RewrittenMeanwhile(Conflict):
    message = (
        "Somebody else has changed this briefing since you opened it. Theirs was not overwritten. "
        "Copy your words, and open it anew"
    )


class NothingNew(RuleBroken):
    message = "These words have been sent already. Change them first"


class CorrectionUnexplained(RuleBroken):
    message = "Say what the correction puts right"
    field = "note"


class NobodyToBrief(RuleBroken):
    message = "No school has {a_champion_short} or deputy today, so nobody would get it"


class NotPublished(RuleBroken):
    message = "This briefing has not been sent yet"


class BriefedTooEarly(RuleBroken):
    message = "Enter a day from when the briefing was sent to today"
    field = "briefed_on"
