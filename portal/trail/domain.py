"""The words of the log and of what is held about a person, and the command to ask for it. Plain Python."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from portal.kernel.errors import RuleBroken
from portal.kernel.rules import Unit, adjustable, amount


@dataclass(frozen=True, slots=True, kw_only=True)
class LogFilter:
    """Which part of the log is shown; an empty field leaves it whole."""

    actor_id: int | None = None
    person_id: int | None = None
    verb: str = ""
    kind: str = ""
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True, slots=True)
class Place:
    """Where a page of the log begins: behind this entry, the older ones."""

    at: datetime
    entry_id: int


@dataclass(frozen=True, slots=True)
class Line:
    """One entry as people read it."""

    at: datetime
    actor: str
    says: str
    reason: str
    url: str
    difference: str
    was_opened: bool


@adjustable("subject-access", "Copies of what is held about a person", retention=True)
@dataclass(frozen=True, slots=True)
class SubjectAccessRules:
    """How long a copy waits to be fetched."""

    kept_for: timedelta = amount(
        7,
        Unit.DAYS,
        within=(1, 30),
        label="Copies of what is held kept",
        says="So long after it was made a copy can be downloaded; then it is deleted",
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class AskForCopy:
    """Command: make a copy of everything that is held about this person."""

    person_id: int
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Subject:
    """Whom a copy is about, as the access table asks."""

    person_id: int


class NoReasonGiven(RuleBroken):
    message = "Enter why this person’s copy is asked for"
    field = "reason"


class CopyWaits(RuleBroken):
    message = "You have already asked for this copy. It is below"


class NotReady(RuleBroken):
    message = "This copy is not ready, or it has been deleted. Ask for a new one"
