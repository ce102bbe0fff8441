"""The words and rules of letting people of the register in. Plain Python."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from portal.kernel.errors import RuleBroken
from portal.kernel.rules import Unit, adjustable, amount


class InvitationState(StrEnum):
    OPEN = "open"
    EXPIRED = "expired"
    ACCEPTED = "accepted"
    WITHDRAWN = "withdrawn"

    @property
    def label(self) -> str:
        return self.value.capitalize() if self is not InvitationState.OPEN else "Waiting for an answer"

    @property
    def colour(self) -> str:
        return {"open": "yellow", "expired": "red", "accepted": "green", "withdrawn": "grey"}[self.value]


def state_of(
    *,
    accepted_at: datetime | None,
    withdrawn_at: datetime | None,
    expires_at: datetime,
    now: datetime,
) -> InvitationState:
    if accepted_at is not None:
        return InvitationState.ACCEPTED
    if withdrawn_at is not None:
        return InvitationState.WITHDRAWN
    return InvitationState.EXPIRED if expires_at <= now else InvitationState.OPEN


@adjustable("invitations", "Invitations")
@dataclass(frozen=True, slots=True)
class InvitationRules:
    good_for: timedelta = amount(
        14, Unit.DAYS, within=(1, 60), label="Good for", says="An invitation can be accepted for so long"
    )
    most_at_once: int = amount(
        500, Unit.PEOPLE, within=(1, 2000), label="At once", says="So many are invited at most in one go"
    )


@dataclass(frozen=True, slots=True)
class Invite:
    """Command: invite these people of the register."""

    person_ids: frozenset[int]


@dataclass(frozen=True, slots=True)
class Invited:
    """Whom a letter is for, how often it was sent, and the secret that only it tells."""

    invitation_id: int
    email: str
    times_sent: int
    given_name: str
    secret: str


@dataclass(frozen=True, slots=True)
class AcceptInvitation:
    """Command: open one's account with this password, by the secret of an invitation."""

    secret: str
    password: str


class NobodyToInvite(RuleBroken):
    message = "None of these people can be invited: they have an account, an invitation, or no email address"


class TooManyToInvite(RuleBroken):
    def __init__(self, most: int) -> None:
        super().__init__(
            f"Invite {most:,} people at most in one go. Choose an agency, and go on with the next"
        )


class InvitationClosed(RuleBroken):
    message = "This invitation was accepted or withdrawn already"


class InvitationUseless(RuleBroken):
    message = "This invitation was used, withdrawn, or is too old"


class HasAccount(RuleBroken):
    message = "This person has an account already. They can set a password from the sign-in page"


class AddressTaken(RuleBroken):
    message = "Somebody else’s account has this email address. Ask the co-ordinator to put the register right"
