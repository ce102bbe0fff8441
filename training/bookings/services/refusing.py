"""Why somebody may not be on an event: what its page says beforehand and booking says when it refuses.

One answer for both, so that nobody is offered what they are then refused (docs/training.md 4.3, “book”).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from portal.kernel import clock
from portal.kernel.access import Actor
from portal.kernel.errors import RuleBroken
from portal.kernel.rules import in_force
from training.bookings import finding, hooks, queries
from training.bookings.domain import (
    AccountSuspended,
    AlreadyBooked,
    ApprovalStep,
    BookingLimits,
    DiaryClash,
    Learner,
    TooManyBookings,
    find_not_bookable,
    to_oneself,
)
from training.bookings.promotion import awaits_draw
from training.bookings.queries import Held
from training.bookings.services.people import get_learner_for
from training.catalogue.domain import Availability, availability
from training.catalogue.models import TrainingEvent


@dataclass(frozen=True, slots=True)
class Outlook:
    """What would come of it if this person booked now; as the page is drawn, so only a hint."""

    found: Availability
    # Their live booking on the event itself.
    mine: Held | None = None
    refusal: RuleBroken | None = None
    # What else is in their diary then: a tick books all the same.
    clash: DiaryClash | None = None
    # Why a place that is free is not for them.
    kept: str = ""
    awaits_draw: bool = False
    steps: Sequence[ApprovalStep] = ()

    @property
    def said(self) -> str:
        """What keeps them out, in words for themselves."""
        return "" if self.refusal is None else to_oneself(self.refusal).message

    @property
    def only_waits(self) -> bool:
        """Whether a turn on the waiting list is all that can be had."""
        return self.found in {Availability.UNDATED, Availability.FULL} or bool(self.kept) or self.awaits_draw


def foresee(actor: Actor, event: TrainingEvent, *, with_steps: bool = False) -> Outlook:
    """What booking this event would come to for the actor. Locks nothing."""
    learner = get_learner_for(actor, actor.person_id)
    held = queries.list_obstacles(learner.person_id, event)
    mine = next((one for one in held if one.event_id == event.id), None)
    refusal = find_refusal(event, learner, held, despite_clash=True)
    found, draws = availability(event, clock.now()), awaits_draw(event)
    if found is Availability.CLOSED and refusal is None:
        # Open for this person alone: whether a place is left is what they want to know.
        found = availability(event, clock.now(), may_be_late=True)
    asks_for_place = refusal is None and found is Availability.PLACES and not draws
    return Outlook(
        found,
        mine,
        refusal,
        clash=None if refusal else _find_clash(held),
        kept=hooks.PlaceRules(event, lock=False).refusal(learner) if asks_for_place else "",
        awaits_draw=draws,
        steps=_steps(event, learner) if with_steps and refusal is None and not draws else (),
    )


def _steps(event: TrainingEvent, learner: Learner) -> Sequence[ApprovalStep]:
    return hooks.list_steps(event, learner) if event.starts_at is not None else ()


def find_refusal(
    event: TrainingEvent, learner: Learner, held: Sequence[Held], *, despite_clash: bool
) -> RuleBroken | None:
    """The first thing that stands against a booking; whether a place is left is another question."""
    outside = _find_outside_window(event, learner)
    return outside or _find_obstacle(event, learner, held, despite_clash=despite_clash, is_limited=True)


def refuse(found: RuleBroken | None) -> None:
    if found is not None:
        raise found


def refuse_obstacles(
    event: TrainingEvent,
    learner: Learner,
    held: Sequence[Held],
    *,
    despite_clash: bool,
    is_limited: bool = True,
) -> None:
    """Raise the first thing that stands against this person's being on this event, whenever they booked."""
    refuse(_find_obstacle(event, learner, held, despite_clash=despite_clash, is_limited=is_limited))


def _find_obstacle(
    event: TrainingEvent, learner: Learner, held: Sequence[Held], *, despite_clash: bool, is_limited: bool
) -> RuleBroken | None:
    """The diary comes last: it is the one thing that a tick overrules."""
    if learner.is_suspended:
        return AccountSuspended()
    if any(one.event_id == event.id for one in held):
        return AlreadyBooked()
    ahead = sum(one.course_id == event.course_id and one.is_ahead for one in held)
    if is_limited and ahead and ahead >= _most_live(event):
        return TooManyBookings(ahead)
    return hooks.find_obstacle(event, learner) or (None if despite_clash else _find_clash(held))


def _find_clash(held: Sequence[Held]) -> DiaryClash | None:
    return next((DiaryClash(one.title) for one in held if one.clashes), None)


def _most_live(event: TrainingEvent) -> int:
    """How many dates of this course one person may have a booking on at a time."""
    own = event.course.most_live_bookings
    return in_force(BookingLimits).most_live if own is None else own


def _find_outside_window(event: TrainingEvent, learner: Learner) -> RuleBroken | None:
    """Nothing where booking has closed and this person's own end is still to come."""
    found = availability(event, clock.now())
    if found is Availability.CLOSED:
        own = finding.find_extension(event.id, learner.person_id)
        is_late = own is not None and clock.now() < own.until
        found = availability(event, clock.now(), may_be_late=is_late)
    return find_not_bookable(found)
