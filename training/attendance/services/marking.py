"""Taking a register."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict

from sqlalchemy import delete, insert, update

from portal.kernel import activity, clock
from portal.kernel.access import Actor, Permission, require
from portal.kernel.activity import Told
from portal.kernel.db import db
from portal.kernel.errors import NotFound
from training.attendance import queries
from training.attendance.domain import Marked, MarkedMeanwhile, NotOnRegister, TakeRegister
from training.attendance.models import SittingMark
from training.attendance.queries import Holder, Kept
from training.attendance.services.opening import refuse_unless_open
from training.bookings.models import Booking
from training.catalogue.models import Sitting
from training.catalogue.queries import get_event, get_taught

Changes = dict[int, Marked | None]


def take_register(actor: Actor, command: TakeRegister) -> int:
    """Write the marks of one sitting; says how many changed. Marks advise: the result is confirmed later.

    Raises `MarkedMeanwhile` where two people decided differently about somebody: neither is overwritten.
    """
    event = get_event(command.event_id, lock=True)
    require(actor, Permission.ATTENDANCE_MARK, get_taught(event.id))
    sitting = next((one for one in queries.list_sittings(event.id) if one.id == command.sitting_id), None)
    if sitting is None:
        raise NotFound
    refuse_unless_open(actor, event, sitting)
    holders = queries.map_holders(event.id)
    if not set(command.marks) <= holders.keys():
        raise NotOnRegister
    before = queries.map_marks(sitting.id)
    changes = _changes(command, before, holders)
    _write(actor, sitting, command, changes, before)
    if changes:
        told = [
            Told(key, _facts(before.get(key)), _facts(marked), holders[key].person_id)
            for key, marked in changes.items()
        ]
        activity.record_each(actor, "mark_attendance", Booking, told, sitting_id=sitting.id)
        activity.record(actor, "take_register", sitting, event_id=event.id, marks=len(told))
    return len(changes)


def _changes(command: TakeRegister, before: Mapping[int, Kept], holders: Mapping[int, Holder]) -> Changes:
    """What was decided on this page and does not stand yet. Raises `MarkedMeanwhile`."""
    changes: Changes = {}
    others: Changes = {}
    for key, wanted in command.marks.items():
        stands = before[key].marked if key in before else None
        seen = command.seen.get(key)
        if wanted in {seen, stands}:
            continue
        (changes if stands == seen else others)[key] = wanted if stands == seen else stands
    if others:
        raise MarkedMeanwhile({holders[key].name: marked for key, marked in others.items()})
    return changes


def _facts(marked: Kept | Marked | None) -> dict[str, object]:
    if isinstance(marked, Kept):
        marked = marked.marked
    return {"mark": None} if marked is None else marked.facts


def _write(
    actor: Actor, sitting: Sitting, command: TakeRegister, changes: Changes, before: Mapping[int, Kept]
) -> None:
    """What is new, different or gone, each kind in one statement."""
    by: dict[str, object] = {"marked_by_id": actor.person_id or None, "marked_at": clock.now()}
    by["taken_how"] = command.how
    kept = {key: by | asdict(marked) for key, marked in changes.items() if marked is not None}
    new = [
        facts | {"sitting_id": sitting.id, "booking_id": key}
        for key, facts in kept.items()
        if key not in before
    ]
    changed = [facts | {"id": before[key].row_id} for key, facts in kept.items() if key in before]
    gone = [before[key].row_id for key, marked in changes.items() if marked is None]
    if new:
        db.session.execute(insert(SittingMark), new)
    if changed:
        db.session.execute(update(SittingMark), changed)
    if gone:
        db.session.execute(delete(SittingMark).where(SittingMark.id.in_(gone)))
