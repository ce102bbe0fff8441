"""What this room asks the rooms above it, through providers of these names (portal/kernel/slice.py).

`booking_obstacles(event, learner) -> RuleBroken | None`: why this person may not be on this event at all.
Asked wherever somebody gets a booking or a place.

`approval_steps(event, learner) -> Sequence[ApprovalStep]`: who has to agree; a booking with steps starts as
requested. The room that answers says when the last step is done (`services.approve`).

`agreed_by_booking(actor, learner, steps) -> int`: how many of the first steps are this actor's own to decide,
so that booking is agreeing. Where that is all of them, the booking is new with `approved_at`.

`booking_asked(actor, event, booking, approval)`: told of a new booking that has to be agreed to, or was by
making it, in the same transaction and with what was found out when it was made.

`place_rules(event, *, lock) -> PlaceRule | None`: asked once for each decision or promotion run, the event
locked; without `lock` only to say on a page how things stand.

`booking_priority(event, learner) -> Priority | None`: what moves this person up a waiting list.

`booked_together(booking_id) -> ScalarSelect[int]`: as SQL, a number that those bookings share which get
places together or not at all; null for whoever stands alone. `booking_id` is a column.

`unnamed_places(event_ids) -> Mapping[int, int]`: places that are taken without a booking (`hold_places`).

`request_states(booking_ids, is_own) -> Mapping[int, str]`: for whoever waits for approval, in words: whose
turn it is and until when. `is_own` when the reader is the learner.

`booking_moved(actor, event, bookings, before)`: told after every change of status, in the same transaction;
`before` has the status by booking id, and nothing for a booking that is new.

`late_waived(actor, booking)`: told when a late withdrawal no longer counts, in the same transaction.

`my_training_notes(person_id) -> Sequence[Waiting]`: what else
“My training” says at its top, each with its page.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, Protocol

from portal.kernel.text import listed


@dataclass(frozen=True, slots=True)
class Learner:
    """Somebody who may be booked, seen through one of their posts; all three are empty without one."""

    person_id: int
    name: str
    email: str | None
    agency_id: int | None = None
    school_id: int | None = None
    manager_id: int | None = None
    office_contact_id: int | None = None
    is_suspended: bool = False


@dataclass(frozen=True, slots=True)
class ApprovalStep:
    """Somebody who has to agree before the person can have a place, and why."""

    kind: Literal["manager", "agency", "coordinator", "second"]
    why: str
    # Booking somebody is no agreement to it by itself: whoever agrees so says why.
    asks_reason: bool = False


# Steps that the same people decide: those who run training.
_OF_THE_TEAM = ("coordinator", "second")


def asked_once(steps: Sequence[ApprovalStep]) -> list[ApprovalStep]:
    """The steps of every room together, with one for the team: as the last, with every reason for it."""
    team = [one for one in steps if one.kind in _OF_THE_TEAM]
    if len(team) < 2:  # noqa: PLR2004  # nobody is asked twice
        return list(steps)
    most = max(team, key=lambda one: _OF_THE_TEAM.index(one.kind))
    why = ". ".join(one.why for one in team if one.why)
    asks = any(one.asks_reason for one in team)
    return [*(one for one in steps if one not in team), ApprovalStep(most.kind, why, asks)]


@dataclass(frozen=True, slots=True)
class Approval:
    """Who has to agree to a booking, how many of the first have by making it, and what they said of it."""

    steps: Sequence[ApprovalStep] = ()
    agreed: int = 0
    reason: str = ""

    @property
    def is_needed(self) -> bool:
        return self.agreed < len(self.steps)

    @property
    def is_given(self) -> bool:
        return 0 < len(self.steps) == self.agreed


_AGREES = {"manager": "your line manager", "agency": "your agency"}


def agreement(steps: Sequence[ApprovalStep]) -> str:
    """Who has to agree, in a sentence for whoever is about to ask; empty when nobody has to."""
    names = list(dict.fromkeys(_AGREES.get(one.kind, "the training team") for one in steps))
    has = "has" if len(names) == 1 else "have"
    return f"Before you have a place, {listed(names)} {has} to agree" if names else ""


class Seeker(Protocol):
    """Whoever may get a place: a booking that waits, or a learner who asks for one."""

    @property
    def person_id(self) -> int: ...
    @property
    def agency_id(self) -> int | None: ...
    @property
    def school_id(self) -> int | None: ...


class PlaceRule(Protocol):
    """Who may have one of the places that are free now."""

    def refusal(self, seeker: Seeker, taken: Sequence[Seeker]) -> str:
        """Why they may not have one now; empty when they may.

        `taken` are those who were given a place in this same run, which the database does not know yet.
        """
        ...


@dataclass(frozen=True, slots=True)
class Priority:
    """What moves somebody up a waiting list; higher goes first. `why` is shown to them."""

    points: int
    why: str


def joined(*priorities: Priority) -> Priority:
    """All that moves somebody up, as one."""
    found = [one for one in priorities if one.points]
    return Priority(sum(one.points for one in found), listed([one.why for one in found]))
