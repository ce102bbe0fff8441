"""Long work of this room, and what it does on the timetable."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from portal.kernel.db import unit_of_work
from portal.kernel.errors import PortalError
from portal.kernel.work import Progress
from training.changes import queries
from training.changes.services import acting, dates


def change_events(payload: Mapping[str, Any], progress: Progress) -> None:
    """Change each event of a change in a transaction of its own. Safe to run twice."""
    with unit_of_work():
        numbers = [one.id for one in queries.get_change(payload["change_id"]).events]
    for done, number in enumerate(numbers, start=1):
        _change_one(payload["change_id"], number)
        progress.report(done, len(numbers))


def _change_one(change_id: int, changed_id: int) -> None:
    try:
        with unit_of_work():
            change = queries.get_change(change_id, lock=True)
            acting.apply_to(change, next(one for one in change.events if one.id == changed_id))
    except PortalError as error:
        with unit_of_work():
            change = queries.get_change(change_id, lock=True)
            changed = next(one for one in change.events if one.id == changed_id)
            changed.failure = error.message


def give_back(payload: Mapping[str, Any], progress: Progress) -> None:
    """Give back what was kept for somebody who has chosen. Safe to run twice."""
    del progress
    with unit_of_work():
        dates.give_back(payload["choice_id"])


def lapse_choices() -> None:
    """Give back what was kept for those who did not choose in time. Safe to run twice."""
    with unit_of_work():
        lapsed = queries.list_lapsed()
    for choice_id in lapsed:
        with unit_of_work():
            dates.lapse(choice_id)
