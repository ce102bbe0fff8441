"""The words and rules of giving roles, and the commands. Plain Python."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from portal.kernel.access import Role
from portal.kernel.errors import RuleBroken
from portal.kernel.rules import Unit, adjustable, amount


@adjustable("role-reviews", "Reviews of roles")
@dataclass(frozen=True, slots=True)
class ReviewRules:
    """How often somebody confirms that a role is still needed."""

    every: timedelta = amount(
        182,
        Unit.DAYS,
        within=(28, 730),
        label="Time between reviews of a role",
        says="So long after it was given or last confirmed, somebody says whether a role is still needed",
    )
    offered: timedelta = amount(
        30,
        Unit.DAYS,
        within=(0, 90),
        label="Reviews offered early",
        says="So long before its day a review already stands on the list",
    )

    def due_on(self, looked_at: date) -> date:
        """The day by which a role that was given or confirmed on that day is looked at again."""
        return looked_at + self.every


@adjustable("roles", "Giving roles")
@dataclass(frozen=True, slots=True)
class GrantRules:
    """How far ahead a role may be dated."""

    ahead: timedelta = amount(
        365,
        Unit.DAYS,
        within=(0, 730),
        label="Roles given ahead of time",
        says="A role may begin at the latest so long after the day it is given",
    )


class Standing(StrEnum):
    """Where a grant stands today."""

    HELD = "held"
    COMING = "coming"
    ENDED = "ended"

    @property
    def label(self) -> str:
        return {"held": "Held today", "coming": "Not begun yet", "ended": "Ended"}[self.value]


def standing(starts_on: date, ends_on: date | None, today: date) -> Standing:
    if ends_on is not None and ends_on < max(today, starts_on):
        return Standing.ENDED
    return Standing.HELD if starts_on <= today else Standing.COMING


class Due(StrEnum):
    """Why a role waits to be reviewed."""

    LEFT = "left"
    # The partnership no longer names the board that they read for.
    NO_BOARD = "no_board"
    OVERDUE = "overdue"
    SOON = "soon"

    @property
    def label(self) -> str:
        return {
            "left": "Post ended",
            "no_board": "Board no longer named",
            "overdue": "Overdue",
            "soon": "Due soon",
        }[self.value]


def why_due(
    looked_at: date, *, has_post: bool, today: date, rules: ReviewRules, board_is_gone: bool = False
) -> Due:
    """Why a role is on the list of reviews. Without a post or a board behind it, before any date."""
    if not has_post:
        return Due.LEFT
    if board_is_gone:
        return Due.NO_BOARD
    return Due.OVERDUE if rules.due_on(looked_at) < today else Due.SOON


class Decision(StrEnum):
    """What a review comes to."""

    KEEP = "keep"
    END = "end"


@dataclass(frozen=True, slots=True, kw_only=True)
class GiveRole:
    """Command: give this role to this person, for an agency where the role is held for one."""

    person_id: int
    role: Role
    agency_id: int | None
    starts_on: date
    ends_on: date | None
    reason: str
    # For a board reader one of the boards that the partnership names.
    board: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeGrant:
    """Command: give a role other dates, and a board reader another board; None leaves the board.

    `seen` says what they were when the page was opened.
    """

    grant_id: int
    starts_on: date
    ends_on: date | None
    reason: str
    seen: str
    board: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class EndGrant:
    """Command: end a role. Without a last day it ends at once."""

    grant_id: int
    on: date | None
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewGrants:
    """Command: these roles are still needed, or are not and end at once."""

    grant_ids: tuple[int, ...]
    decision: Decision
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class GrantFilter:
    """Which roles are listed; an empty field leaves the list as it is."""

    name: str = ""
    agency: str = ""
    role: Role | None = None
    standing: Standing | None = Standing.HELD


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewFilter:
    """Which of the roles to review are listed."""

    agency: str = ""
    role: Role | None = None
    due: Due | None = None


class NoPost(RuleBroken):
    message = "This person has no post today. Roles are for people with a post"


class NotTheirAgency(RuleBroken):
    message = "Select an agency where this person has a post today"
    field = "agency_id"


class NoAgencyNeeded(RuleBroken):
    message = "This role is not held for one agency. Leave the agency empty"
    field = "agency_id"


class NoBoard(RuleBroken):
    message = "Select the board that they read for"
    field = "board"


class NoBoardNeeded(RuleBroken):
    message = "Only a board reader reads for a board. Leave the board empty"
    field = "board"


class StartsTooSoon(RuleBroken):
    message = "The first day must be today or later"
    field = "starts_on"


class StartsTooLate(RuleBroken):
    message = "The first day is too far ahead"
    field = "starts_on"


class AlreadyBegun(RuleBroken):
    message = "This role has begun, so its first day stays as it is"
    field = "starts_on"


class EndsBeforeStart(RuleBroken):
    message = "The last day must be the first day or later"
    field = "ends_on"


class EndsInThePast(RuleBroken):
    message = "The last day must be today or later"
    field = "ends_on"


class AlreadyHeld(RuleBroken):
    message = "This person already holds this role in that time. Change or end the one they have"
    field = "role"


class KeptApart(RuleBroken):
    message = (
        "An administrator may not hold a role that shows audits or feedback. "
        "End one of the two roles first, or choose somebody else"
    )
    field = "role"


class LastAdministrator(RuleBroken):
    message = "This is the last administrator without a last day. Make somebody else an administrator first"


class FromTheRoster(RuleBroken):
    message = "{Champion_plural} are appointed and stood down on the page of their school"


class NotHeld(RuleBroken):
    message = "This role has already ended"


class NothingChosen(RuleBroken):
    message = "Select at least one role"


class NoReason(RuleBroken):
    message = "Enter the reason why these roles end"
    field = "reason"
