"""The words and rules of inviting somebody to become Champion or deputy. Plain Python."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from portal.kernel.errors import RuleBroken
from portal.kernel.rules import Unit, adjustable, amount
from training.champions.domain.roster import ChampionKind


class InvitationState(StrEnum):
    """Where an invitation stands."""

    OPEN = "open"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"
    LAPSED = "lapsed"
    APPOINTED = "appointed"
    OVERTAKEN = "overtaken"

    @property
    def label(self) -> str:
        return {
            "open": "No answer yet",
            "accepted": "Said yes",
            "declined": "Said no",
            "withdrawn": "Taken back",
            "lapsed": "No answer in time",
            "appointed": "Appointed",
            "overtaken": "Said yes, and nothing came of it",
        }[self.value]


# Somebody may yet come of these.
HOPEFUL = (InvitationState.OPEN, InvitationState.ACCEPTED)


@dataclass(frozen=True, slots=True, kw_only=True)
class InviteSuccessor:
    """Command: ask this member of staff to become Champion, or deputy, of the school."""

    school_id: int
    person_id: int
    kind: ChampionKind


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerInvitation:
    """Command: whoever is invited says yes or no."""

    invitation_id: int
    says_yes: bool


@adjustable("champion-invitations", "Inviting {champion_short_plural}")
@dataclass(frozen=True, slots=True)
class InvitationRules:
    """What a partnership may set for itself."""

    answered_within: timedelta = amount(
        21,
        Unit.DAYS,
        within=(3, 120),
        label="Time to answer an invitation",
        says="Then it lapses, and with it the place in the queue",
    )
    yes_holds: timedelta = amount(
        90,
        Unit.DAYS,
        within=(14, 730),
        label="How long a yes counts",
        says="Whoever is not appointed by then, or works at the school no longer, may be invited again",
    )
    priority: int = amount(
        30,
        Unit.POINTS,
        within=(0, 100),
        label="Priority on waiting lists",
        says="For whoever is invited, or appointed and not trained yet, on the courses that count. "
        "Somebody whose date was called off goes before all",
    )


@adjustable("kept-champions", "How long papers of {champion_short_plural} are kept", retention=True)
@dataclass(frozen=True, slots=True)
class InvitationsKept:
    """What a partnership may set for itself (docs/training.md 4.11)."""

    invited: timedelta = amount(
        52,
        Unit.WEEKS,
        within=(4, 260),
        label="Invitations of {champion_short_plural}",
        says="So long after somebody was invited that is deleted, if nothing can come of it any more",
    )


class AlreadyInvited(RuleBroken):
    message = "This person has been invited already"
    field = "person_id"


class NoLongerOpen(RuleBroken):
    message = "This invitation has been answered or taken back, or its time is over"
