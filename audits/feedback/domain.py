"""The words and rules of feedback: what may be released, and what it points to. Plain Python."""

from __future__ import annotations

from dataclasses import dataclass

from portal.kernel.errors import RuleBroken
from portal.kernel.rules import Unit, adjustable, amount


@adjustable("feedback", "Feedback")
@dataclass(frozen=True, slots=True)
class Suggesting:
    """When a course is suggested beside a grade, and how many at most."""

    weak_at_or_below: int = amount(
        2,
        Unit.POINTS,
        within=(1, 3),
        label="Courses are suggested beside grades up to",
        says="A grade is worth 1 to 4 points. Nothing is suggested beside a 4",
    )
    courses: int = amount(
        3, Unit.COURSES, within=(1, 10), label="So many are suggested", says="At most, in one feedback"
    )


@dataclass(frozen=True, slots=True)
class Release:
    """Command: give an audit's result to the practitioner it is about."""

    audit_id: int
    shows_auditor: bool = True


@dataclass(frozen=True, slots=True)
class ReleaseCycle:
    """Command: give out every result of a cycle that is finished and not given yet."""

    cycle_id: int
    shows_auditor: bool = True


class NotFinished(RuleBroken):
    message = "This audit is not finished, so its feedback cannot be released yet"


class NobodyToRead(RuleBroken):
    message = "The register names no {lead_practitioner} for this assessment: nobody can read its feedback"


class NothingToRelease(RuleBroken):
    message = "No finished audit of this cycle waits for its feedback to be released"
