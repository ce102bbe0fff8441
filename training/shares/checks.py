"""What must always be true of places by agency, tested against the live data (docs/training.md 4.1)."""

from __future__ import annotations

from collections.abc import Iterator

from portal.kernel.slice import Check
from training.shares import finding, queries


def find_overkept() -> Iterator[str]:
    """I1 with shares: no event keeps more places than it has."""
    for code, capacity, kept in queries.count_kept().values():
        if kept > capacity:
            yield f"{code} keeps {kept} places for agencies, {capacity} there are"


def find_overheld() -> Iterator[str]:
    """Nobody holds more places for a course than they might when they held them; named ones count as well."""
    for row in finding.list_overheld():
        places = f"{row.held} places for course {row.course_id}, {row.most} are allowed"
        yield f"Person {row.holder_id} holds {places}"


CHECKS = (Check("I1 shares", find_overkept), Check("Held places", find_overheld))
