"""Which sitting's register is meant, and for whom."""

from __future__ import annotations

from collections.abc import Sequence

from flask import request

from portal.kernel import clock
from portal.kernel.access import Actor, Permission, require
from portal.kernel.errors import NotFound
from training.attendance import queries
from training.attendance.domain import Window
from training.catalogue.models import Sitting
from training.catalogue.queries import get_taught


def sittings_of_mine(actor: Actor, event_id: int) -> Sequence[Sitting]:
    """The sittings of an event this person may mark; one without any has no register."""
    sittings = queries.list_sittings(event_id)
    if not sittings:
        raise NotFound
    require(actor, Permission.ATTENDANCE_MARK, get_taught(event_id))
    return sittings


def chosen(sittings: Sequence[Sitting]) -> Sitting:
    """The sitting that is asked for, or the last one that has begun, or the first."""
    asked = request.args.get("sitting", type=int)
    if asked is not None:
        found = next((one for one in sittings if one.id == asked), None)
        if found is None:
            raise NotFound
        return found
    begun = [one for one in sittings if Window(one.starts_at, one.ends_at).has_opened(clock.now())]
    return begun[-1] if begun else sittings[0]
