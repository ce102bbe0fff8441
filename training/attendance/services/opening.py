"""Whether a register may be written in, and by whom."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from portal.kernel import clock
from portal.kernel.access import Actor, Permission, can
from training.attendance import queries
from training.attendance.domain import ResultConfirmed, Window
from training.catalogue.models import Sitting, TrainingEvent


def window_of(event: TrainingEvent, sitting: Sitting, reopenings: Sequence[Any] | None = None) -> Window:
    """When the register of this sitting can be taken, with its reopenings: read unless they are given."""
    if reopenings is None:
        reopenings = queries.list_reopenings(event.id)
    until = max((one.until for one in reopenings), default=None)
    return Window(sitting.starts_at, event.ends_at or sitting.ends_at, until)


def refuse_unless_open(actor: Actor, event: TrainingEvent, sitting: Sitting) -> None:
    """Raise `ResultConfirmed`, `RegisterNotOpen` or `RegisterClosed`."""
    if event.result_confirmed_at is not None:
        raise ResultConfirmed
    now, to_staff = clock.now(), can(actor, Permission.EVENT_MANAGE)
    # Reopenings matter only to whoever would be refused without one.
    if not window_of(event, sitting, ()).is_open(now, to_staff=to_staff):
        window_of(event, sitting).refuse_unless_open(now, to_staff=to_staff)
