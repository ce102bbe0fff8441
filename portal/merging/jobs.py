"""Timetable work about duplicates."""

from __future__ import annotations

from datetime import timedelta

from portal.kernel import clock
from portal.kernel.db import unit_of_work
from portal.merging import finding, services
from portal.merging.domain import FoundBy

# A little more than a day: a night that was missed is made good the next but one.
LOOKS_BACK = timedelta(days=3)


def find_duplicates() -> None:
    """Every night: ask about people who were added or changed lately. Safe to run twice."""
    changed = finding.list_changed_people(clock.now() - LOOKS_BACK)
    found = list(finding.find_duplicates(changed, FoundBy.NIGHTLY))
    with unit_of_work():
        services.suggest(found)
