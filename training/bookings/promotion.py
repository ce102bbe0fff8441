"""Who gets a place that came free: the one way that anybody leaves a waiting list (docs/training.md 4.4).

Called from every cause, with the event locked; re-checks every guard, and writes down why it passes
somebody over. Never commits.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from enum import StrEnum

from portal.kernel import clock
from portal.kernel.access import SYSTEM
from portal.kernel.db import db
from portal.kernel.errors import RuleBroken
from portal.kernel.rules import in_force
from training.bookings import hooks, letters, moving, queries
from training.bookings.domain import (
    PLACE_HOLDERS,
    BookingRules,
    BookingStatus,
    Learner,
    OfferRules,
    may_promote,
)
from training.bookings.models import Booking
from training.bookings.offering import is_booked_at_once, offer_end
from training.bookings.queries import Held
from training.catalogue.models import TrainingEvent

# How many are looked at together where somebody is passed over.
AT_ONCE = 20


class Cause(StrEnum):
    """Why there may be a place to give out; the log and the history of a booking say it."""

    WITHDRAWAL = "Somebody withdrew"
    LAPSE = "Somebody did not take up an offer"
    REQUEST_ENDED = "A request came to nothing"
    MORE_PLACES = "There are more places"
    RESERVATION_RELEASED = "A reserved place was released"
    SHARE_RELEASED = "Places kept for others were released"
    DATE_ADDED = "The event has a date"
    REMOVAL = "Somebody was removed"
    DRAW = "Lots were drawn"
    ROUND = "A place came free"


def promote(event: TrainingEvent, cause: Cause = Cause.ROUND) -> list[Booking]:
    """Give free places to those who are next, or offer them when there is little time left.

    Does nothing while the event is full, overbooked, frozen, closed, cancelled, or before its lots are drawn.
    """
    free = event.capacity - event.places_taken
    if free <= 0 or not may_promote(event, clock.now()) or awaits_draw(event):
        return []
    with db.session.no_autoflush:
        chosen = _choose(event, free)
        if chosen:
            event.places_taken += len(chosen)
            _act(event, chosen, cause)
    return chosen


def awaits_draw(event: TrainingEvent) -> bool:
    """Whether lots decide who gets its places, and none were drawn yet."""
    return event.draw_at is not None and event.drawn_at is None


def _choose(event: TrainingEvent, free: int) -> list[Booking]:
    """Those who are next and may have a place; whoever is passed over keeps the reason."""
    chosen: list[Booking] = []
    rules = hooks.PlaceRules(event)
    for booking, held in _in_turn(event, free):
        booking.skip_reason = _why_not(event, booking, held) or rules.refusal(booking, chosen)
        if not booking.skip_reason:
            chosen.append(booking)
        if len(chosen) == free:
            break
    return chosen


def _in_turn(event: TrainingEvent, free: int) -> Iterator[tuple[Booking, Sequence[Held]]]:
    """The waiting list with what else each person holds, read in pieces: most runs need the first alone."""
    queries.lock_waiting_people(event.id)
    seen, size = 0, free
    while batch := queries.list_next_waiting(event.id, size, after=seen):
        held = queries.map_obstacles({one.person_id for one in batch}, event)
        yield from ((one, held.get(one.person_id, ())) for one in batch)
        seen, size = seen + len(batch), AT_ONCE


def _why_not(event: TrainingEvent, booking: Booking, held: Sequence[Held]) -> str:
    """What stands against this person's having a place now, or nothing."""
    others = [one for one in held if one.booking_id != booking.id]
    sibling = [one for one in others if one.course_id == event.course_id and _has_place_ahead(one)]
    if sibling:
        return "You already have a place on another date"
    clash = next((one for one in others if one.clashes), None)
    if clash is not None and not booking.despite_clash:
        return f"This is at the same time as “{clash.title}”"
    return _ask_above(event, booking)


def _has_place_ahead(one: Held) -> bool:
    return one.is_ahead and one.status in PLACE_HOLDERS


def _ask_above(event: TrainingEvent, booking: Booking) -> str:
    learner = learner_of(booking)
    try:
        hooks.refuse_obstacles(event, learner)
    except RuleBroken as error:
        return error.message
    if booking.approved_at is None and hooks.list_steps(event, learner):
        return "Your booking has not been approved yet"
    return ""


def learner_of(booking: Booking) -> Learner:
    """The person as they booked, for the rooms above to be asked about."""
    person = booking.person
    return Learner(person.id, person.name, person.email, booking.agency_id, booking.school_id)


def _act(event: TrainingEvent, chosen: Sequence[Booking], cause: Cause) -> None:
    """Book those who are chosen, or offer them the place for a while when the start is near."""
    now, rules = clock.now(), in_force(OfferRules)
    starts_at = event.starts_at or now
    if is_booked_at_once(starts_at, now, rules):
        moving.set_status(
            moving.Act(SYSTEM, "promote_booking", cause.value), event, chosen, BookingStatus.BOOKED
        )
        letters.tell(letters.PROMOTED, event, chosen)
        return
    until = offer_end(starts_at - in_force(BookingRules).freeze, starts_at, now, rules)
    for booking in chosen:
        booking.offer_until = until
    moving.set_status(moving.Act(SYSTEM, "offer_place", cause.value), event, chosen, BookingStatus.OFFERED)
    letters.tell(letters.OFFERED, event, chosen)
