"""Who gets a place that came free: the one way that anybody leaves a waiting list (docs/training.md 4.4).

Called from every cause, with the event locked; re-checks every guard, and writes down why it passes
somebody over. Never commits.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from sqlalchemy import ColumnElement

from portal.kernel import clock
from portal.kernel.access import SYSTEM
from portal.kernel.db import db
from portal.kernel.rules import in_force
from portal.kernel.text import moment
from training.bookings import hooks, letters, moving, queries
from training.bookings.domain import (
    PLACE_HOLDERS,
    BookingRules,
    BookingStatus,
    Learner,
    OfferRules,
    may_promote,
    told_together,
)
from training.bookings.models import Booking
from training.bookings.offering import is_booked_at_once, offer_end
from training.bookings.queries import Held
from training.catalogue.models import TrainingEvent

NOT_APPROVED = "Your booking has not been approved yet"
# How many are looked at together where somebody is passed over.
AT_ONCE = 20
SUSPENDED = "Your account is closed"


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
        suspended = queries.lock_waiting_people(event.id)
        run = Run(event, free, hooks.PlaceRules(event), suspended)
        chosen = _choose(run)
        if chosen:
            event.places_taken += len(chosen)
            _act(event, [(one, run.known.get(one.person_id, ())) for one in chosen], cause)
    return chosen


def awaits_draw(event: TrainingEvent) -> bool:
    """Whether lots decide who gets its places, and none were drawn yet."""
    return event.draw_at is not None and event.drawn_at is None


Found = tuple[Booking, Sequence[Held]]


def _choose(run: Run) -> list[Booking]:
    """Those who are next and may have a place; whoever is passed over keeps the reason.

    Those who are booked together are looked at when the first of them is next: all are chosen, or none.
    """
    event = run.event
    chosen: list[Booking] = []
    seen: set[int] = set()
    party_of = hooks.party_of(Booking.id.expression)
    for booking, party, held in _in_turn(event, run.free, party_of):
        if booking.id in seen:
            continue
        mates = [booking] if party is None else queries.list_party(event.id, party_of, party)
        seen |= {one.id for one in mates}
        single = len(mates) == 1
        chosen += run.look_at_one(booking, held, chosen) if single else run.look_at_all(mates, chosen)
        if len(chosen) == run.free:
            break
    return chosen


@dataclass(frozen=True, slots=True)
class Run:
    """One promotion: the event, how many places there are to give, and the rules about them."""

    event: TrainingEvent
    free: int
    rules: hooks.PlaceRules
    # People whose account is closed, and what else each person who was looked at holds.
    suspended: Collection[int]
    known: dict[int, Sequence[Held]] = field(default_factory=dict)

    def look_at_one(
        self, booking: Booking, held: Sequence[Held], chosen: Sequence[Booking]
    ) -> Sequence[Booking]:
        self.known[booking.person_id] = held
        booking.skip_reason = self._why_not(booking, held, chosen)
        return [] if booking.skip_reason else [booking]

    def look_at_all(self, party: Sequence[Booking], chosen: Sequence[Booking]) -> Sequence[Booking]:
        """All of those who are booked together, or none; who stands in the way is told their own reason."""
        held = queries.map_obstacles({one.person_id for one in party}, self.event)
        self.known.update(held)
        own: dict[int, str] = {}
        for number, one in enumerate(party):
            taken = [*chosen, *party[:number]]
            own[one.id] = self._why_not_in_party(one, held.get(one.person_id, ()), taken)
        fits = len(party) <= self.free - len(chosen) and not any(own.values())
        for one in party:
            if one.status is BookingStatus.WAITING:
                one.skip_reason = "" if fits else own[one.id] or told_together(len(party) - 1)
        return party if fits else []

    def _why_not_in_party(self, one: Booking, held: Sequence[Held], taken: Sequence[Booking]) -> str:
        if one.status is BookingStatus.REQUESTED:
            return NOT_APPROVED
        return self._why_not(one, held, taken)

    def _why_not(self, one: Booking, held: Sequence[Held], taken: Sequence[Booking]) -> str:
        if one.person_id in self.suspended:
            return SUSPENDED
        return _why_not(self.event, one, held) or self.rules.refusal(one, taken)


def _in_turn(
    event: TrainingEvent, free: int, party_of: ColumnElement[int | None]
) -> Iterator[tuple[Booking, int | None, Sequence[Held]]]:
    """The waiting list with what else each person holds, read in pieces: most runs need the first alone."""
    seen, size = 0, free
    while batch := queries.list_next_waiting(event.id, size, after=seen, party_of=party_of):
        held = queries.map_obstacles({one.person_id for one, _ in batch}, event)
        yield from ((one, party, held.get(one.person_id, ())) for one, party in batch)
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
    found = hooks.find_obstacle(event, learner)
    if found is not None:
        return found.message
    if booking.approved_at is None and hooks.list_steps(event, learner):
        return NOT_APPROVED
    return ""


def learner_of(booking: Booking) -> Learner:
    """The person as they booked, for the rooms above to be asked about."""
    person = booking.person
    return Learner(person.id, person.name, person.email, booking.agency_id, booking.school_id)


def _act(event: TrainingEvent, chosen: Sequence[Found], cause: Cause) -> None:
    """Book those who are chosen, or offer them the place for a while when the start is near."""
    now, rules = clock.now(), in_force(OfferRules)
    starts_at = event.starts_at or now
    bookings = [booking for booking, _ in chosen]
    if is_booked_at_once(starts_at, now, rules):
        act = moving.Act(SYSTEM, "promote_booking", cause.value)
        moving.set_status(act, event, bookings, BookingStatus.BOOKED)
        letters.tell(letters.PROMOTED, event, bookings, ended=end_other_waits(event, chosen))
        return
    until = offer_end(starts_at - in_force(BookingRules).freeze, starts_at, now, rules)
    for booking in bookings:
        booking.offer_until = until
    moving.set_status(moving.Act(SYSTEM, "offer_place", cause.value), event, bookings, BookingStatus.OFFERED)
    letters.tell(letters.OFFERED, event, bookings)


def end_other_waits(event: TrainingEvent, chosen: Iterable[Found]) -> dict[int, list[str]]:
    """Whoever has a place now waits no longer for other dates of the course; says which, by person.

    Their people are locked, so that nobody is promoted there at the same time. No place comes free by it.
    """
    waits = [
        one.booking_id
        for _, held in chosen
        for one in held
        if one.course_id == event.course_id
        and one.event_id != event.id
        and one.status is BookingStatus.WAITING
    ]
    ended: dict[int, list[str]] = {}
    for booking in queries.list_to_change(waits, BookingStatus.WAITING) if waits else ():
        act = moving.Act(SYSTEM, "end_other_wait", f"A place on {event.code}")
        moving.set_status(act, booking.event, [booking], BookingStatus.WITHDRAWN)
        ended.setdefault(booking.person_id, []).append(_named(booking.event))
    return ended


def _named(event: TrainingEvent) -> str:
    when = "with no date yet" if event.starts_at is None else f"on {moment(event.starts_at)}"
    return f"{event.course.title} ({event.code}) {when}"
