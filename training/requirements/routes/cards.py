"""One person's requirements as their page shows them: why, and the shortest way."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from portal.kernel import clock
from training.requirements.domain import AllowanceKind, EvidenceState, State, Takes
from training.requirements.domain.saying import Stands, hours_in_words, why
from training.requirements.domain.ways import Way, shortest_way
from training.requirements.models import (
    Requirement,
    RequirementCycle,
    RequirementStanding,
)
from training.requirements.queries import facts, own
from training.requirements.queries.facts import OfPerson
from training.requirements.queries.own import Note, Offered

# Sorts behind every date.
NEVER = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Step:
    """A course to take, with its next date; `refresher` would do as well."""

    course: Offered
    refresher: Offered | None = None


@dataclass(frozen=True, slots=True)
class Card:
    """One requirement on somebody's page."""

    requirement: Requirement
    standing: RequirementStanding
    why: str
    # Courses to take, all or any one of them; empty when nothing is to be done by courses.
    steps: Sequence[Step] = ()
    is_any: bool = False
    # How many hours are missing, and the soonest dates of what would count.
    hours: str = ""
    soonest: Sequence[Offered] = ()
    notes: Sequence[Note] = ()
    cycles: Sequence[RequirementCycle] = ()

    @property
    def is_open(self) -> bool:
        """Whether the page says what to do."""
        return not self.standing.state.is_good or self.standing.state is State.EXTENDED


def cards_of(person_id: int) -> list[Card]:
    """What is required of this person, what presses first. Six statements."""
    standings = own.list_standings(person_id)
    if not standings:
        return []
    courses = facts.map_courses([requirement.id for _, requirement in standings])
    known = facts.read_learned(person_id)
    notes, cycles = own.list_notes(person_id), own.list_cycles(person_id)
    for one in notes:
        if one.is_evidence and one.what == EvidenceState.ACCEPTED.value:
            known.evidence.setdefault(one.requirement_id, []).append((one.first, one.minutes))
    offered = own.map_offered(person_id, _wanted(standings, courses))
    kept = _Kept(notes, cycles)
    return [_card(one, courses.get(one[1].id, {}), known, offered, kept) for one in standings]


@dataclass(frozen=True, slots=True)
class _Kept:
    """What is kept of a person beside how they stand."""

    notes: Sequence[Note]
    cycles: Sequence[RequirementCycle]


def _card(
    row: tuple[RequirementStanding, Requirement],
    courses: Mapping[int, int | None],
    known: OfPerson,
    offered: Mapping[int, Offered],
    kept: _Kept,
) -> Card:
    standing, requirement = row
    asked = facts.asked_of(requirement, courses)
    way = shortest_way(asked.terms, known.facts_for(asked, ()), courses, clock.today())
    notes = [one for one in kept.notes if one.requirement_id == requirement.id]
    return Card(
        requirement,
        standing,
        why(asked.terms, _as_written_down(standing, notes)),
        steps=_steps(way, offered),
        is_any=way.takes is Takes.ANY and len(way.missing) > 1,
        hours=hours_in_words(way.minutes) if way.minutes else "",
        soonest=own.soonest(offered, asked.level) if way.minutes else (),
        notes=notes,
        cycles=[one for one in kept.cycles if one.requirement_id == requirement.id],
    )


def _as_written_down(standing: RequirementStanding, notes: Sequence[Note]) -> Stands:
    extended = (one.last for one in notes if one.what == AllowanceKind.EXTENDED.value and one.last)
    return Stands(
        standing.state,
        standing.due_on,
        standing.completed_on,
        standing.until,
        max(extended, default=None),
    )


def _wanted(
    standings: Sequence[tuple[RequirementStanding, Requirement]],
    courses: Mapping[int, Mapping[int, int | None]],
) -> set[int] | None:
    """The courses whose dates are looked up: every listed one as soon as hours of any would do."""
    if any(requirement.hours_minutes is not None for _, requirement in standings):
        return None
    named = {one for some in courses.values() for pair in some.items() for one in pair}
    return {one for one in named if one is not None}


def _steps(way: Way, offered: Mapping[int, Offered]) -> list[Step]:
    """The soonest date first, where any one would do; a course that is no longer there is left out."""
    found = [
        Step(offered[one.course_id], offered.get(one.refresher_id or 0))
        for one in way.missing
        if one.course_id in offered
    ]
    if way.takes is Takes.ANY:
        found.sort(
            key=lambda one: (one.course.starts_at is None, one.course.starts_at or NEVER, one.course.minutes)
        )
    return found
