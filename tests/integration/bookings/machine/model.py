"""Bookings as docs/training.md 4.3 and 4.4 tell them, in plain Python: what the portal is compared with.

Knows nothing of tables or locks. A method either changes the model or raises `Refused`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from portal.kernel import clock, working_days

RESULTS = {"attended", "part", "no_show", "excused"}
HOLDERS = {"offered", "booked"} | RESULTS
ENDED = {
    "withdrawn",
    "removed",
    "declined",
    "lapsed",
    "expired_request",
    "event_cancelled",
} | RESULTS
FREEZE, AT_ONCE, LATE = timedelta(hours=24), 5, timedelta(days=7)
# Unless a course says otherwise.
MOST_LIVE = 3
# How long each event lasts.
LONG = timedelta(hours=3)


class Refused(Exception):  # as the portal's own
    """The rules say no."""


@dataclass
class Share:
    """Places that are kept for schools until so many days before the event."""

    places: int
    days: int
    is_given_out: bool = False


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
    is_closed: bool = False
    # Who may book after that, and until when.
    late: dict[int, datetime] = field(default_factory=dict)
    share: Share | None = None


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
    # Those of one number get places together, or none does.
    party: int | None = None
    is_late: bool = False
    is_waived: bool = False
    # Something moved them up when they began to ask, or since.
    is_urgent: bool = False
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
        # Who works at a school, and who may have nothing: a closed account, no seats left.
        self.schools: set[int] = set()
        self.barred: set[int] = set()
        self.urgent: set[int] = set()
        # On how many dates of one course anybody may be at a time.
        self.most_live = MOST_LIVE

    # Who goes first.

    def ranked(self, one: Booking) -> Booking:
        """When they begin to wait, and when it changes."""
        if one.status == "waiting":
            one.is_urgent = one.person in self.urgent
        return one

    def rank_anew(self, person: int) -> None:
        for one in self.bookings.values():
            if one.person == person:
                self.ranked(one)

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
        if person in self.barred:
            raise Refused
        if any(one.person == person and one.is_live for one in self.on(event_id)):
            raise Refused
        if limited and len(self.siblings(event_id, person)) >= self.most_live:
            raise Refused
        if self.clashes(event_id, person) and not despite:
            raise Refused

    def refuse_closed(self, event_id: int, person: int) -> None:
        event = self.events[event_id]
        if event.is_cancelled or self.has_started(event_id):
            raise Refused
        if event.is_closed and self.now >= event.late.get(person, self.now):
            raise Refused

    def agrees(self, event_id: int, person: int, *, by_staff: bool) -> bool:
        """Those who run training agree for schools, and do so by booking, once there is a date."""
        event = self.events[event_id]
        asked = event.needs_approval and event.starts_at is not None
        return asked and by_staff and person in self.schools

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
        if event.is_closed or self.now >= event.starts_at - FREEZE:
            return
        for one in self._next(event_id, free):
            self.give(one, asks=not self.is_far(event.starts_at))

    def _next(self, event_id: int, free: int) -> list[Booking]:
        """In turn; those who are booked together when the first of them is next."""
        chosen: list[Booking] = []
        seen: list[Booking] = []
        for one in self._by_turn(event_id, "waiting"):
            if one not in seen and len(chosen) < free:
                party = [one] if one.party is None else self._party(one)
                seen += party
                fits = len(chosen) + len(party) <= free
                if fits and all(self.may_have_place(it, chosen + party[:n]) for n, it in enumerate(party)):
                    chosen += party
        return chosen

    def _by_turn(self, event_id: int, *statuses: str) -> list[Booking]:
        return sorted((one for one in self.on(event_id) if one.status in statuses), key=lambda b: b.turn)

    def _party(self, one: Booking) -> list[Booking]:
        asking = self._by_turn(one.event, "waiting", "requested")
        return sorted((it for it in asking if it.party == one.party), key=lambda b: b.turn[2:])

    def may_have_place(self, one: Booking, chosen: list[Booking]) -> bool:
        if one.status != "waiting" or one.person in self.barred:
            return False
        if any(other.status in HOLDERS for other in self.siblings(one.event, one.person)):
            return False
        if self.clashes(one.event, one.person) and not one.despite_clash:
            return False
        if self.events[one.event].needs_approval and not one.approved:
            return False
        return not self.is_kept(one.event, one.person, chosen)

    def is_kept(self, event_id: int, person: int, chosen: list[Booking]) -> bool:
        """Whether what is left is for schools, and they are from none."""
        event, share = self.events[event_id], self.events[event_id].share
        if share is None or self.is_over(event_id) or person in self.schools:
            return False
        used = min(share.places, self.from_schools(event_id, chosen))
        others = self.taken(event_id) + len(chosen) - used
        return used < share.places and others >= event.capacity - share.places

    def from_schools(self, event_id: int, chosen: list[Booking]) -> int:
        holders = [one for one in self.on(event_id) if one.holds] + chosen
        return sum(one.person in self.schools for one in holders)

    def is_over(self, event_id: int) -> bool:
        """Whether what was kept is given out."""
        share, starts_at = self.events[event_id].share, self.events[event_id].starts_at
        if share is None or share.is_given_out:
            return True
        return starts_at is not None and starts_at - timedelta(days=share.days) <= self.now

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
