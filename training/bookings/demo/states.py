"""Small events on which every state of a booking can be seen, brought about by the services themselves.

Where the workforce is too small to fill them, they stay empty. Requests are shown by the room of approvals.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta
from random import Random
from uuid import UUID

from sqlalchemy import func, select

from portal.kernel import clock
from portal.kernel.access import Actor, Role, RoleScope
from portal.kernel.db import db
from portal.people.demo.cast import Player
from portal.people.models import Person
from training.bookings import services
from training.bookings.demo.crowd import Crowd, Someone
from training.bookings.demo.filling import Event, Filling
from training.bookings.domain import (
    AddWalkIn,
    AnswerOffer,
    Book,
    BookingStatus,
    MoveUp,
    PlanDraw,
    Substitute,
    WaiveLate,
    Withdraw,
)
from training.bookings.models import Booking
from training.catalogue.demo.timetable import STATE_CODES, STORY_CODES

# Lots are drawn in a week for one event, and were drawn for the other.
DRAW_IN, DRAWN_AGO = timedelta(days=7), timedelta(days=1)
DRAW_SEED = "good-help-demo"
WAITING_FOR_OFFERS, WAITING_FOR_LOTS, LOTS = 5, 12, 9
FEW, GIVE_UP_LATE = 2, 4
OFFERED_TO = ("practitioner", "champion")


class States:
    """Fills the events, and then lets people do what people do."""

    def __init__(
        self, filling: Filling, crowd: Crowd, cast: Mapping[str, Player], events: Sequence[Event]
    ) -> None:
        self._filling, self._crowd = filling, crowd
        self._coordinator = cast["coordinator"].actor
        self._events = {one.code: one for one in events}
        self._cast = {player.person_id for player in cast.values()}
        players = [cast[login] for login in OFFERED_TO]
        self._players = [Someone(one.person_id, one.agency_id, one.school_id) for one in players]

    def fill(self) -> bool:
        """Everybody where they were before; whether there are people enough."""
        overbooked = self._fill("overbooked", places=True, waiting=FEW)
        # The first who waits here has a place there; two demo accounts are offered one.
        first = [*overbooked[-1:], *self._players]
        offered = self._fill("offered", places=True, waiting=WAITING_FOR_OFFERS, first=first)
        others = [
            self._fill("first call", places=True, waiting=FEW),
            self._fill("awaiting draw", places=False, waiting=WAITING_FOR_LOTS),
            self._fill("drawn", places=False, waiting=LOTS),
        ]
        return all((overbooked, offered, *others))

    def _event(self, name: str) -> Event:
        return self._events[STATE_CODES[name]]

    def _fill(
        self, name: str, *, places: bool, waiting: int, first: Sequence[Someone] = ()
    ) -> Sequence[Someone]:
        """Those who have a place, or else those who wait; nobody where there are not people enough."""
        event = self._event(name)
        placed = event.capacity if places else 0
        people = self._crowd.take(event.course_id, placed + waiting)
        if len(people) < placed + waiting:
            return []
        self._filling.add(event, people[:placed], [], [*first, *people[placed:]])
        return people[:placed] or people

    def act(self, rng: Random) -> None:
        """In the order of days, so that each finds what it needs."""
        last = db.session.scalar(select(func.max(Booking.id)))
        self._have_too_many()
        self._give_up_late()
        self._draw_lots()
        self._call_first()
        self._walk_in()
        for booking in db.session.scalars(select(Booking).where(Booking.id > last).order_by(Booking.id)):
            booking.calendar_uid = str(UUID(int=rng.getrandbits(128), version=4))

    def _have_too_many(self) -> None:
        """One more than there are places, and somebody who sends a colleague."""
        event = self._event("overbooked")
        waiting, booked = _standing(event, BookingStatus.WAITING), _standing(event, BookingStatus.BOOKED)
        reason = "Their school has nobody else who can come"
        services.move_up(self._coordinator, MoveUp(waiting[0].id, reason, overbook=True))
        (colleague,) = self._crowd.take(event.course_id, 1)
        known = db.session.get_one(Person, colleague.person_id).reference
        services.substitute(self._coordinator, Substitute(booked[0].id, known, despite_clash=True))

    def _give_up_late(self) -> None:
        """Some give up their places, one for a reason that counts; of those offered them one declines."""
        event = self._event("offered")
        late = _standing(event, BookingStatus.BOOKED)[:GIVE_UP_LATE]
        for booking in late:
            services.withdraw(_oneself(booking), Withdraw(booking.id, "Needed in court"))
        services.waive_late_cancel(self._coordinator, WaiveLate(late[0].id, "The court's day was changed"))
        offered = [one for one in _standing(event, BookingStatus.OFFERED) if one.person_id not in self._cast]
        for booking, accepts in zip(offered, (False, True), strict=False):
            services.answer_offer(_oneself(booking), AnswerOffer(booking.id, accepts=accepts))

    def _draw_lots(self) -> None:
        draw_at = clock.now() + DRAW_IN
        services.plan_draw(self._coordinator, PlanDraw(self._event("awaiting draw").id, draw_at))
        drawn = services.plan_draw(self._coordinator, PlanDraw(self._event("drawn").id, draw_at))
        drawn.draw_at = clock.now() - DRAWN_AGO
        services.draw_lots(drawn.id, seed=DRAW_SEED)

    def _call_first(self) -> None:
        """Somebody whose date was called off goes to the front of the next one's queue."""
        called_off = self._events[STORY_CODES["cancelled"]]
        sent_home = _standing(called_off, BookingStatus.EVENT_CANCELLED)
        person = next((one.person_id for one in sent_home if one.person_id not in self._cast), None)
        if person is not None:
            asked = Book(self._event("first call").id, person, join_waiting=True, despite_clash=True)
            services.book(self._coordinator, asked)

    def _walk_in(self) -> None:
        """They stood at yesterday's door."""
        event = self._events[STORY_CODES["yesterday"]]
        for someone in self._crowd.take(event.course_id, 1):
            services.add_walk_in(
                self._coordinator, AddWalkIn(event.id, someone.person_id, "Sent by their school")
            )


def _standing(event: Event, status: BookingStatus) -> Sequence[Booking]:
    """Bookings of an event that stand so, in their turn."""
    return db.session.scalars(
        select(Booking)
        .where(Booking.event_id == event.id, Booking.status == status)
        .order_by(Booking.joined_at, Booking.id)
    ).all()


def _oneself(booking: Booking) -> Actor:
    return Actor(person_id=booking.person_id, scopes=frozenset({RoleScope(Role.PRACTITIONER)}))
