"""Opening a register again (docs/training.md 4.6)."""

from __future__ import annotations

from portal.kernel import activity, clock
from portal.kernel.access import Actor, Permission, require
from portal.kernel.db import db
from portal.kernel.rules import in_force
from portal.kernel.text import moment
from training.attendance import queries
from training.attendance.domain import NothingToReopen, RegisterRules, ReopenRegister
from training.attendance.models import RegisterReopening
from training.attendance.services.opening import window_of
from training.catalogue.models import TrainingEvent
from training.catalogue.queries import get_event


def reopen_register(actor: Actor, command: ReopenRegister) -> TrainingEvent:
    """Let the register be changed again, by its trainers too, and its result be confirmed anew.

    Nothing that rests on the result changes by itself: bookings keep what was confirmed, and certificates
    stay, until a person decides otherwise. Raises `NothingToReopen`.
    """
    event = get_event(command.event_id, lock=True)
    require(actor, Permission.EVENT_MANAGE, event)
    now, confirmed = clock.now(), event.result_confirmed_at
    if confirmed is None and not is_closed(event):
        raise NothingToReopen
    until = now + in_force(RegisterRules).reopened_for
    by = actor.person_id or None
    db.session.add(
        RegisterReopening(
            event_id=event.id, reason=command.reason, reopened_at=now, reopened_by_id=by, until=until
        )
    )
    event.result_confirmed_at = event.result_confirmed_by_id = None
    activity.record(
        actor,
        "reopen_register",
        event,
        reason=command.reason,
        before={"result_confirmed": confirmed and moment(confirmed)},
        after={"result_confirmed": None, "reopened_until": moment(until)},
    )
    return event


def is_closed(event: TrainingEvent) -> bool:
    """Whether the calendar has closed the register to the trainers of the event."""
    sittings = queries.list_sittings(event.id)
    return bool(sittings) and window_of(event, sittings[-1]).has_closed(clock.now())
