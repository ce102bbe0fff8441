"""Taking a register and confirming what it comes to. Callers commit."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import insert, update

from portal.kernel import activity, clock
from portal.kernel.access import Actor, Permission, can, require
from portal.kernel.activity import Told
from portal.kernel.db import db
from portal.kernel.errors import NotFound
from portal.kernel.text import moment
from training.attendance import queries
from training.attendance.domain import (
    ConfirmResult,
    MarksMissing,
    NobodyBooked,
    NotOnRegister,
    ResultConfirmed,
    TakenHow,
    TakeRegister,
    Window,
    suggested_result,
)
from training.attendance.models import SittingMark
from training.attendance.queries import Entry
from training.bookings.domain import PLACE_HOLDERS, BookingStatus
from training.bookings.models import Booking
from training.bookings.queries import list_bookings
from training.bookings.services import record_results
from training.catalogue.models import Sitting, TrainingEvent
from training.catalogue.queries import get_event, get_taught


def take_register(actor: Actor, command: TakeRegister) -> int:
    """Write the marks of one sitting; says how many changed. Marks advise: the result is confirmed later."""
    event = get_event(command.event_id, lock=True)
    require(actor, Permission.ATTENDANCE_MARK, get_taught(event.id))
    sitting = next((one for one in queries.list_sittings(event.id) if one.id == command.sitting_id), None)
    if sitting is None:
        raise NotFound
    _refuse_unless_open(actor, event, sitting)
    holders = queries.map_holders(event.id)
    if not set(command.marks) <= holders.keys():
        raise NotOnRegister
    told = _write(actor, sitting, command)
    if told:
        lines = [Told(key, *marks, holders[key]) for key, marks in told.items()]
        activity.record_each(actor, "mark_attendance", Booking, lines, sitting_id=sitting.id)
        activity.record(actor, "take_register", sitting, event_id=event.id, marks=len(told))
    return len(told)


def confirm_result(actor: Actor, command: ConfirmResult) -> TrainingEvent:
    """Make what the registers come to the result of everybody's booking. Done once, by a person."""
    event = get_event(command.event_id, lock=True)
    require(actor, Permission.ATTENDANCE_MARK, get_taught(event.id))
    sittings = queries.list_sittings(event.id)
    if not sittings:
        raise NotFound
    _refuse_unless_open(actor, event, sittings[-1])
    results = suggest(sittings, queries.list_entries(event.id))
    missing = sum(result is None for result in results.values())
    if not results:
        raise NobodyBooked
    if missing:
        raise MarksMissing(missing)
    known = {booking_id: result for booking_id, result in results.items() if result is not None}
    record_results(actor, list_bookings(event.id, PLACE_HOLDERS), known)
    event.result_confirmed_at, event.result_confirmed_by_id = clock.now(), actor.person_id or None
    activity.record(
        actor,
        "confirm_result",
        event,
        people=len(known),
        before={"result_confirmed": None},
        after={"result_confirmed": moment(event.result_confirmed_at)},
    )
    return event


def suggest(sittings: Sequence[Sitting], entries: Sequence[Entry]) -> dict[int, BookingStatus | None]:
    """By booking id what the marks come to; None while one is missing."""
    return {
        entry.booking_id: suggested_result([(entry.marks.get(one.id), _minutes(one)) for one in sittings])
        for entry in entries
    }


def _minutes(sitting: Sitting) -> int:
    return int((sitting.ends_at - sitting.starts_at).total_seconds() // 60)


def _refuse_unless_open(actor: Actor, event: TrainingEvent, sitting: Sitting) -> None:
    if event.result_confirmed_at is not None:
        raise ResultConfirmed
    window = Window(sitting.starts_at, event.ends_at or sitting.ends_at)
    window.refuse_unless_open(clock.now(), to_staff=can(actor, Permission.EVENT_MANAGE))


def _write(actor: Actor, sitting: Sitting, command: TakeRegister) -> dict[int, tuple[object, object]]:
    """Only what is new or different is written, each kind in one statement; answers with both by booking."""
    before = queries.list_marks(sitting.id)
    by: dict[str, object] = {"marked_by_id": actor.person_id or None, "marked_at": clock.now()}
    by["taken_how"] = TakenHow.TRAINER_LIST
    new: list[dict[str, object]] = []
    changed: list[dict[str, object]] = []
    told: dict[int, tuple[object, object]] = {}
    for booking_id, mark in command.marks.items():
        row_id, old = before.get(booking_id, (None, None))
        if old is not mark:
            told[booking_id] = ({"mark": old and old.value}, {"mark": mark.value})
        if row_id is None:
            new.append(by | {"sitting_id": sitting.id, "booking_id": booking_id, "mark": mark})
        elif old is not mark:
            changed.append(by | {"id": row_id, "mark": mark})
    if new:
        db.session.execute(insert(SittingMark), new)
    if changed:
        db.session.execute(update(SittingMark), changed)
    return told
