"""What the people slice does on the timetable."""

from __future__ import annotations

from portal.kernel.db import unit_of_work
from portal.people import indexing


def tidy_search_index() -> None:
    """Once a day. A word that nobody's name has any more goes, so that no blanked name lives on in it."""
    with unit_of_work():
        indexing.forget_unused_words()
