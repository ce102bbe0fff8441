"""What makes a Champion current, and what a term is. Plain Python."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

# Stands for a certificate that never runs out, where days are compared.
FOR_EVER = date(9999, 12, 31)
LONGEST_TERM_NAME = 40


@dataclass(frozen=True, slots=True, kw_only=True)
class ChooseCourses:
    """Command: a certificate of any of these courses makes a Champion current; of none, any at all does.

    `seen` are those that the page showed: nobody overwrites what somebody else chose meanwhile.
    """

    course_ids: frozenset[int]
    seen: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AddTerm:
    """Command: schools have this term."""

    name: str
    starts_on: date
    ends_on: date
