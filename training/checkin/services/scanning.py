"""Scans at the door: kept as facts, and acted on at once where they are live."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from portal.kernel import activity, clock
from portal.kernel.access import Actor, Permission, require
from portal.kernel.activity import Told
from portal.kernel.db import db
from portal.kernel.errors import NotFound
from training.attendance.domain import Marked, TakenHow
from training.attendance.queries import list_sittings
from training.attendance.services import Arrival, mark_arrival
from training.bookings.domain.door_codes import as_scanned
from training.catalogue.models import Sitting, TrainingEvent
from training.catalogue.queries import get_event, get_taught
from training.checkin import queries
from training.checkin.domain import (
    MOST_SCANS,
    Outcome,
    RecordScans,
    Scan,
    TooManyScans,
    judge,
    mark_of_arrival,
)
from training.checkin.models import DoorScan
from training.checkin.queries import Holder
from training.checkin.services.visits import Looked, look


@dataclass(frozen=True, slots=True)
class Scanned:
    """What came of one scan. `is_new` is false where the same one-time value was kept before."""

    once: str
    outcome: Outcome
    name: str = ""
    marked: Marked | None = None
    is_new: bool = True


@dataclass(frozen=True, slots=True)
class _Door:
    """Where and by whom it is scanned."""

    actor: Actor
    event: TrainingEvent
    sitting: Sitting
    is_live: bool
    now: datetime


def record_scans(actor: Actor, command: RecordScans) -> list[Scanned]:
    """Keep what was scanned, and mark whoever is in if the scans are live.

    Those that a device kept while it had no network are judged by its clock and wait for somebody to look
    at them: they change no mark. The same one-time value is kept once, however often it is sent.
    """
    if len(command.scans) > MOST_SCANS:
        raise TooManyScans
    event = get_event(command.event_id, lock=True)
    require(actor, Permission.ATTENDANCE_MARK, get_taught(event.id))
    sitting = next((one for one in list_sittings(event.id) if one.id == command.sitting_id), None)
    if sitting is None:
        raise NotFound
    door = _Door(actor, event, sitting, command.is_live, clock.now())
    holders = queries.map_holders({as_scanned(one.value) for one in command.scans})
    return _record(door, command.scans, holders)


def _record(door: _Door, scans: Sequence[Scan], holders: Mapping[str, Holder]) -> list[Scanned]:
    known = queries.map_scans({one.once for one in scans})
    done = {once: Scanned(once, outcome, name, is_new=False) for once, (outcome, name) in known.items()}
    kept: list[tuple[DoorScan, Holder | None]] = []
    answers = []
    for scan in scans:
        if scan.once not in done:
            holder = holders.get(as_scanned(scan.value))
            row, done[scan.once] = _take(door, scan, holder)
            kept.append((row, holder))
        answers.append(done[scan.once])
    _tell(door, kept)
    return answers


def _take(door: _Door, scan: Scan, holder: Holder | None) -> tuple[DoorScan, Scanned]:
    at = door.now if door.is_live else scan.at
    looked = None if holder is None else look(door.event, door.sitting, holder.person_id, at)
    outcome = _outcome(door, holder, looked, at)
    booking_id = _booking_id(holder, looked)
    marked = None
    if outcome is Outcome.IN and door.is_live and booking_id is not None and holder is not None:
        marked = mark_of_arrival(door.sitting.starts_at, at)
        arrival = Arrival(booking_id, holder.person_id, marked, TakenHow.DOOR_SCAN)
        mark_arrival(door.actor, door.event, door.sitting, arrival)
    row = DoorScan(
        sitting_id=door.sitting.id,
        booking_id=booking_id,
        once=scan.once,
        value=scan.value,
        scanned_at=scan.at,
        received_at=door.now,
        scanned_by_id=door.actor.person_id or None,
        is_late=not door.is_live,
        outcome=outcome,
    )
    db.session.add(row)
    return row, Scanned(scan.once, outcome, holder.name if holder else "", marked)


def _booking_id(holder: Holder | None, looked: Looked | None) -> int | None:
    if looked is not None and looked.booking_id is not None:
        return looked.booking_id
    return holder.booking_id if holder else None


def _outcome(door: _Door, holder: Holder | None, looked: Looked | None, at: datetime) -> Outcome:
    """Whoever has a booking here is judged by it, though they show the code of another."""
    if holder is None or looked is None:
        return Outcome.UNKNOWN
    if looked.booking_id is None and holder.event_id != door.event.id:
        return Outcome.WRONG_EVENT
    return judge(looked.visit, at)


def _tell(door: _Door, kept: Sequence[tuple[DoorScan, Holder | None]]) -> None:
    db.session.flush()
    told = [_told(row, holder.person_id if holder else None) for row, holder in kept]
    activity.record_each(door.actor, "scan_at_door", DoorScan, told, sitting_id=door.sitting.id)


def _told(row: DoorScan, person_id: int | None) -> Told:
    return Told(row.id, {}, {"outcome": row.outcome.value, "late": row.is_late}, person_id)
