"""The words and rules of Early Help Champions: who, where, from when to when. Plain Python."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from portal.kernel.errors import RuleBroken
from portal.kernel.rules import Unit, adjustable, amount
from portal.kernel.text import plural
from portal.kernel.words import word
from portal.people.domain import SchoolPhase


class ChampionKind(StrEnum):
    """A school has one lead at a time, and as many deputies as it likes."""

    LEAD = "lead"
    DEPUTY = "deputy"

    @property
    def label(self) -> str:
        return {"lead": word.Champion_short, "deputy": "Deputy"}[self.value]


class EndReason(StrEnum):
    """Why an appointment came to an end."""

    LEFT = "left"
    CHANGED_JOB = "changed_job"
    HANDED_OVER = "handed_over"
    OTHER = "other"

    @property
    def label(self) -> str:
        return {
            "left": "They have left the school",
            "changed_job": "They have a different job at the school",
            "handed_over": "Somebody else is taking over",
            "other": "Another reason",
        }[self.value]


class Gap(StrEnum):
    """What a school may lack; the roster can be cut down to such schools."""

    NO_LEAD = "no_lead"
    NO_DEPUTY = "no_deputy"

    @property
    def label(self) -> str:
        return {"no_lead": f"No {word.champion_short}", "no_deputy": "No deputy"}[self.value]


@dataclass(frozen=True, slots=True, kw_only=True)
class RosterFilter:
    """What the roster is cut down to; an empty field leaves it as it is."""

    search: str = ""
    local_area_id: int | None = None
    phase: SchoolPhase | None = None
    gap: Gap | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AppointChampion:
    """Command: make this person the Champion, or a deputy, of this school from a day on."""

    school_id: int
    person_id: int
    kind: ChampionKind
    starts_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class StandDownChampion:
    """Command: end an appointment; `ends_on` is its last day."""

    appointment_id: int
    ends_on: date
    reason: str


@dataclass(frozen=True, slots=True)
class Span:
    """From one day to another, both included; an open end is None."""

    starts_on: date
    ends_on: date | None = None

    def overlaps(self, other: Span) -> bool:
        return (other.ends_on is None or self.starts_on <= other.ends_on) and (
            self.ends_on is None or other.starts_on <= self.ends_on
        )


@adjustable("champions", "{Champion_plural}")
@dataclass(frozen=True, slots=True)
class AppointmentWindow:
    """How far from today an appointment or a standing down may be dated."""

    back: timedelta = amount(
        365,
        Unit.DAYS,
        within=(0, 3_650),
        label="Appointments may be dated back by",
        says="For what was agreed before it was written down; the same for the last day of one",
    )
    ahead: timedelta = amount(
        365,
        Unit.DAYS,
        within=(0, 3_650),
        label="Appointments may be dated ahead by",
        says="For what is agreed for later; the same for the last day of one",
    )

    def holds(self, day: date, today: date) -> bool:
        return today - self.back <= day <= today + self.ahead


class NotOnTheStaff(RuleBroken):
    message = "Select someone who works at this school on that day"
    field = "person_id"


class NotOneself(RuleBroken):
    message = "Nobody appoints themself. Ask a colleague who may appoint {champion_short_plural}"
    field = "person_id"


class SchoolClosed(RuleBroken):
    message = "This school has closed, so it cannot be given {a_champion_short}"


class LeadTaken(RuleBroken):
    """The message names who holds the place and until when."""

    field = "kind"


class AlreadyAppointed(RuleBroken):
    message = "This person already has this place, or the other one, at that time"
    field = "person_id"


class TooFarAway(RuleBroken):
    def __init__(self, window: AppointmentWindow, field: str) -> None:
        back, ahead = plural(window.back.days, "day"), plural(window.ahead.days, "day")
        super().__init__(f"Enter a day that is at most {back} ago or {ahead} ahead", field=field)


class EndsBeforeStart(RuleBroken):
    message = "The last day cannot be before the appointment started"
    field = "ends_on"


class AlreadyStoodDown(RuleBroken):
    message = "This appointment has already been given a last day"


def is_free(wanted: Span, taken: Iterable[Span]) -> bool:
    """Whether no span that is taken touches the wanted one, even for a day."""
    return not any(wanted.overlaps(span) for span in taken)
