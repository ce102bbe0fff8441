"""Timetable work about requests to join."""

from __future__ import annotations

from portal.kernel import clock, working_days
from portal.kernel.db import unit_of_work
from portal.registrations import letters, queries
from portal.registrations.services import deciding


def tell_overdue() -> None:
    """Every working morning: coordinators hear of each request that is overdue, once. Safe to run twice."""
    if not working_days.is_working_day(clock.today()):
        return
    with unit_of_work():
        overdue = queries.list_overdue()
        readers = letters.coordinators() if overdue else []
        for request in overdue:
            letters.tell_overdue(request, readers)


def close_unanswered() -> None:
    """Once a day: whoever does not answer a question is not waited for for ever. Safe to run twice."""
    with unit_of_work():
        deciding.lapse()
