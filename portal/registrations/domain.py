"""The words of asking to join, the commands about it, and what may be refused. Plain Python."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from portal.kernel import working_days
from portal.kernel.errors import RuleBroken
from portal.kernel.rules import Unit, adjustable, amount
from portal.people.changes import PostDetails
from portal.people.domain import RoleGroup


class RequestState(StrEnum):
    """Where a request stands. One whose address nobody has confirmed is in no queue."""

    UNCONFIRMED = "unconfirmed"
    WAITING = "waiting"
    ASKED = "asked"
    APPROVED = "approved"
    REFUSED = "refused"
    LAPSED = "lapsed"

    @property
    def label(self) -> str:
        return _STATES[self][0]

    @property
    def colour(self) -> str:
        return _STATES[self][1]

    @property
    def is_open(self) -> bool:
        return self in OPEN


_STATES = {
    RequestState.UNCONFIRMED: ("Address not confirmed", "grey"),
    RequestState.WAITING: ("To answer", "yellow"),
    RequestState.ASKED: ("Question asked", "blue"),
    RequestState.APPROVED: ("Approved", "green"),
    RequestState.REFUSED: ("Refused", "red"),
    RequestState.LAPSED: ("No answer came", "grey"),
}
OPEN = frozenset({RequestState.WAITING, RequestState.ASKED})
# What the queue can show: all but what nobody has confirmed.
QUEUED = tuple(one for one in RequestState if one is not RequestState.UNCONFIRMED)


@adjustable("registrations", "Requests to join")
@dataclass(frozen=True, slots=True)
class RegistrationRules:
    """What a partnership may set for itself."""

    answered_within: timedelta = amount(
        2,
        Unit.DAYS,
        within=(1, 20),
        label="Answered within",
        says="Working days in which somebody who asks to join is answered, from the day after they ask. "
        "Weekends and bank holidays do not count",
    )
    confirmed_within: timedelta = amount(
        3,
        Unit.DAYS,
        within=(1, 14),
        label="Address confirmed within",
        says="So long the link works by which somebody confirms their email address",
    )
    question_waits: timedelta = amount(
        14,
        Unit.DAYS,
        within=(2, 60),
        label="A question waits",
        says="When no answer comes for so long, the request is closed. They can ask again",
    )
    # The same request sent again sooner than this is the same press of a button.
    letters_apart: timedelta = timedelta(minutes=10)


@adjustable("kept-registrations", "How long requests to join are kept", retention=True)
@dataclass(frozen=True, slots=True)
class RegistrationsKept:
    """What a partnership may set for itself."""

    unconfirmed: timedelta = amount(
        2,
        Unit.WEEKS,
        within=(2, 8),
        label="Requests whose address nobody confirmed",
        says="So long after it was sent, a request that nobody confirmed is deleted",
    )
    answered: timedelta = amount(
        26,
        Unit.WEEKS,
        within=(4, 104),
        label="Requests to join that were answered",
        says="So long after the answer a request is deleted, with its questions. "
        "Who was let in stays in the register, and the log says by whom",
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class AskToJoin:
    """Command: what somebody without an account says of themself."""

    given_name: str
    family_name: str
    email: str
    # One of the two: an agency of the partnership, or the name of one that is not listed.
    agency_id: int | None = None
    organisation: str = ""
    job_title: str
    role_group: RoleGroup
    team: str = ""
    is_paid: bool = True
    manager: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Approve:
    """Command: let them in, as a person of the register or as somebody new, with this post."""

    request_id: int
    agency_id: int
    # None for somebody who has a post there already.
    post: PostDetails | None
    person_id: int | None = None
    # There is somebody of this name in the agency, and this is somebody else.
    is_another: bool = False


@dataclass(frozen=True, slots=True)
class Refuse:
    """Command: do not let them in, for a reason that they read."""

    request_id: int
    reason: str


@dataclass(frozen=True, slots=True)
class HandOn:
    """Command: leave it to the coordinators, for a reason that they read."""

    request_id: int
    reason: str


@dataclass(frozen=True, slots=True)
class AskBack:
    """Command: ask them something first."""

    request_id: int
    question: str


@dataclass(frozen=True, slots=True)
class AnswerBack:
    """Command: answer a question by the secret of its link."""

    secret: str
    answer: str


@dataclass(frozen=True, slots=True)
class RequestFilter:
    """Which requests are listed; no state is all of them."""

    state: RequestState | None = RequestState.WAITING
    agency_id: int | None = None
    # Of organisations that are not listed.
    unlisted: bool = False
    name: str = ""


def due_on(day: date, rules: RegistrationRules) -> date:
    """The last day for an answer to what came in on this day."""
    return working_days.after(day, rules.answered_within.days)


def left_on(day: date, due: date) -> int:
    """The working days that are left when the clock stops; whoever gets it back has one at least."""
    return max(1, working_days.between(day, due))


class LinkUsedUp(RuleBroken):
    message = "This link was used already, or is too old"


class HasAccount(RuleBroken):
    message = "You have an account already. Sign in, or set a new password from the sign-in page"


class AskedAlready(RuleBroken):
    message = "We have a request from you already. You will hear from us by email"


class AlreadyDecided(RuleBroken):
    message = "Somebody else has decided about this request in the meantime"


class QuestionWaits(RuleBroken):
    message = "A question waits for their answer already"


class YoursToAnswer(RuleBroken):
    message = "Coordinators answer every request, so there is nobody to hand this one to"


class OwnRequest(RuleBroken):
    message = "This is about you. Somebody else has to decide about it"


class PersonHasAccount(RuleBroken):
    message = (
        "This person has an account already, with another email address. "
        "Refuse the request, and tell them to sign in with that one"
    )


class StartsLater(RuleBroken):
    message = "Enter today or an earlier day. Approve the request when they have started"
    field = "started_on"


class PostNeeded(RuleBroken):
    message = "Their post at this agency has ended in the meantime. Open the request again"


class EndedAlready(RuleBroken):
    message = "This post is over. Leave the last day empty, or enter one that is still to come"
    field = "ended_on"
