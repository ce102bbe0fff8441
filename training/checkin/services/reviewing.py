"""Deciding about scans that came in late. Nothing that stands on the register is overwritten."""

from __future__ import annotations

from typing import Any

from portal.kernel import activity, clock
from portal.kernel.access import Actor, Permission, require
from portal.kernel.activity import Told
from portal.kernel.db import db
from training.attendance.domain import TakenHow
from training.attendance.queries import find_mark, list_sittings
from training.attendance.services import Arrival, mark_arrival
from training.bookings.domain import PLACE_HOLDERS
from training.catalogue.models import Sitting, TrainingEvent
from training.catalogue.queries import get_event, get_taught
from training.checkin import queries
from training.checkin.domain import Decision, Outcome, ReviewScans, ScansChanged, mark_of_arrival
from training.checkin.models import DoorScan, DoorScanReview


def review_scans(actor: Actor, command: ReviewScans) -> int:
    """Take these decisions; says how many. Accepted scans become marks at the time of the scan.

    Raises `ScansChanged` where one was decided about before, or no longer fits the register.
    """
    event = get_event(command.event_id, lock=True)
    require(actor, Permission.ATTENDANCE_MARK, get_taught(event.id))
    sittings = {one.id: one for one in list_sittings(event.id)}
    waiting = {row.DoorScan.id: row for row in queries.list_scans(event.id) if is_waiting(row)}
    if not command.decisions.keys() <= waiting.keys():
        raise ScansChanged
    for key, decision in command.decisions.items():
        if decision is Decision.ACCEPT:
            _accept(actor, event, sittings[waiting[key].DoorScan.sitting_id], waiting[key])
        _decide(actor, key, decision)
    told = [
        Told(key, {"decision": None}, {"decision": decision.value}, waiting[key].person_id)
        for key, decision in command.decisions.items()
    ]
    activity.record_each(actor, "review_scan", DoorScan, told, event_id=event.id)
    return len(command.decisions)


def is_waiting(row: Any) -> bool:  # noqa: ANN401  # a row of `list_scans`
    return row.DoorScan.is_late and row.decision is None


def may_accept(row: Any) -> bool:  # noqa: ANN401  # a row of `list_scans`
    """Whether it would be a mark where there is none, of somebody who still has their place."""
    has_place = row.status in PLACE_HOLDERS
    return is_waiting(row) and row.DoorScan.outcome is Outcome.IN and row.mark is None and has_place


def _accept(actor: Actor, event: TrainingEvent, sitting: Sitting, row: Any) -> None:  # noqa: ANN401  # likewise
    scan: DoorScan = row.DoorScan
    if not may_accept(row) or scan.booking_id is None:
        raise ScansChanged
    if find_mark(sitting.id, scan.booking_id) is not None:
        # Of two scans of one person the second finds the mark of the first, which is as well.
        return
    marked = mark_of_arrival(sitting.starts_at, scan.scanned_at)
    arrival = Arrival(scan.booking_id, row.person_id, marked, TakenHow.DOOR_SCAN, scan.scanned_at)
    mark_arrival(actor, event, sitting, arrival)


def _decide(actor: Actor, scan_id: int, decision: Decision) -> None:
    by = actor.person_id or None
    db.session.add(
        DoorScanReview(scan_id=scan_id, decision=decision, decided_at=clock.now(), decided_by_id=by)
    )
