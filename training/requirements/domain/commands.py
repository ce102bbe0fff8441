"""What can be asked for of requirements, what is refused, and the numbers a partnership may set."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from portal.kernel.errors import RuleBroken
from portal.kernel.rules import Unit, adjustable, amount
from portal.people.domain import AgencyKind, RoleGroup
from training.catalogue.domain import CourseLevel
from training.requirements.domain.clocks import Clock, HoursClock
from training.requirements.domain.standing import Terms
from training.requirements.domain.words import AllowanceKind, Basis, Takes


@dataclass(frozen=True, slots=True, kw_only=True)
class SaveRequirement:
    """Command: ask this of these groups; without an id it is a new requirement."""

    requirement_id: int | None = None
    name: str
    why: str = ""
    role_groups: tuple[RoleGroup, ...] = ()
    agency_kinds: tuple[AgencyKind, ...] = ()
    course_ids: frozenset[int] = frozenset()
    takes: Takes = Takes.ALL
    basis: Basis
    valid_months: int | None = None
    window_months: int = 0
    reactivate_months: int = 0
    grace_days: int = 0
    base_on: date | None = None
    least_months: int = 0
    hours: int | None = None
    hours_level: CourseLevel | None = None
    hours_months: int | None = None
    starts_on: date
    ends_on: date | None = None

    def read_terms(self) -> Terms:
        """What is computed with, as if it had been saved."""
        clock = Clock(
            basis=self.basis,
            valid=self.valid_months,
            window=self.window_months,
            reactivate=self.reactivate_months,
            base_on=self.base_on,
            least=self.least_months,
        )
        asked = self.hours and self.hours_months
        hours = HoursClock(self.hours * MINUTES, self.hours_months) if asked else None  # type: ignore[operator,arg-type]  # both are there
        return Terms(
            clock=clock, courses=self.course_ids, takes=self.takes, hours=hours, grace=self.grace_days
        )


MINUTES = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Allow:
    """Command: ask nothing of this person for a time, or prolong what they have or are given."""

    person_id: int
    requirement_id: int
    kind: AllowanceKind
    until: date | None
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ExtendMany:
    """Command: prolong to a day what runs out between two days, for everybody or one agency's people."""

    requirement_id: int
    agency_id: int | None
    due_from: date
    due_to: date
    until: date
    reason: str
    # How many people that is, as whoever asks has seen it.
    count: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SendEvidence:
    """Command: say that this person learned the same elsewhere."""

    person_id: int
    requirement_id: int
    completed_on: date
    hours: int | None
    reference: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DecideEvidence:
    """Command: accept what somebody says they learned elsewhere, or refuse it with a reason.

    What was accepted by mistake is refused by a command that `corrects`.
    """

    evidence_id: int
    is_accepted: bool
    corrects: bool = False
    reason: str = ""


class NameTaken(RuleBroken):
    message = "Another requirement has this name"
    field = "name"


class NothingAsked(RuleBroken):
    message = "Select at least one course, or enter hours"
    field = "course_ids"


class HoursMissing(RuleBroken):
    message = "Enter how many hours, and in how many months"
    field = "hours"


class NeedsValidity(RuleBroken):
    message = "Enter for how many months it is valid"
    field = "valid_months"


class WindowTooLong(RuleBroken):
    message = "Renewing must begin fewer months before than it is valid for, or than the hours count for"
    field = "window_months"


class BaseMissing(RuleBroken):
    message = "Enter one of the days on which it runs out for everybody"
    field = "base_on"


class LeastOutside(RuleBroken):
    message = (
        "Enter more months until the fixed day than renewing begins before it, "
        "and no more than it is valid for"
    )
    field = "least_months"


class EndsBeforeStart(RuleBroken):
    message = "The last day cannot be before the first"
    field = "ends_on"


class NotConcerned(RuleBroken):
    message = "This requirement does not concern this person"


class InThePast(RuleBroken):
    message = "Enter a day that is still to come"
    field = "until"


class NotYet(RuleBroken):
    message = "Enter a day that is not in the future"
    field = "completed_on"


class SentAlready(RuleBroken):
    message = "This has been sent already and waits to be looked at"
    field = "completed_on"


class DecidedAlready(RuleBroken):
    message = "Somebody has decided about this already"


class OwnEvidence(RuleBroken):
    message = "Nobody decides about their own evidence. Ask a colleague"


class OwnAllowance(RuleBroken):
    message = "Nobody exempts themself or gives themself longer. Ask a colleague"


class ReasonMissing(RuleBroken):
    message = "Say why"
    field = "reason"


class EndedAlready(RuleBroken):
    message = "This has ended already"


class NobodyToExtend(RuleBroken):
    message = "Nobody’s day lies between these two"
    field = "due_to"


class CountHasChanged(RuleBroken):
    """Since the page was opened somebody else renewed, came or left."""

    message = "The number of people has changed. Look at it once more"


def check(command: SaveRequirement) -> None:
    """Raise what does not go together in what is asked (docs/training.md 4.9)."""
    has_hours = bool(command.hours and command.hours_months)
    if (command.basis is Basis.HOURS or command.hours or command.hours_months) and not has_hours:
        raise HoursMissing
    if not command.course_ids and not has_hours:
        raise NothingAsked
    if command.ends_on is not None and command.ends_on < command.starts_on:
        raise EndsBeforeStart
    if command.valid_months is None and command.basis in {Basis.OLD_EXPIRY, Basis.FIXED}:
        raise NeedsValidity
    _check_window(command)
    if command.basis is Basis.FIXED:
        _check_fixed(command)


def _check_window(command: SaveRequirement) -> None:
    """Also of hours beside courses: whoever is current by either is so for a time before they renew."""
    lengths = [one for one in (command.valid_months, command.hours_months) if one is not None]
    if lengths and command.window_months >= min(lengths):
        raise WindowTooLong


def _check_fixed(command: SaveRequirement) -> None:
    """Whoever renews on the first day of the window must get the next of the fixed days."""
    if command.base_on is None:
        raise BaseMissing
    if not command.window_months < command.least_months <= (command.valid_months or 0):
        raise LeastOutside


@adjustable("requirements", "Requirements")
@dataclass(frozen=True, slots=True)
class RequirementRules:
    """What a partnership may set for itself."""

    last_call: timedelta = amount(
        30,
        Unit.DAYS,
        within=(1, 180),
        label="Last call before something runs out",
        says="So long before the day somebody is told once more, in their weekly letter",
    )
    priority: int = amount(
        20,
        Unit.POINTS,
        within=(0, 100),
        label="Priority on waiting lists",
        says="For whoever is overdue, on courses that make up for it",
    )


@adjustable("kept-requirements", "How long words about requirements are kept", retention=True)
@dataclass(frozen=True, slots=True)
class RequirementsKept:
    """What a partnership may set for itself."""

    refused: timedelta = amount(
        52,
        Unit.WEEKS,
        within=(4, 364),
        label="Evidence that was refused",
        says="So long after the decision. What was accepted stays",
    )
    reasons: timedelta = amount(
        52,
        Unit.WEEKS,
        within=(4, 364),
        label="Exemptions and extensions that are over",
        says="So long after their last day. That there was one stays in the activity log",
    )
