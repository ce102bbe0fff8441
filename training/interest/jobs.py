"""Work of this room on the timetable."""

from __future__ import annotations

from portal.kernel.db import unit_of_work
from training.interest import services


def tell_news() -> None:
    """Tell of new dates, round after round until there is none left. Safe to run twice."""
    told = services.AT_ONCE
    while told:
        with unit_of_work():
            told = services.tell_news()
