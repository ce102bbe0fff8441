"""Who came to a sitting and how, who did not get in, and phones that checked several people in."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from flask import render_template, url_for
from flask.typing import ResponseReturnValue

from portal.kernel.access import Permission, access
from portal.kernel.signed_in import current_actor
from portal.kernel.slice import Link
from training.attendance.domain import Marked
from training.attendance.routes.finding import chosen, sittings_of_mine
from training.catalogue.models import Sitting
from training.catalogue.queries import get_event
from training.checkin import queries
from training.checkin.domain import Outcome
from training.checkin.routes.blueprint import bp


@bp.get("/training/events/<int:event_id>/arrivals")
@access(Permission.ATTENDANCE_MARK)
def list_arrivals(event_id: int) -> ResponseReturnValue:
    sittings = sittings_of_mine(current_actor(), event_id)
    sitting = chosen(sittings)
    tries = queries.list_tries(sitting.id)
    return render_template(
        "checkin/list_arrivals.html",
        event=get_event(event_id),
        sitting=sitting,
        sittings=sittings,
        marked=[(row, Marked(row.mark, row.minutes_late)) for row in queries.list_marked(sitting.id)],
        shared=shared_devices(tries),
        refused=[one for one in tries if one.outcome is not Outcome.IN],
    )


def shared_devices(tries: Iterable[Any]) -> list[list[str]]:
    """Names of those who were checked in by one phone, for each phone that did it for several."""
    by_device: dict[str, list[str]] = {}
    for one in tries:
        if one.device and one.outcome is Outcome.IN:
            by_device.setdefault(one.device, []).append(one.name)
    return [sorted(names) for names in by_device.values() if len(names) > 1]


def list_register_links(event_id: int, sitting: Sitting) -> Sequence[Link]:
    """From the register of a sitting to its door."""
    views = (
        ("Show the code for checking in", "show_code"),
        ("Scan people in at the door", "scan"),
        ("Add somebody who came without a booking", "walk_in"),
        ("See who arrived and how", "list_arrivals"),
        ("Look through scans that came in later", "list_scans"),
    )
    return [
        Link(label, url_for(f"checkin.{view}", event_id=event_id, sitting=sitting.id))
        for label, view in views
    ]
