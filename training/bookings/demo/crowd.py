"""The workforce as a queue of learners: who comes next to a course."""

from __future__ import annotations

from array import array
from collections.abc import Collection
from dataclasses import dataclass, field
from math import gcd
from random import Random

from sqlalchemy import select

from portal.kernel.db import db
from portal.people.models import Person, Post

READ_AT_ONCE = 10_000


@dataclass(frozen=True, slots=True)
class Someone:
    """A learner through the post they were in when they booked."""

    person_id: int
    agency_id: int | None
    school_id: int | None


@dataclass
class Crowd:
    """Everybody in post, eight bytes a number, and how far each course has walked through them.

    A course walks in steps that share no factor with the number of people: nobody comes twice to
    the same course before everybody came once, and nothing has to remember who came.
    """

    rng: Random
    people: array[int]
    agencies: array[int]
    schools: array[int]
    _walks: dict[int, tuple[int, int]] = field(default_factory=dict)
    _taken: dict[int, int] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.people)

    def take(self, course_id: int, count: int) -> list[Someone]:
        """The next people for this course; fewer when everybody has been."""
        start, step = self._walks.setdefault(course_id, self._draw_walk())
        taken = self._taken.get(course_id, 0)
        count = min(count, len(self) - taken)
        self._taken[course_id] = taken + count
        return [self._at((start + step * number) % len(self)) for number in range(taken, taken + count)]

    def _at(self, index: int) -> Someone:
        return Someone(self.people[index], self.agencies[index], self.schools[index] or None)

    def _draw_walk(self) -> tuple[int, int]:
        step = self.rng.randrange(1, len(self) + 1)
        while gcd(step, len(self)) > 1:
            step = self.rng.randrange(1, len(self) + 1)
        return self.rng.randrange(len(self)), step


def read_crowd(rng: Random, *, without: Collection[int]) -> Crowd:
    """Everybody in post through their first post, in the order they were hired."""
    crowd = Crowd(rng, array("q"), array("q"), array("q"))
    rows = db.session.execute(
        select(Post.person_id, Post.agency_id, Post.school_id)
        .join(Person, Person.id == Post.person_id)
        .where(Post.ended_on.is_(None))
        .order_by(Post.person_id, Post.id)
        .execution_options(yield_per=READ_AT_ONCE)
    )
    for person_id, agency_id, school_id in rows:
        is_second = len(crowd) and crowd.people[-1] == person_id
        if not is_second and person_id not in without:
            crowd.people.append(person_id)
            crowd.agencies.append(agency_id)
            crowd.schools.append(school_id or 0)
    return crowd
