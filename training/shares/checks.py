"""What must always be true of places by agency, tested against the live data (docs/training.md 4.1)."""

from __future__ import annotations

from collections.abc import Iterator

from portal.kernel.slice import Check
from training.shares import queries


def find_overkept() -> Iterator[str]:
    """I1 with shares: no event keeps more places than it has."""
    for code, capacity, kept in queries.count_kept().values():
        if kept > capacity:
            yield f"{code} keeps {kept} places for agencies, {capacity} there are"


CHECKS = (Check("I1 shares", find_overkept),)
