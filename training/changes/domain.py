"""The words and rules of changing many events at once (docs/training.md 4.10). Plain Python."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from portal.kernel import clock
from portal.kernel.errors import RuleBroken
from portal.kernel.rules import Unit, adjustable, amount
from training.catalogue.domain import PlannedSitting

MOST_DATES = 3
MOST_EVENTS = 60


@adjustable("changes", "Changing many events at once")
@dataclass(frozen=True, slots=True)
class ChangeRules:
    """What a partnership may set for itself."""

    answer_within: timedelta = amount(
        5,
        Unit.DAYS,
        within=(1, 20),
        label="Time to choose a new date",
        says="So many working days people have to choose; till then each new date keeps a place for them",
    )


@adjustable("kept-choices", "How long choices among new dates are kept", retention=True)
@dataclass(frozen=True, slots=True)
class ChoicesKept:
    """Likewise (docs/training.md 4.11)."""

    choices: timedelta = amount(
        26,
        Unit.WEEKS,
        within=(4, 104),
        label="Who chose which new date",
        says="So long after somebody chose, or their time was over, that is deleted. Their booking stays",
    )


class ChangeAct(StrEnum):
    """What is done to each of the chosen events."""

    MOVE = "move"
    OFFER = "offer"
    ONLINE = "online"
    CANCEL = "cancel"

    @property
    def label(self) -> str:
        return _LABELS[self]

    @property
    def hint(self) -> str:
        return _HINTS[self]

    @property
    def can_be_undone(self) -> bool:
        return self in {ChangeAct.MOVE, ChangeAct.ONLINE}


_LABELS = {
    ChangeAct.MOVE: "Move to another day",
    ChangeAct.OFFER: "Offer new dates to choose from",
    ChangeAct.ONLINE: "Hold online instead",
    ChangeAct.CANCEL: "Cancel",
}
_HINTS = {
    ChangeAct.MOVE: "Everybody keeps their place. Times of day stay as they are",
    ChangeAct.OFFER: "Everybody with a place chooses one of up to three days; each keeps a place for them",
    ChangeAct.ONLINE: "Date and times stay; everybody is sent to the link for joining",
    ChangeAct.CANCEL: "All bookings end. This cannot be undone",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeEvents:
    """Command: do this to these events. `days` are the new days of each, where there are any."""

    act: ChangeAct
    reason: str
    event_ids: tuple[int, ...]
    days: Mapping[int, tuple[date, ...]]
    online_link: str = ""
    count: int | None = None


class NothingChosen(RuleBroken):
    message = "Select at least one event"


class TooManyChosen(RuleBroken):
    message = f"Select {MOST_EVENTS} events at most"


class NotToBeChanged(RuleBroken):
    """One of the chosen events cannot be changed any more."""

    def __init__(self, code: str) -> None:
        super().__init__(f"{code} has begun, was cancelled or has no date, so it cannot be changed like this")


class CannotUndo(RuleBroken):
    """Why a change stays."""


class ChoiceOver(RuleBroken):
    message = "The time to choose a new date is over, and the places kept for you have been given back"


class NoSuchDate(RuleBroken):
    message = "Select one of the dates"
    field = "event"


def shifted(sittings: Sequence[PlannedSitting], day: date) -> tuple[PlannedSitting, ...]:
    """The same sittings with the first on this day: the clock on the wall shows the same hours."""
    first = clock.in_london(sittings[0].starts_at).date()
    days = day - first
    return tuple(
        one._replace(starts_at=_on(one.starts_at, days), ends_at=_on(one.ends_at, days)) for one in sittings
    )


def _on(moment: datetime, days: timedelta) -> datetime:
    local = clock.in_london(moment)
    return clock.at_london(local.date() + days, local.time())
