"""The words and rules of places that were lost: asking why, and the ladder (docs/training.md 4.6)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from portal.kernel.errors import RuleBroken
from portal.kernel.months import months_later
from portal.kernel.rules import Unit, adjustable, amount, choice, in_force
from portal.kernel.text import day, plural
from portal.kernel.words import word

A_YEAR = 12


class LossKind(StrEnum):
    """How a place came to be lost."""

    NO_SHOW = "no_show"
    LATE_WITHDRAWAL = "late_withdrawal"

    @property
    def label(self) -> str:
        return {LossKind.NO_SHOW: "Did not come"}.get(self, "Withdrew late")


class LossState(StrEnum):
    """What is said about a place that was lost."""

    # A late withdrawal: nobody is asked why.
    NOTED = "noted"
    OPEN = "open"
    ANSWERED = "answered"
    REFUSED = "refused"
    EXCUSED = "excused"
    WAIVED = "waived"
    # The result says something else now.
    UNDONE = "undone"

    @property
    def label(self) -> str:
        return _STATE_LABELS[self]

    @property
    def colour(self) -> str:
        colours = {LossState.OPEN: "yellow", LossState.ANSWERED: "blue", LossState.REFUSED: "red"}
        return colours.get(self, "green" if self in SETTLED else "grey")


_STATE_LABELS = {
    LossState.NOTED: "Noted",
    LossState.OPEN: "Open",
    LossState.ANSWERED: "Reason given",
    LossState.REFUSED: "Not accepted",
    LossState.EXCUSED: "Excused",
    LossState.WAIVED: "Does not count",
    LossState.UNDONE: "Corrected",
}
# These count; the others do not.
STANDING = frozenset({LossState.NOTED, LossState.OPEN, LossState.ANSWERED, LossState.REFUSED})
SETTLED = frozenset({LossState.EXCUSED, LossState.WAIVED})
# Somebody may still say why, or say it otherwise.
ASKING = frozenset({LossState.OPEN, LossState.ANSWERED})


@adjustable("lost-places", "Lost places")
@dataclass(frozen=True, slots=True)
class LadderRules:
    """What a partnership may set for itself."""

    excused_within: timedelta = amount(
        5,
        Unit.DAYS,
        within=(0, 60),
        label="Time to excuse somebody",
        says="So long after the result was confirmed a reason that is accepted makes it “excused”",
    )
    link_lasts: timedelta = amount(
        30,
        Unit.DAYS,
        within=(1, 90),
        label="Link to say why",
        says="So long the link in the letter works without signing in",
    )
    months: int = amount(
        A_YEAR,
        Unit.MONTHS,
        within=(1, 36),
        label="A lost place counts for",
        says="What is longer ago than this counts no longer",
    )
    lead_from: int = amount(
        2,
        Unit.BOOKINGS,
        within=(1, 20),
        label="The agency’s lead is told from",
        says="From so many missed events on, those who lead training in the agency are told",
    )
    bar_from: int = amount(
        3,
        Unit.BOOKINGS,
        within=(2, 20),
        label="Bookings need agreement from",
        says="From so many missed events on, a new booking needs the agreement of those who run training",
    )
    late_counts: int = choice(
        0,
        ("No", "Yes"),
        label="Late withdrawals count",
        says="Whether a late withdrawal counts like a missed event; it is shown in any case",
    )

    @property
    def counted(self) -> tuple[LossKind, ...]:
        """The kinds that stand on the ladder."""
        return tuple(LossKind) if self.late_counts else (LossKind.NO_SHOW,)


@adjustable("kept-lost-places", "How long reasons for lost places are kept", retention=True)
@dataclass(frozen=True, slots=True)
class ReasonsKept:
    """What a partnership may set for itself (docs/training.md 4.11)."""

    reasons: timedelta = amount(
        26,
        Unit.WEEKS,
        within=(4, 104),
        label="Why somebody did not come",
        says="So long after the event what people wrote about it is blanked; that it was missed stays",
    )


def counts_from(today: date, rules: LadderRules) -> date:
    """What happened on this day or earlier counts no longer."""
    return months_later(today, -rules.months)


def rung(happened_on: date, others: Iterable[date], rules: LadderRules) -> int:
    """The how-manieth this is, of those within so many months up to its day; `others` are all that count."""
    since = counts_from(happened_on, rules)
    return 1 + sum(since < one <= happened_on for one in others)


@dataclass(frozen=True, slots=True)
class Ladder:
    """Where somebody stands: the days that count, oldest first, and until when they may book all the same."""

    days: tuple[date, ...]
    allowed_until: date | None = None
    # When each of them was noted, in the same order.
    noted: tuple[datetime, ...] = ()

    def is_barred(self, rules: LadderRules) -> bool:
        """Whether a booking needs the agreement of those who run training."""
        return len(self.days) >= rules.bar_from and self.allowed_until is None

    def barred_at(self, rules: LadderRules) -> datetime | None:
        """When it became too much; None where it has not, or nobody knows."""
        noted = sorted(self.noted)
        return noted[rules.bar_from - 1] if len(noted) >= rules.bar_from else None

    def ends_on(self, rules: LadderRules) -> date | None:
        """The day from which on too few count to stand in the way; None where nothing does."""
        if len(self.days) < rules.bar_from:
            return None
        return months_later(self.days[len(self.days) - rules.bar_from], rules.months)

    def why(self, rules: LadderRules, *, of_others: bool = False) -> str:
        """Where somebody stands and what follows from it, in one sentence, to themself or about them."""
        who = _They() if of_others else _You()
        span, missed = plural(rules.months, "month"), plural(len(self.days), "event")
        if not self.days:
            return f"Nothing counts against {who.them} in the last {span}."
        said = f"{who.they.capitalize()} missed {missed} in the last {span}"
        ends = self.ends_on(rules)
        if ends is not None:
            return f"{said}, {self._barred(who, ends)}."
        lead = f"the lead of {who.their} agency is told"
        more = plural(rules.bar_from - len(self.days), "more", "more")
        then = f"after {more} the {word.help_team} has to agree to {who.their} bookings"
        if len(self.days) >= rules.lead_from:
            return f"{said}, so {lead}; {then}."
        return f"{said}; from {rules.lead_from} on {lead}, and {then}."

    def _barred(self, who: _You, ends: date) -> str:
        if self.allowed_until is None:
            return f"so the {word.help_team} has to agree to {who.their} bookings until {day(ends)}"
        allowed = min(self.allowed_until, ends)
        return f"and the {word.help_team} lets {who.them} book without that until {day(allowed)}"


@dataclass(frozen=True, slots=True)
class _You:
    they: str = "you"
    them: str = "you"
    their: str = "your"


@dataclass(frozen=True, slots=True)
class _They(_You):
    they: str = "they"
    them: str = "them"
    their: str = "their"


@dataclass(frozen=True, slots=True)
class SayWhy:
    """Command: why this place was not used."""

    booking_id: int
    reason: str


@dataclass(frozen=True, slots=True)
class SayWhyByLink:
    """Command: the same by the link of a letter."""

    secret: str
    reason: str


@dataclass(frozen=True, slots=True)
class Decide:
    """Command: accept a reason or not, with a note that the person can read."""

    loss_id: int
    is_accepted: bool
    note: str


@dataclass(frozen=True, slots=True)
class Waive:
    """Command: it does not count, for this reason."""

    loss_id: int
    reason: str


@dataclass(frozen=True, slots=True)
class LetBook:
    """Command: this person may book until this day, whatever they missed."""

    person_id: int
    until: date
    reason: str


class NothingToAnswer(RuleBroken):
    message = "Nobody waits for a reason any more: it was decided, or the result has changed"


class LinkUsedUp(RuleBroken):
    message = "This link does not work any more"


class AlreadyDecided(RuleBroken):
    message = "This was decided in the meantime, or the result has changed"


class RegisterIsOpen(RuleBroken):
    message = "The register of this event has been opened again. Decide once its result is confirmed"


class TooLateToExcuse(RuleBroken):
    field = "decision"

    def __init__(self, rules: LadderRules) -> None:
        super().__init__(
            f"A reason can be accepted for {plural(rules.excused_within.days, 'day')} after the result. "
            "Those who run training can still say that it does not count"
        )


class OwnAbsence(RuleBroken):
    message = "This is about you. Somebody else has to decide about it"


class EndIsPast(RuleBroken):
    message = "The last day must be today or later"
    field = "until"


def may_excuse(noted_at: datetime, now: datetime, rules: LadderRules | None = None) -> bool:
    """Whether a reason that is accepted now still changes the result to “excused” (docs/training.md 4.6)."""
    return now < noted_at + (rules or in_force(LadderRules)).excused_within
