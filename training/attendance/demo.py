"""Registers of the demo partnership: taken and confirmed for what is over, waiting for the newest events."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby
from random import Random
from typing import Any

from sqlalchemy import bindparam, func, select, update

from portal.kernel import clock
from portal.kernel.bulk import add_rows, table_of
from portal.kernel.db import db
from portal.kernel.slice import DemoPlan
from portal.people.demo.cast import find_cast
from training.attendance.domain import AttendanceMark, TakenHow
from training.attendance.models import SittingMark
from training.bookings.domain import BookingStatus
from training.bookings.models import Booking, StatusEntry
from training.catalogue.models import EventTrainer, Sitting, TrainingEvent

ORDER = 40
# The newest registers have not been confirmed: somebody has to press the button.
UNCONFIRMED_DAYS = 4
EVENTS_AT_ONCE = 200
IDS_AT_ONCE = 5_000
TEN_MINUTES = timedelta(minutes=10)
A_DAY = timedelta(days=1)
RESULTS = {
    BookingStatus.ATTENDED: 84,
    BookingStatus.PART: 4,
    BookingStatus.NO_SHOW: 8,
    BookingStatus.EXCUSED: 4,
}
MARKS = {
    BookingStatus.ATTENDED: AttendanceMark.PRESENT,
    BookingStatus.PART: AttendanceMark.LEFT_EARLY,
    BookingStatus.NO_SHOW: AttendanceMark.ABSENT,
    BookingStatus.EXCUSED: AttendanceMark.EXCUSED,
}

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Held:
    """An event that is over, with who confirms its register."""

    id: int
    ends_at: datetime
    trainer_id: int


def load(plan: DemoPlan) -> None:
    """Mark who was there and confirm the results of every event that is over for some days."""
    registers = Registers(Random(f"{plan.seed}/attendance"), {one.person_id for one in find_cast().values()})  # noqa: S311
    events = _list_held()
    for start in range(0, len(events), EVENTS_AT_ONCE):
        registers.take(events[start : start + EVENTS_AT_ONCE])
    plan.say(f"{len(events):,} registers")


def _list_held() -> list[Held]:
    until = clock.now() - timedelta(days=UNCONFIRMED_DAYS)
    rows = db.session.execute(
        select(TrainingEvent.id, TrainingEvent.ends_at, func.min(EventTrainer.person_id))
        .join(EventTrainer, EventTrainer.event_id == TrainingEvent.id)
        .where(TrainingEvent.ends_at < until)
        .group_by(TrainingEvent.id, TrainingEvent.ends_at)
        .order_by(TrainingEvent.id)
    )
    return [Held(event_id, ends_at, trainer) for event_id, ends_at, trainer in rows if ends_at]


class Registers:
    """Takes the registers of many events together."""

    def __init__(self, rng: Random, always_there: set[int]) -> None:
        self._rng = rng
        self._always_there = always_there

    def take(self, events: Sequence[Held]) -> None:
        sittings = _list_sittings(events)
        bookings = _list_bookings(events)
        results = {booking: self._draw_result(person) for _, booking, person in bookings}
        by_event = {
            event: [booking for _, booking, _ in group]
            for event, group in groupby(bookings, key=lambda row: row[0])
        }
        add_rows(SittingMark, self._marks(events, sittings, by_event, results))
        add_rows(StatusEntry, _entries(events, by_event, results))
        _set_results(results)
        _confirm(events)

    def _draw_result(self, person_id: int) -> BookingStatus:
        if person_id in self._always_there:
            return BookingStatus.ATTENDED
        return self._rng.choices(list(RESULTS), list(RESULTS.values()))[0]

    def _marks(
        self,
        events: Sequence[Held],
        sittings: Mapping[int, list[tuple[int, datetime]]],
        by_event: Mapping[int, list[int]],
        results: Mapping[int, BookingStatus],
    ) -> Iterator[Row]:
        for event in events:
            how = self._rng.choice(list(TakenHow))
            for sitting_id, starts_at in sittings[event.id]:
                for booking in by_event.get(event.id, ()):
                    yield {
                        "sitting_id": sitting_id,
                        "booking_id": booking,
                        "mark": MARKS[results[booking]],
                        "minutes_late": None,
                        "taken_how": how,
                        "marked_by_id": event.trainer_id,
                        "marked_at": starts_at + TEN_MINUTES,
                    }


def _list_sittings(events: Sequence[Held]) -> dict[int, list[tuple[int, datetime]]]:
    rows = db.session.execute(
        select(Sitting.event_id, Sitting.id, Sitting.starts_at)
        .where(Sitting.event_id.in_([event.id for event in events]))
        .order_by(Sitting.event_id, Sitting.id)
    )
    found: dict[int, list[tuple[int, datetime]]] = {}
    for event_id, sitting_id, starts_at in rows:
        found.setdefault(event_id, []).append((sitting_id, starts_at))
    return found


def _list_bookings(events: Sequence[Held]) -> list[tuple[int, int, int]]:
    """Event, booking and person, of those who were expected."""
    rows = db.session.execute(
        select(Booking.event_id, Booking.id, Booking.person_id)
        .where(Booking.event_id.in_([event.id for event in events]), Booking.status == BookingStatus.BOOKED)
        .order_by(Booking.event_id, Booking.id)
    )
    return [(row[0], row[1], row[2]) for row in rows]


def _entries(
    events: Sequence[Held], by_event: Mapping[int, list[int]], results: Mapping[int, BookingStatus]
) -> Iterator[Row]:
    for event in events:
        for booking in by_event.get(event.id, ()):
            yield {
                "booking_id": booking,
                "status": results[booking],
                "at": event.ends_at + A_DAY,
                "actor_id": event.trainer_id,
            }


def _set_results(results: Mapping[int, BookingStatus]) -> None:
    by_result: dict[BookingStatus, list[int]] = {}
    for booking, result in results.items():
        by_result.setdefault(result, []).append(booking)
    for result, bookings in by_result.items():
        table = table_of(Booking)
        for start in range(0, len(bookings), IDS_AT_ONCE):
            chosen = table.c.id.in_(bookings[start : start + IDS_AT_ONCE])
            db.session.execute(update(table).where(chosen).values(status=result))


def _confirm(events: Sequence[Held]) -> None:
    table = table_of(TrainingEvent)
    confirmed = update(table).values(
        result_confirmed_at=bindparam("confirmed_at"), result_confirmed_by_id=bindparam("trainer")
    )
    db.session.execute(
        confirmed.where(table.c.id == bindparam("event")),
        [
            {"event": event.id, "confirmed_at": event.ends_at + A_DAY, "trainer": event.trainer_id}
            for event in events
        ],
    )
