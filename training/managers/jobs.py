"""Work of this room on the timetable."""

from __future__ import annotations

from datetime import timedelta

from portal.kernel import clock
from portal.kernel.db import unit_of_work
from training.managers import queries, services
from training.managers.domain import COPIES_WITHIN, ManagerWay, Week, by_manager

# Managers written to in one transaction.
BATCH = 100


def send_digests() -> None:
    """Write what is missing of last week's digests. Safe to run twice, and to be killed half-way."""
    week = Week.before(clock.today())
    with unit_of_work():
        news = by_manager(queries.list_news(ManagerWay.DIGEST, week.since, week.until))
    managers = list(news)
    for start in range(0, len(managers), BATCH):
        some = managers[start : start + BATCH]
        with unit_of_work():
            services.write_digests(week, {one: news[one] for one in some})


def send_copies() -> None:
    """Write the copies that were not written yet, to managers whose agency wants them. Safe to run twice."""
    with unit_of_work():
        if not queries.has_copies():
            return
        until = clock.now() + timedelta.resolution  # this very moment belongs to it
        news = by_manager(queries.list_untold(until - COPIES_WITHIN, until))
        services.write_copies([one for told in news.values() for one in told])
