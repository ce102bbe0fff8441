"""The words and rules of interest in a course (docs/training.md 4.3, "Interested"). Plain Python."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from portal.kernel.errors import RuleBroken
from portal.kernel.rules import Unit, adjustable, amount

# The kind of letter that tells of new dates.
DATES = "interest_dates"
# A letter names so many dates; the course's page has them all.
MOST_DATES = 5


@adjustable("interest", "Interest in courses")
@dataclass(frozen=True, slots=True)
class InterestKept:
    """What a partnership may set for itself (docs/training.md 4.11)."""

    asked: timedelta = amount(
        52,
        Unit.WEEKS,
        within=(4, 156),
        label="Wishes to be told about new dates",
        says="Whoever still wants the course by then can ask again",
    )


class NotTaught(RuleBroken):
    """Nobody can be told about dates of a course that is taught no more or not shown."""

    message = "This course is not in the catalogue, so there will be no new dates to tell you about"


def about(interest_id: int) -> str:
    """What a message is about."""
    return f"interest:{interest_id}"
