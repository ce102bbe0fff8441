"""Fills events with bookings in batches, so that memory stays flat at any size."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from random import Random
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, select, update

from portal.kernel import clock
from portal.kernel.bulk import add_rows, add_rows_for_ids, table_of
from portal.kernel.db import db
from portal.people.demo.cast import Player
from training.bookings.demo.crowd import Crowd, Someone
from training.bookings.demo.stories import BOOKED_STORIES, WAITING_STORIES
from training.bookings.domain import BookingStatus
from training.bookings.domain.door_codes import LENGTH, as_scanned
from training.bookings.models import Booking, StatusEntry
from training.catalogue.demo.timetable import STATE_CODES, STORY_CODES
from training.catalogue.domain import EventState
from training.catalogue.models import TrainingEvent

BATCH = 5_000
# Shares of the events to come, and how full the others are.
FULL, THIN = 0.15, 0.35
USUAL_FILL = (0.3, 0.9)
PAST_FILL = (0.5, 1.0)
LONGEST_QUEUE = 8
WITHDRAWN_SHARE = 0.06
NEED_SHARE = 0.04
NEEDS = ("Step-free access", "Hearing loop", "Large print handouts", "A place to park near the door")
EARLIEST_DAYS, LATEST_DAYS = 70, 3
BOOKED_FOR_SHARE = 0.15
FULL_STORIES = (STORY_CODES["full"],)
THIN_STORIES = (STORY_CODES["thin"],)
STATE_EVENTS = frozenset(STATE_CODES.values())
STORY_BY_CODE = {code: name for name, code in STORY_CODES.items()}

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Event:
    """An event to fill."""

    id: int
    code: str
    course_id: int
    capacity: int
    starts_at: datetime | None
    state: EventState


def list_events() -> Sequence[Event]:
    table = TrainingEvent
    columns = (table.id, table.code, table.course_id, table.capacity, table.starts_at, table.state)
    return [Event(*row) for row in db.session.execute(select(*columns).order_by(table.id))]


class Filling:
    """Draws learners for one event after another, and writes their bookings."""

    def __init__(self, rng: Random, crowd: Crowd, cast: Mapping[str, Player]) -> None:
        self.count = 0
        self._rng = rng
        self._crowd = crowd
        self._cast = cast
        self._now = clock.now()
        self._bookings: list[Row] = []
        self._entries: list[list[Row]] = []
        self._places: list[Row] = []

    def fill(self, event: Event) -> None:
        """Places first, then those who withdrew, then a queue where nothing is left."""
        if event.state is not EventState.OPEN or event.code in STATE_EVENTS:
            return
        story = STORY_BY_CODE.get(event.code, "")
        players = [self._someone(login) for login in BOOKED_STORIES.get(story, ())]
        waiting = [self._someone(login) for login in WAITING_STORIES.get(story, ())]
        wanted = 0 if event.starts_at is None else self._draw_places(event) - len(players)
        placed = players + self._crowd.take(event.course_id, max(0, wanted))
        if event.starts_at is None or (len(placed) == event.capacity and event.starts_at > self._now):
            waiting += self._crowd.take(event.course_id, self._rng.randint(1, LONGEST_QUEUE))
        withdrawn = self._crowd.take(event.course_id, int(len(placed) * WITHDRAWN_SHARE + self._rng.random()))
        self.add(event, placed, withdrawn, waiting)
        if len(self._bookings) >= BATCH:
            self.write()

    def write(self) -> None:
        bookings, self._bookings = self._bookings, []
        entries, self._entries = self._entries, []
        places, self._places = self._places, []
        self.count += len(bookings)
        ids = add_rows_for_ids(Booking, bookings)
        add_rows(StatusEntry, _entries_with_ids(ids, entries))
        if places:
            table = table_of(TrainingEvent)
            taken = (
                update(table).where(table.c.id == bindparam("event")).values(places_taken=bindparam("taken"))
            )
            db.session.execute(taken, places)

    def _someone(self, login: str) -> Someone:
        player = self._cast[login]
        return Someone(player.person_id, player.agency_id, player.school_id)

    def _draw_places(self, event: Event) -> int:
        """How many places go, besides nobody's when the workforce is small."""
        rng = self._rng
        most = min(event.capacity, max(2, len(self._crowd) // 10))
        if event.code in FULL_STORIES:
            return event.capacity
        if event.code in THIN_STORIES:
            return most // 6
        if event.code in STORY_BY_CODE or (event.starts_at or self._now) < self._now:
            return max(2, int(most * rng.uniform(*PAST_FILL)))
        chance = rng.random()
        if chance < FULL:
            return event.capacity
        return rng.randint(0, most // 6) if chance < THIN else int(most * rng.uniform(*USUAL_FILL))

    def add(
        self, event: Event, placed: list[Someone], withdrawn: list[Someone], waiting: list[Someone]
    ) -> None:
        """Whoever waits came after those who got the places."""
        statuses = [BookingStatus.BOOKED] * len(placed) + [BookingStatus.WITHDRAWN] * len(withdrawn)
        statuses += [BookingStatus.WAITING] * len(waiting)
        until = min(self._now, event.starts_at or self._now) - timedelta(days=LATEST_DAYS)
        joined = sorted(self._draw_moments(until, len(statuses)))
        for someone, status, at in zip([*placed, *withdrawn, *waiting], statuses, joined, strict=True):
            self._add_booking(event, someone, status, at)
        self._places.append({"event": event.id, "taken": len(placed)})

    def _draw_moments(self, until: datetime, count: int) -> list[datetime]:
        return [until - timedelta(minutes=self._rng.randrange(EARLIEST_DAYS * 24 * 60)) for _ in range(count)]

    def _add_booking(self, event: Event, someone: Someone, status: BookingStatus, at: datetime) -> None:
        rng = self._rng
        by = self._cast["coordinator"].person_id if rng.random() < BOOKED_FOR_SHARE else someone.person_id
        has_need = event.starts_at is not None and event.starts_at > self._now and rng.random() < NEED_SHARE
        needs = rng.choice(NEEDS) if has_need else ""
        uid = UUID(int=rng.getrandbits(128), version=4)
        self._bookings.append(
            {
                "event_id": event.id,
                "person_id": someone.person_id,
                "agency_id": someone.agency_id,
                "school_id": someone.school_id,
                "status": status,
                "joined_at": at,
                "access_needs": needs,
                "calendar_uid": str(uid),
                # Drawn from the one before, so that all else in the demo stays as it is.
                "door_code": as_scanned(sha256(uid.bytes).hexdigest())[:LENGTH],
                "booked_by_id": by,
            }
        )
        self._entries.append(_entries(status, at, by))


def _entries(status: BookingStatus, at: datetime, by: int) -> list[Row]:
    """How it came to stand so: whoever withdrew had a place first."""
    first = BookingStatus.BOOKED if status is BookingStatus.WITHDRAWN else status
    rows = [{"status": first, "at": at, "actor_id": by, "reason": ""}]
    if status is BookingStatus.WITHDRAWN:
        rows.append({"status": status, "at": at + timedelta(days=2), "actor_id": by, "reason": "Cannot come"})
    return rows


def _entries_with_ids(ids: Sequence[int], entries: Sequence[Sequence[Row]]) -> Iterator[Row]:
    for booking_id, rows in zip(ids, entries, strict=True):
        for row in rows:
            yield {"booking_id": booking_id, **row}
