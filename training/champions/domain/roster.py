"""The words of the roster: who is Champion where, from when to when. Plain Python."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from portal.kernel.words import word
from portal.people.domain import SchoolPhase


class ChampionKind(StrEnum):
    """A school has one lead at a time, two while one takes over from another, and deputies as it likes.

    Where it has none, the lead of another school may cover it for a while.
    """

    LEAD = "lead"
    DEPUTY = "deputy"
    COVER = "cover"

    @property
    def label(self) -> str:
        return {"lead": word.Champion_short, "deputy": "Deputy", "cover": "Cover"}[self.value]


# What somebody of the school itself may be.
OF_THE_STAFF = (ChampionKind.LEAD, ChampionKind.DEPUTY)


class EndReason(StrEnum):
    """Why an appointment came to an end."""

    LEFT = "left"
    CHANGED_JOB = "changed_job"
    HANDED_OVER = "handed_over"
    MOVED_UP = "moved_up"
    LEADS_NO_LONGER = "leads_no_longer"
    OWN_LEAD = "own_lead"
    OTHER = "other"

    @classmethod
    def offered(cls) -> list[EndReason]:
        """What somebody may choose; the portal says by itself who moves up, and why cover ends."""
        return [one for one in cls if one not in {cls.MOVED_UP, cls.LEADS_NO_LONGER, cls.OWN_LEAD}]

    @property
    def label(self) -> str:
        return {
            "left": "They have left the school",
            "changed_job": "They have a different job at the school",
            "handed_over": "Somebody else is taking over",
            "moved_up": f"They are becoming {word.champion_short}",
            "leads_no_longer": f"They are {word.champion_short} of their own school no longer",
            "own_lead": f"The school has {word.a_champion_short} of its own",
            "other": "Another reason",
        }[self.value]


class Gap(StrEnum):
    """What a school may lack; the roster can be cut down to such schools."""

    NO_LEAD = "no_lead"
    COVERED = "covered"
    NOT_TRAINED = "not_trained"
    LAPSES = "lapses"
    NO_DEPUTY = "no_deputy"

    @property
    def label(self) -> str:
        return {
            "no_lead": f"No {word.champion_short}",
            "covered": f"Covered by {word.a_champion_short} of another school",
            "not_trained": f"{word.A_champion_short} who is not trained",
            "lapses": f"{word.A_champion_short} who lapses this term",
            "no_deputy": "No deputy",
        }[self.value]


@dataclass(frozen=True, slots=True, kw_only=True)
class RosterFilter:
    """What the roster is cut down to; an empty field leaves it as it is."""

    search: str = ""
    local_area_id: int | None = None
    phase: SchoolPhase | None = None
    gap: Gap | None = None
    cluster: str = ""


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


@dataclass(frozen=True, slots=True, kw_only=True)
class HandOver:
    """Command: this Champion's successor starts on `starts_on`; their own last day is `ends_on`."""

    appointment_id: int
    person_id: int
    starts_on: date
    ends_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class CoverSchool:
    """Command: the Champion of another school looks after this one, which has none, for a while."""

    school_id: int
    person_id: int
    starts_on: date
    ends_on: date


@dataclass(frozen=True, slots=True)
class Span:
    """From one day to another, both included; an open end is None."""

    starts_on: date
    ends_on: date | None = None

    def overlaps(self, other: Span) -> bool:
        return (other.ends_on is None or self.starts_on <= other.ends_on) and (
            self.ends_on is None or other.starts_on <= self.ends_on
        )


def is_free(wanted: Span, taken: Iterable[Span]) -> bool:
    """Whether no span that is taken touches the wanted one, even for a day."""
    return not any(wanted.overlaps(span) for span in taken)


def shared_days(one: Span, other: Span) -> int:
    """On how many days both run; only one of them may be without an end."""
    ends = [span.ends_on for span in (one, other) if span.ends_on is not None]
    return max(0, (min(ends) - max(one.starts_on, other.starts_on)).days + 1)
