"""The words and rules of diaries (docs/training.md 4.10). Plain Python."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from portal.kernel.rules import Unit, adjustable, amount


@adjustable("calendars", "Calendar feeds")
@dataclass(frozen=True, slots=True)
class FeedRules:
    """What a partnership may set for itself."""

    past: timedelta = amount(
        12,
        Unit.WEEKS,
        within=(0, 104),
        label="How far back a calendar feed reaches",
        says="Events that ended longer ago are not in anybody's feed",
    )


@adjustable("kept-feeds", "How long calendar feeds are kept", retention=True)
@dataclass(frozen=True, slots=True)
class FeedsKept:
    """Likewise (docs/training.md 4.11)."""

    feeds: timedelta = amount(
        4,
        Unit.WEEKS,
        within=(1, 52),
        label="Feeds of people who have left",
        says="So long after somebody's last post ended their calendar feeds stop and are deleted",
    )


class FeedKind(StrEnum):
    """Whose diary a feed is for."""

    LEARNER = "learner"
    TRAINER = "trainer"

    @property
    def label(self) -> str:
        return {FeedKind.LEARNER: "My training", FeedKind.TRAINER: "Events I teach"}[self]


@dataclass(frozen=True, slots=True)
class Slot:
    """One sitting as a diary shows it."""

    starts_at: datetime
    ends_at: datetime
    place: str
    # Said below the title; a diary entry is no other one for it.
    online_link: str = field(default="", compare=False)


@dataclass(frozen=True, slots=True)
class Kept:
    """What somebody's diary holds of a booking: its number among the sittings, and how often it changed."""

    number: int
    sequence: int
    slot: Slot
    is_cancelled: bool = False


@dataclass(frozen=True, slots=True)
class Step:
    """One calendar file to send: put in or changed, or taken out."""

    number: int
    sequence: int
    slot: Slot
    is_cancelled: bool


def steps(wanted: Sequence[Slot], kept: Sequence[Kept], sequence: int) -> list[Step]:
    """What must be sent so that a diary which holds `kept` holds `wanted`; nothing when it does.

    The first sitting stays the first whatever its date, so that a moved event moves in the diary. An entry
    that changes, or goes, gets the next sequence, or the event's own when that is further on.
    """
    known = {one.number: one for one in kept}
    found = []
    for number, slot in enumerate(wanted, start=1):
        before = known.pop(number, None)
        if before is None:
            found.append(Step(number, sequence, slot, is_cancelled=False))
        elif before.is_cancelled or before.slot != slot:
            found.append(Step(number, max(before.sequence + 1, sequence), slot, is_cancelled=False))
    gone = sorted((one for one in known.values() if not one.is_cancelled), key=lambda one: one.number)
    return found + [Step(one.number, one.sequence + 1, one.slot, is_cancelled=True) for one in gone]
