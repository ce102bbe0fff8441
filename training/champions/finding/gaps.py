"""Which courses the staff of a school have to be booked on: worked out from what the page has read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from portal.kernel import clock
from training.champions.domain import FOR_EVER
from training.champions.finding import desk
from training.champions.finding.desk import Date, Held, Need, Place
from training.requirements.domain import Takes
from training.requirements.domain.ways import shortest_way
from training.requirements.queries.facts import asked_of

# Courses of which one will do.
Choice = tuple[int, ...]
# The courses of each requirement, each with its refresher.
Courses = Mapping[int | None, Mapping[int, int | None]]
Dates = Mapping[int, tuple[str, Sequence[Date]]]


@dataclass(frozen=True, slots=True)
class ToBook:
    """A course that some of the staff need, with its next dates."""

    course_id: int
    title: str
    dates: Sequence[Date]
    # Id and name, who is due soonest first.
    people: list[tuple[int, str]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Work:
    """What is to be booked, and who has a place already, by person and requirement."""

    to_book: Sequence[ToBook] = ()
    placed: Mapping[tuple[int, int | None], Place] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What one person still has to take: one course of each choice."""

    person_id: int
    name: str
    # Null for what makes a Champion current.
    requirement_id: int | None
    choices: Sequence[Choice]


def wanted_of(needs: Sequence[Need], held: Sequence[Held], courses: Courses) -> list[Wanted]:
    return [
        Wanted(need.person_id, need.name, need.requirement.id, _choices(need, held, courses))
        for need in needs
        if need.is_to_do
    ]


def find_work(wanted: Sequence[Wanted]) -> Work:
    """Two statements, and none where nothing is needed."""
    ids = {course_id for one in wanted for choice in one.choices for course_id in choice}
    if not ids:
        return Work()
    places = desk.map_places({one.person_id for one in wanted}, ids)
    return _sorted_out(wanted, desk.map_dates(ids), places)


def _choices(need: Need, held: Sequence[Held], courses: Courses) -> list[Choice]:
    """What this person still has to take: one course of each of these."""
    of_it = courses.get(need.requirement.id, {})
    asked = asked_of(need.requirement, of_it)
    facts = desk.learned_of(held, need).facts_for(asked, ())
    way = shortest_way(asked.terms, facts, of_it, clock.today())
    each = [tuple(one for one in (found.refresher_id, found.course_id) if one) for found in way.missing]
    if way.takes is Takes.ANY and each:
        return [tuple(course_id for choice in each for course_id in choice)]
    return each


def _sorted_out(wanted: Iterable[Wanted], dates: Dates, places: Mapping[tuple[int, int], Place]) -> Work:
    found: dict[int, ToBook] = {}
    placed: dict[tuple[int, int | None], Place] = {}
    for one in wanted:
        for choice in one.choices:
            have = [places[one.person_id, course] for course in choice if (one.person_id, course) in places]
            if have:
                placed[one.person_id, one.requirement_id] = have[0]
            elif (course_id := _soonest(choice, dates)) is not None:
                title, next_dates = dates[course_id]
                _add(found.setdefault(course_id, ToBook(course_id, title, next_dates)), one)
    return Work(list(found.values()), placed)


def _add(course: ToBook, wanted: Wanted) -> None:
    """Two requirements may ask one person for the same course."""
    one = wanted.person_id, wanted.name
    if one not in course.people:
        course.people.append(one)


def _soonest(choice: Choice, dates: Dates) -> int | None:
    """Of several the one whose next date comes first; None where the catalogue shows none of them."""
    known = [one for one in choice if one in dates]
    return min(known, key=lambda one: _next_of(dates[one][1]), default=None)


def _next_of(dates: Sequence[Date]) -> tuple[bool, bool, date]:
    """Any time comes before every date, and no date at all comes last."""
    if not dates:
        return True, True, date.max
    starts_at = dates[0].starts_at
    return False, starts_at is not None, starts_at.date() if starts_at else date.min


def lapsing(held: Sequence[Held], needs: Sequence[Need], courses: Courses, end: date) -> list[Held]:
    """Certificates that run out by that day with nothing after them, where no requirement says so already."""
    last: dict[tuple[int, int], Held] = {}
    for one in held:
        known = last.get((one.person_id, one.course_id))
        if not one.is_over and (known is None or _lasts(one) >= _lasts(known)):
            last[one.person_id, one.course_id] = one
    said = {
        (need.person_id, course_id)
        for need in needs
        for pair in courses.get(need.requirement.id, {}).items()
        for course_id in pair
    }
    found = [one for key, one in last.items() if key not in said and _lasts(one) <= end]
    return sorted(found, key=lambda one: (_lasts(one), one.name, one.course_id))


def _lasts(one: Held) -> date:
    return one.expires_on or FOR_EVER
