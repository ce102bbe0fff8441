"""The words and rules of training passports. Plain Python."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any

from portal.kernel.errors import RuleBroken
from portal.kernel.rules import Unit, adjustable, amount

LONGEST_NOTE = 80


@adjustable("passport", "Training passports")
@dataclass(frozen=True, slots=True)
class PassportRules:
    """What a partnership may set for itself."""

    lasts: timedelta = amount(
        30,
        Unit.DAYS,
        within=(1, 365),
        label="A link to a training passport works for",
        says="Of links made from now on; whoever made one can stop it sooner",
    )
    most: int = amount(
        10,
        Unit.LINKS,
        within=(1, 50),
        label="Links to one person’s training passport",
        says="That work at the same time",
    )


@adjustable("kept-passports", "How long links to training passports are kept", retention=True)
@dataclass(frozen=True, slots=True)
class PassportsKept:
    """Likewise (docs/training.md 4.11)."""

    links: timedelta = amount(
        12,
        Unit.WEEKS,
        within=(1, 104),
        label="Links to training passports",
        says="So long after a link has stopped working it is deleted",
    )


class LinkState(StrEnum):
    LIVE = "live"
    EXPIRED = "expired"
    STOPPED = "stopped"

    @property
    def label(self) -> str:
        return {"live": "Works", "expired": "Expired", "stopped": "Stopped"}[self.value]

    @property
    def colour(self) -> str:
        return {"live": "green", "expired": "grey", "stopped": "grey"}[self.value]


def state_of(expires_at: datetime, ended_at: datetime | None, now: datetime) -> LinkState:
    if ended_at is not None:
        return LinkState.STOPPED
    return LinkState.LIVE if now < expires_at else LinkState.EXPIRED


@dataclass(frozen=True, slots=True)
class MakeLink:
    """Command: let whoever gets this link read one's own training passport for a while."""

    note: str = ""
    with_requirements: bool = False


class TooManyLinks(RuleBroken):
    def __init__(self, most: int) -> None:
        super().__init__(f"No more than {most} links can work at the same time. Stop one of them first")


@dataclass(frozen=True, slots=True)
class Shown:
    """A certificate as a passport shows it: as it was printed, and what it is worth."""

    code: str
    course: str
    course_version: int
    level: str
    minutes: int
    dates: Sequence[date]
    outcomes: Sequence[str]
    issuer: str
    issued_on: date
    expires_on: date | None
    state: str
    check_url: str

    def to_json(self) -> dict[str, Any]:
        return {
            "code": self.code,
            "course": self.course,
            "course_version": self.course_version,
            "level": self.level,
            "minutes": self.minutes,
            "outcomes": list(self.outcomes),
            "dates": [day.isoformat() for day in self.dates],
            "issuer": self.issuer,
            "issued_on": self.issued_on.isoformat(),
            "expires_on": _said(self.expires_on),
            "state": self.state,
            "check_url": self.check_url,
        }


@dataclass(frozen=True, slots=True)
class Attended:
    """An event that somebody attended, or a part of it."""

    course: str
    level: str
    minutes: int
    on: date | None
    result: str

    def to_json(self) -> dict[str, Any]:
        facts = {"course": self.course, "level": self.level, "minutes": self.minutes}
        return {**facts, "on": _said(self.on), "result": self.result}


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """What was learned elsewhere and accepted here."""

    counts_for: str
    completed_on: date
    minutes: int | None
    reference: str

    def to_json(self) -> dict[str, Any]:
        facts = {"counts_for": self.counts_for, "completed_on": self.completed_on.isoformat()}
        return {**facts, "minutes": self.minutes, "reference": self.reference}


@dataclass(frozen=True, slots=True)
class Stands:
    """How somebody stands with one requirement: never why they were let off or given longer."""

    name: str
    state: str
    colour: str
    is_good: bool
    due_on: date | None

    @property
    def when(self) -> str:
        """The word before the day: until when all is well, or by when something has to be done."""
        return "until" if self.is_good else "by"

    def to_json(self) -> dict[str, Any]:
        return {"name": self.name, "state": self.state, "date": _said(self.due_on)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Passport:
    """One person's record on a day; `requirements` is None where it is not shown."""

    name: str
    made_at: datetime
    issuer: str
    address: str
    certificates: Sequence[Shown]
    attended: Sequence[Attended]
    elsewhere: Sequence[Elsewhere]
    requirements: Sequence[Stands] | None = field(default=None)

    @property
    def is_empty(self) -> bool:
        return not (self.certificates or self.attended or self.elsewhere)

    @property
    def minutes(self) -> int:
        """Of all training that was attended whole."""
        return sum(one.minutes for one in self.attended if one.result == "attended")

    def to_json(self, schema: str) -> dict[str, Any]:
        """As the schema at this address says (`schema.json`)."""
        made = {
            "$schema": schema,
            "version": 1,
            "person": {"name": self.name},
            "issuer": {"name": self.issuer, "url": self.address},
            "made_at": self.made_at.isoformat(timespec="seconds"),
            "minutes_attended": self.minutes,
            "certificates": [one.to_json() for one in self.certificates],
            "attended": [one.to_json() for one in self.attended],
            "elsewhere": [one.to_json() for one in self.elsewhere],
        }
        if self.requirements is not None:
            made["requirements"] = [one.to_json() for one in self.requirements]
        return made


def _said(day: date | None) -> str | None:
    return day.isoformat() if day else None
