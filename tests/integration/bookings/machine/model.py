"""Bookings as docs/training.md 4.3 and 4.4 tell them, in plain Python: what the portal is compared with.

Knows nothing of tables or locks. A method either changes the model or raises `Refused`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from portal.kernel import clock, working_days

HOLDERS = {"offered", "booked", "attended", "no_show"}
ENDED = {
    "withdrawn",
    "removed",
    "declined",
    "lapsed",
    "expired_request",
    "event_cancelled",
    "attended",
    "no_show",
}
FREEZE, MOST_LIVE, AT_ONCE = timedelta(hours=24), 3, 5
# How long each event lasts.
LONG = timedelta(hours=3)


class Refused(Exception):  # as the portal's own
    """The rules say no."""


@dataclass
class Event:
    course: int
    capacity: int
    starts_at: datetime | None
    overbooked: int = 0
    unnamed: int = 0
    is_cancelled: bool = False
    is_confirmed: bool = False
    needs_approval: bool = False
    asks_again: bool = False
    draw: str = ""


@dataclass
class Booking:
    event: int
    person: int
    status: str
    turn: tuple[object, ...] = ()
    despite_clash: bool = False
    approved: bool = False
    keeps_place: bool = False
    offer_until: datetime | None = None
    was: list[str] = field(default_factory=list)

    @property
    def holds(self) -> bool:
        return self.status in HOLDERS or (self.status == "requested" and self.keeps_place)

    @property
    def is_live(self) -> bool:
        return self.status not in ENDED or self.status in HOLDERS

    def become(self, status: str) -> None:
        self.was.append(self.status)
        self.status = status
        self.keeps_place = self.keeps_place and status == "requested"


class Model:
    def __init__(self, now: datetime) -> None:
        self.now = now
        self.events: dict[int, Event] = {}
        self.bookings: dict[int, Booking] = {}

    # What there is.

    def on(self, event_id: int) -> list[Booking]:
        return [one for one in self.bookings.values() if one.event == event_id]

    def taken(self, event_id: int) -> int:
        return sum(one.holds for one in self.on(event_id)) + self.events[event_id].unnamed

    def has_room(self, event_id: int, wanted: int = 1) -> bool:
        event = self.events[event_id]
        return self.taken(event_id) + wanted <= event.capacity + event.overbooked

    def has_started(self, event_id: int) -> bool:
        starts_at = self.events[event_id].starts_at
        return starts_at is not None and starts_at <= self.now

    def is_ahead(self, event_id: int) -> bool:
        return not self.has_started(event_id)

    def others(self, event_id: int, person: int) -> list[Booking]:
        return [
            one
            for one in self.bookings.values()
            if one.person == person and one.event != event_id and one.is_live
        ]

    def clashes(self, event_id: int, person: int) -> bool:
        return any(
            one.status in {"booked", "offered"} and self.overlaps(event_id, one.event)
            for one in self.others(event_id, person)
        )

    def overlaps(self, one: int, other: int) -> bool:
        a, b = self.events[one].starts_at, self.events[other].starts_at
        return a is not None and b is not None and abs(a - b) < LONG

    def siblings(self, event_id: int, person: int) -> list[Booking]:
        course = self.events[event_id].course
        return [
            one
            for one in self.others(event_id, person)
            if self.events[one.event].course == course and self.is_ahead(one.event)
        ]

    # What may not be.

    def refuse_guards(self, event_id: int, person: int, *, despite: bool, limited: bool = True) -> None:
        if any(one.person == person and one.is_live for one in self.on(event_id)):
            raise Refused
        if limited and len(self.siblings(event_id, person)) >= MOST_LIVE:
            raise Refused
        if self.clashes(event_id, person) and not despite:
            raise Refused

    def refuse_closed(self, event_id: int) -> None:
        if self.events[event_id].is_cancelled or self.has_started(event_id):
            raise Refused

    # What happens.

    def settle_places(self, event_id: int) -> None:
        """Fewer places are taken: an overbooked event comes down first."""
        event = self.events[event_id]
        event.overbooked = min(event.overbooked, max(0, self.taken(event_id) - event.capacity))

    def promote(self, event_id: int) -> None:
        event = self.events[event_id]
        free = event.capacity - self.taken(event_id)
        if free <= 0 or event.starts_at is None or event.is_cancelled or event.draw == "planned":
            return
        if self.now >= event.starts_at - FREEZE:
            return
        waiting = sorted((one for one in self.on(event_id) if one.status == "waiting"), key=lambda b: b.turn)
        chosen = [one for one in waiting if self.may_have_place(one)][:free]
        for one in chosen:
            self.give(one, asks=not self.is_far(event.starts_at))

    def may_have_place(self, one: Booking) -> bool:
        if any(other.status in HOLDERS for other in self.siblings(one.event, one.person)):
            return False
        if self.clashes(one.event, one.person) and not one.despite_clash:
            return False
        return one.approved or not self.events[one.event].needs_approval

    def is_far(self, starts_at: datetime) -> bool:
        days = (clock.in_london(one).date() for one in (self.now, starts_at))
        return working_days.between(*days) > AT_ONCE

    def give(self, one: Booking, *, asks: bool = False) -> None:
        one.become("offered" if asks else "booked")
        if asks:
            return
        course = self.events[one.event].course
        for other in self.others(one.event, one.person):
            if other.status == "waiting" and self.events[other.event].course == course:
                other.become("withdrawn")
