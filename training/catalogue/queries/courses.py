"""Reads about courses and what they need."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, String, bindparam, cast, func, or_, select

from portal.kernel.db import db
from portal.kernel.errors import NotFound
from training.catalogue.models import Course, CoursePrerequisite


def get_course(course_id: int, *, lock: bool = False) -> Course:
    """Raise `NotFound` when there is no such course."""
    course = db.session.get(Course, course_id, with_for_update=lock or None, populate_existing=lock)
    if course is None:
        raise NotFound
    return course


def get_listed_course(course_id: int) -> Course:
    """A course of the catalogue. Raises `NotFound` for one that is no longer listed, too."""
    course = get_course(course_id)
    if not course.is_listed:
        raise NotFound
    return course


def find_course_by_title(title: str) -> int | None:
    """The id of the course with this title, however it is written in capitals."""
    return db.session.scalar(select(Course.id).where(func.lower(Course.title) == title.lower()))


def select_all_courses() -> Select[*tuple[Any, ...]]:
    """Every course, listed or not, by title."""
    columns = (Course.id, Course.title, Course.format, Course.level, Course.is_listed, Course.retired_on)
    statement: Select[*tuple[Any, ...]] = select(*columns)
    return statement.order_by(Course.title, Course.id)


def get_needed(course_id: int) -> frozenset[int]:
    """The courses that somebody must hold before this one."""
    needed = select(CoursePrerequisite.needed_id).where(CoursePrerequisite.course_id == course_id)
    return frozenset(db.session.scalars(needed))


@dataclass(frozen=True, slots=True)
class Needed:
    """A course that another one needs, with the shorter one that renews it."""

    id: int
    title: str
    is_listed: bool
    refresher_id: int | None


def list_needed(course_id: int) -> Sequence[Needed]:
    return [Needed(*row) for row in db.session.execute(_NEEDED, {"course_id": course_id})]


# Built once, as the page of every event asks.
_NEEDED = (
    select(Course.id, Course.title, Course.is_listed, Course.refresher_id)
    .join(CoursePrerequisite, CoursePrerequisite.needed_id == Course.id)
    .where(CoursePrerequisite.course_id == bindparam("course_id"))
    .order_by(Course.title, Course.id)
)


def list_needs(*, lock: bool = False) -> dict[int, frozenset[int]]:
    """What every course needs, by its id. With `lock`, nobody else changes any course meanwhile."""
    if lock:
        db.session.scalars(select(Course.id).order_by(Course.id).with_for_update(key_share=True)).all()
    needs: dict[int, frozenset[int]] = {}
    for course_id, needed in db.session.execute(
        select(CoursePrerequisite.course_id, CoursePrerequisite.needed_id)
    ):
        needs[course_id] = needs.get(course_id, frozenset()) | {needed}
    return needs


def list_course_choices(course: Course | None = None) -> Sequence[tuple[int, str]]:
    """Other courses that are still taught, by title, and those that this one names although they are not."""
    still = select(Course.id, Course.title).where(Course.retired_on.is_(None))
    if course is not None:
        named = get_needed(course.id) | {course.refresher_id or 0}
        still = select(Course.id, Course.title).where(
            or_(Course.retired_on.is_(None), Course.id.in_(named)), Course.id != course.id
        )
    return [(row[0], row[1]) for row in db.session.execute(still.order_by(Course.title, Course.id))]


def list_tagged_courses() -> Sequence[Course]:
    """Courses that say which lines of the strategy they serve, locked in one order."""
    tagged = cast(Course.lines, String) != "[]"
    return db.session.scalars(select(Course).where(tagged).order_by(Course.id).with_for_update()).all()
