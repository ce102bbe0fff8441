"""The door of the demo partnership: who came yesterday and today, in each of the ways."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from sqlalchemy import select

from portal.kernel import clock
from portal.kernel.bulk import add_rows
from portal.kernel.db import db
from portal.kernel.slice import DemoPlan
from portal.people.demo.cast import find_cast
from training.attendance.domain import AttendanceMark, TakenHow
from training.attendance.models import SittingMark
from training.bookings.domain import BookingStatus
from training.bookings.models import Booking
from training.catalogue.demo.timetable import STORY_CODES
from training.catalogue.models import EventTrainer, Sitting, TrainingEvent
from training.checkin.domain import Outcome, mark_of_arrival
from training.checkin.models import CheckInTry, DoorScan

# After the registers, which leave the newest events alone.
ORDER = 42
STORIES = ("yesterday", "today")
FIRST_COMES = timedelta(minutes=-14)
APART = timedelta(seconds=55)
# In turn, with everybody after them still to be marked by hand.
WAYS = (TakenHow.SELF_CHECK_IN, TakenHow.SELF_CHECK_IN, TakenHow.DOOR_SCAN, TakenHow.TRAINER_LIST)
# So many of ten who are booked have come by the time the trainer looks.
COME_OF_TEN = 8
SHARED_BY = 3
SEEN_BY_PHONE = 2
LATE_SCAN = timedelta(minutes=11)

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Door:
    """A sitting with who is booked on it, in the order in which they come."""

    sitting_id: int
    starts_at: datetime
    trainer_id: int
    booked: Sequence[tuple[int, int]]
    codes: Mapping[int, str]

    @property
    def expected(self) -> Sequence[tuple[int, int]]:
        """Those of them who sign in to the demo come by themselves."""
        cast = {one.person_id for one in find_cast().values()}
        return [pair for pair in self.booked if pair[1] not in cast]

    @property
    def missing(self) -> Sequence[tuple[int, int]]:
        """Some who are not on the register yet, though a phone has seen them."""
        return self.expected[len(self.expected) * COME_OF_TEN // 10 :][:SEEN_BY_PHONE]


@dataclass(frozen=True, slots=True)
class Coming:
    """One person of them, and when and how they came."""

    booking_id: int
    person_id: int
    at: datetime
    how: TakenHow


def load(plan: DemoPlan) -> None:
    """Only what has happened by now: early in the morning nobody has come to the event of today yet."""
    rng = Random(f"{plan.seed}/check-in")  # noqa: S311  # invented data, no secret
    stranger = find_cast()["practitioner"].person_id
    count = 0
    for door in [_read_door(name, rng) for name in STORIES]:
        came = list(_coming(door))
        add_rows(SittingMark, (_mark(door, one) for one in came))
        add_rows(CheckInTry, _tries(door, came, stranger))
        add_rows(DoorScan, _scans(door, came))
        count += len(came)
    plan.say(f"{count:,} people came through a door")


def _read_door(name: str, rng: Random) -> Door:
    sitting_id, starts_at, event_id, trainer_id = db.session.execute(
        select(Sitting.id, Sitting.starts_at, Sitting.event_id, EventTrainer.person_id)
        .join(TrainingEvent, TrainingEvent.id == Sitting.event_id)
        .join(EventTrainer, EventTrainer.event_id == TrainingEvent.id)
        .where(TrainingEvent.code == STORY_CODES[name])
        .order_by(Sitting.id.desc())
        .limit(1)
    ).one()
    rows = db.session.execute(
        select(Booking.id, Booking.person_id, Booking.door_code)
        .where(Booking.event_id == event_id, Booking.status == BookingStatus.BOOKED)
        .order_by(Booking.id)
    )
    found = rows.all()
    booked = [(row[0], row[1]) for row in found]
    rng.shuffle(booked)
    return Door(sitting_id, starts_at, trainer_id, booked, {row[0]: row[2] for row in found})


def _coming(door: Door) -> Iterator[Coming]:
    expected = door.expected
    for number, pair in enumerate(expected[: len(expected) * COME_OF_TEN // 10]):
        at = door.starts_at + FIRST_COMES + APART * number
        if at <= clock.now():
            yield Coming(*pair, at, WAYS[number % len(WAYS)])


def _mark(door: Door, one: Coming) -> Row:
    marked = mark_of_arrival(door.starts_at, one.at)
    oneself = one.how is TakenHow.SELF_CHECK_IN
    return {
        "sitting_id": door.sitting_id,
        "booking_id": one.booking_id,
        "mark": AttendanceMark(marked.mark),
        "minutes_late": marked.minutes_late,
        "taken_how": one.how,
        "marked_by_id": one.person_id if oneself else door.trainer_id,
        "marked_at": one.at,
    }


def _scans(door: Door, came: Sequence[Coming]) -> Iterator[Row]:
    """Those that were live, and some that a phone without a network sent when the sitting was over."""
    for one in came:
        if one.how is TakenHow.DOOR_SCAN:
            yield _scan(door, one, one.at, Outcome.IN)
    arrived = min(clock.now(), door.starts_at + timedelta(hours=6))
    late = [Coming(*pair, door.starts_at + LATE_SCAN, TakenHow.DOOR_SCAN) for pair in door.missing]
    for one in (*late, *came[:1]):
        if one.at <= clock.now():
            yield _scan(door, one, arrived, Outcome.ALREADY_IN if one in came else Outcome.IN, is_late=True)


def _scan(door: Door, one: Coming, arrived: datetime, outcome: Outcome, *, is_late: bool = False) -> Row:
    once = uuid5(NAMESPACE_URL, f"{door.sitting_id} {one.booking_id} {is_late}")
    return {
        "sitting_id": door.sitting_id,
        "booking_id": one.booking_id,
        "once": str(once),
        "value": door.codes[one.booking_id],
        "scanned_at": one.at,
        "received_at": arrived,
        "scanned_by_id": door.trainer_id,
        "is_late": is_late,
        "outcome": outcome,
    }


def _tries(door: Door, came: Sequence[Coming], stranger: int) -> Iterator[Row]:
    """One phone was handed round, and somebody is in the room who is not booked."""
    tries = [one for one in came if one.how is TakenHow.SELF_CHECK_IN]
    for number, one in enumerate(tries):
        device = "shared" if number < SHARED_BY else f"phone {number}"
        yield _try(door, one.person_id, one.at, Outcome.IN, device)
    if tries:
        yield _try(door, stranger, tries[-1].at, Outcome.NOT_BOOKED, "phone of a stranger")


def _try(door: Door, person_id: int, at: datetime, outcome: Outcome, device: str) -> Row:
    return {
        "sitting_id": door.sitting_id,
        "person_id": person_id,
        "at": at,
        "outcome": outcome,
        "device": device,
    }
