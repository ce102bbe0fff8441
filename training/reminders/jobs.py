"""Work of this room on the timetable."""

from __future__ import annotations

from portal.kernel import clock
from portal.kernel.db import unit_of_work
from portal.kernel.rules import in_force
from training.catalogue.queries import get_event
from training.reminders import queries, services
from training.reminders.domain import ReminderRules, horizon
from training.reminders.services import STALE


def plan_reminders() -> None:
    """Plan what is due in the days ahead, event by event. Safe to run twice."""
    now = clock.now()
    with unit_of_work():
        ahead = [one.id for one in queries.list_events_ahead(now, now + horizon(in_force(ReminderRules)))]
        over = [one.id for one in queries.list_events_over(now - STALE, now)]
    for event_id in ahead:
        with unit_of_work():
            services.plan_before(get_event(event_id))
    for event_id in over:
        with unit_of_work():
            services.plan_after(get_event(event_id))
