"""Who has to agree to a booking, in which order and until when. Plain Python (docs/training.md 4.3)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from portal.kernel import clock, working_days
from portal.kernel.errors import RuleBroken
from portal.kernel.rules import Unit, adjustable, amount

MORNING, CLOSE = time(9), time(17)


class Way(StrEnum):
    """Who is asked first about a booking."""

    NONE = "none"
    MANAGER = "manager"
    AGENCY = "agency"
    BOTH = "manager_then_agency"

    @property
    def label(self) -> str:
        return {
            Way.NONE: "Nobody",
            Way.MANAGER: "The line manager",
            Way.AGENCY: "The agency",
            Way.BOTH: "The line manager, then the agency",
        }[self]


class StepKind(StrEnum):
    """Whose turn it is to decide."""

    MANAGER = "manager"
    AGENCY = "agency"
    # The training team, where nobody nearer can be asked; and as a stage of its own.
    COORDINATOR = "coordinator"
    SECOND = "second"

    @property
    def label(self) -> str:
        return {
            StepKind.MANAGER: "line manager",
            StepKind.AGENCY: "agency",
            StepKind.COORDINATOR: "training team",
            StepKind.SECOND: "training team, as the second stage",
        }[self]

    @property
    def is_ours(self) -> bool:
        """Decided by those who run training."""
        return self in {StepKind.COORDINATOR, StepKind.SECOND}


class Capacity(StrEnum):
    """As what somebody decided."""

    MANAGER = "manager"
    AGENCY = "agency"
    DEPUTY = "deputy"
    TEAM = "team"

    @property
    def label(self) -> str:
        return {
            Capacity.MANAGER: "the line manager",
            Capacity.AGENCY: "the agency",
            Capacity.DEPUTY: "a deputy",
            Capacity.TEAM: "the training team",
        }[self]


# As what somebody decides a step of their own.
OWN = {
    StepKind.MANAGER: Capacity.MANAGER,
    StepKind.AGENCY: Capacity.AGENCY,
    StepKind.COORDINATOR: Capacity.TEAM,
    StepKind.SECOND: Capacity.TEAM,
}
# Why a step is agreed to that nobody was asked about.
BY_BOOKING = "Agreed by making the booking"


@adjustable("approvals", "Approval of bookings")
@dataclass(frozen=True, slots=True)
class ApprovalRules:
    """What a partnership may set for itself."""

    answered_within: timedelta = amount(
        5,
        Unit.DAYS,
        within=(1, 30),
        label="Working days to answer a request",
        says="Then a request ends, or when booking closes if that is sooner. The person may ask again",
    )
    reminded_before: timedelta = amount(
        1,
        Unit.DAYS,
        within=(0, 10),
        label="Working days before the end of a request that its approver is reminded",
        says="Once, in the morning. With 0, on the last day",
    )
    merged_within: timedelta = amount(
        10,
        Unit.MINUTES,
        within=(0, 120),
        label="Minutes that an approver’s letter waits for more requests",
        says="All that comes to wait for somebody in that time stands in one letter",
    )
    longest_deputy: timedelta = amount(
        183,
        Unit.DAYS,
        within=(7, 730),
        label="Longest time for a deputy",
        says="Somebody may decide for somebody else for so long at most before they are named again",
    )


@adjustable("kept-approvals", "How long approvals are kept", retention=True)
@dataclass(frozen=True, slots=True)
class ApprovalsKept:
    """What a partnership may set for itself (docs/training.md 4.11)."""

    notes: timedelta = amount(
        52,
        Unit.WEEKS,
        within=(4, 260),
        label="Requests and decisions",
        says="So long after an event who was asked, who agreed and why is deleted",
    )
    deputies: timedelta = amount(
        52,
        Unit.WEEKS,
        within=(4, 260),
        label="Deputies",
        says="So long after somebody stood in for somebody else that is deleted",
    )


@dataclass(frozen=True, slots=True)
class Wanted:
    """Who is asked about one booking, by the course and by the agency taken together."""

    manager: bool = False
    agency: bool = False
    second: bool = False


@dataclass(frozen=True, slots=True)
class Planned:
    """A step of a request, and why it is not the one that was asked for; empty when it is."""

    kind: StepKind
    why: str = ""


NO_MANAGER = "There is no line manager to ask, so the agency decides"
NO_APPROVER = "There is nobody to ask at the agency, so the training team decides"
NOBODY = "There is no line manager and nobody to ask at the agency, so the training team decides"


def plan(wanted: Wanted, *, has_manager: bool, has_agency: bool) -> list[Planned]:
    """The steps in their order. Whoever cannot be asked is replaced: by the agency, or the training team."""
    steps: list[Planned] = []
    if wanted.manager and has_manager:
        steps.append(Planned(StepKind.MANAGER))
    no_manager = wanted.manager and not has_manager
    if wanted.agency or no_manager:
        if has_agency:
            steps.append(Planned(StepKind.AGENCY, NO_MANAGER if no_manager else ""))
        else:
            steps.append(Planned(StepKind.COORDINATOR, NOBODY if no_manager else NO_APPROVER))
    if wanted.second and any(one.kind is StepKind.COORDINATOR for one in steps):
        # The same people would be asked twice.
        return [
            Planned(StepKind.SECOND, one.why) if one.kind is StepKind.COORDINATOR else one for one in steps
        ]
    return [*steps, Planned(StepKind.SECOND)] if wanted.second else steps


def joined(policies: Sequence[tuple[Way, bool]]) -> Wanted:
    """What a course and an agency ask for, together: the stricter holds."""
    ways = {way for way, _ in policies}
    return Wanted(
        manager=bool(ways & {Way.MANAGER, Way.BOTH}),
        agency=bool(ways & {Way.AGENCY, Way.BOTH}),
        second=any(second for _, second in policies),
    )


def runs_out(
    now: datetime, closes_at: datetime | None, starts_at: datetime | None, rules: ApprovalRules
) -> datetime:
    """The close of the last working day to answer, or the cut-off of the event if that is sooner."""
    last = working_days.after(clock.in_london(now).date(), rules.answered_within.days)
    ends = [clock.at_london(last, CLOSE)]
    # Somebody may book after the closing date by an exception: then the start is the cut-off.
    ends += [one for one in (closes_at, starts_at) if one is not None and one > now]
    return min(ends)


def remind_at(now: datetime, expires_at: datetime, rules: ApprovalRules) -> datetime | None:
    """The morning of the one reminder; none where the request is as young as that."""
    last = clock.in_london(expires_at).date()
    day = working_days.before(last, rules.reminded_before.days)
    at = clock.at_london(day, MORNING)
    return at if at > now and at < expires_at and day > clock.in_london(now).date() else None


@dataclass(frozen=True, slots=True)
class Decide:
    """Command: agree to a booking, or decline it with a reason."""

    step_id: int
    agrees: bool
    reason: str = ""


@dataclass(frozen=True, slots=True)
class SetPolicy:
    """Command: who is asked about bookings."""

    way: Way
    asks_second: bool = False


@dataclass(frozen=True, slots=True)
class NameDeputy:
    """Command: this colleague decides for me from one day to another."""

    colleague: str
    starts_on: date
    ends_on: date


class AlreadyDecided(RuleBroken):
    message = "This request has been decided already, or has ended"


class RequestOver(RuleBroken):
    message = "The time to answer this request is over"


class NotYours(RuleBroken):
    message = "You can no longer decide this request: it is somebody else’s to decide now"


class DeclineNeedsReason(RuleBroken):
    message = "Enter why you do not agree. The person will read it"
    field = "reason"


class OthersNeedReason(RuleBroken):
    message = "Enter why you decide this for somebody else"
    field = "reason"


class NobodyFound(RuleBroken):
    message = "Nobody who works there has this email address or reference"
    field = "colleague"


class NotOneself(RuleBroken):
    message = "Name somebody other than yourself"
    field = "colleague"


class NamedAlready(RuleBroken):
    message = "They are named already"
    field = "colleague"


class NoPost(RuleBroken):
    message = "You have no post today, so nobody can decide for you"


class StartsInThePast(RuleBroken):
    message = "The first day must be today or later"
    field = "starts_on"


class EndsBeforeStart(RuleBroken):
    message = "The last day must be the first day or later"
    field = "ends_on"


class TooLong(RuleBroken):
    message = "The last day is too far ahead"
    field = "ends_on"
