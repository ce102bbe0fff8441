"""Changes of courses. Callers commit."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from sqlalchemy import delete

from portal.kernel import activity, clock
from portal.kernel.access import Actor, Permission, require
from portal.kernel.db import db
from portal.kernel.differences import differences
from portal.kernel.text import folded
from training.catalogue import queries
from training.catalogue.domain import (
    TAUGHT,
    CourseRetired,
    DatesToCome,
    NeedsItself,
    SaveCourse,
    TitleTaken,
)
from training.catalogue.hooks import tell_course_changed
from training.catalogue.models import Course, CoursePrerequisite
from training.catalogue.rules import check_course, find_circle

# What a copy does not take from the course it is made of.
OF_ITS_OWN = {"id", "title", "version", "is_listed", "retired_on", "search_text"}
# What rooms above go by when they say for what somebody has learned something.
COUNTED_BY = {"refresher_id", "level"}
LISTS = ("role_groups", "principles", "audit_items", "lines")


def save_course(actor: Actor, command: SaveCourse) -> Course:
    """Write a course down. A change of what is taught raises its version."""
    require(actor, Permission.EVENT_MANAGE)
    # Before the course itself: whoever locks them all does so in one order.
    needs = queries.list_needs(lock=bool(command.prerequisite_ids))
    is_new = command.course_id is None
    course = (
        Course(version=0) if command.course_id is None else queries.get_course(command.course_id, lock=True)
    )
    _refuse(command, course, needs)
    values = asdict(command) | {name: list(getattr(command, name)) for name in LISTS}
    needed = {"prerequisite_ids": values.pop("prerequisite_ids")}
    del values["course_id"]
    before = {} if is_new else {name: getattr(course, name) for name in values} | _needed(course)
    old, new = differences(before, values | needed)
    if not new:
        return course
    course.version += is_new or not new.keys().isdisjoint(TAUGHT)
    _write(course, values)
    _write_needed(course, command.prerequisite_ids)
    verb = "add_course" if is_new else "save_course"
    activity.record(actor, verb, course, version=course.version, before=old, after=new)
    if not is_new and not new.keys().isdisjoint(COUNTED_BY):
        tell_course_changed(course.id)
    return course


def _write(course: Course, values: Mapping[str, Any]) -> None:
    for name, value in values.items():
        setattr(course, name, value)
    course.search_text = folded(f"{course.title} {course.summary} {course.audience}")
    db.session.add(course)
    db.session.flush()


def _refuse(command: SaveCourse, course: Course, needs: Mapping[int, frozenset[int]]) -> None:
    """Raise what stands against it."""
    namesake = queries.find_course_by_title(command.title)
    if namesake is not None and namesake != command.course_id:
        raise TitleTaken
    if course.retired_on is not None and command.is_listed:
        raise CourseRetired
    check_course(command)
    _refuse_circle(command, needs)


def copy_course(actor: Actor, course_id: int) -> Course:
    """A course that says the same, under a title of its own; not listed until somebody has looked at it."""
    require(actor, Permission.EVENT_MANAGE)
    source = queries.get_course(course_id)
    facts: dict[str, Any] = {
        column.key: getattr(source, column.key)
        for column in Course.__table__.columns
        if column.key not in OF_ITS_OWN
    }
    title = _free_title(source.title)
    copy = Course(
        **facts,
        title=title,
        version=1,
        is_listed=False,
        search_text=folded(f"{title} {source.summary} {source.audience}"),
    )
    db.session.add(copy)
    db.session.flush()
    _write_needed(copy, queries.get_needed(source.id))
    activity.record(actor, "copy_course", copy, before={}, after={"title": title, "copy_of": source.id})
    return copy


def retire_course(actor: Actor, course_id: int) -> Course:
    """Take a course off the list and out of use; certificates and past events stay as they are.

    Raises `DatesToCome` while somebody may be booked on one.
    """
    require(actor, Permission.EVENT_MANAGE)
    course = queries.get_course(course_id, lock=True)
    dates = queries.count_events_ahead(course.id)
    if dates:
        raise DatesToCome(dates)
    return _use(actor, "retire_course", course, is_listed=False, retired_on=clock.today())


def relist_course(actor: Actor, course_id: int) -> Course:
    """Show a course in the catalogue again, whether it was retired or only taken off the list."""
    require(actor, Permission.EVENT_MANAGE)
    course = queries.get_course(course_id, lock=True)
    return _use(actor, "relist_course", course, is_listed=True, retired_on=None)


def unlist_course(actor: Actor, course_id: int) -> Course:
    """Take a course out of the catalogue. Its events go on, for whoever is sent their address."""
    require(actor, Permission.EVENT_MANAGE)
    return _use(actor, "unlist_course", queries.get_course(course_id, lock=True), is_listed=False)


def _use(actor: Actor, verb: str, course: Course, **facts: object) -> Course:
    old, new = differences({name: getattr(course, name) for name in facts}, facts)
    if new:
        for name, value in facts.items():
            setattr(course, name, value)
        activity.record(actor, verb, course, before=old, after=new)
    return course


def _free_title(title: str) -> str:
    number, found = 1, f"Copy of {title}"
    while queries.find_course_by_title(found) is not None:
        number += 1
        found = f"Copy {number} of {title}"
    return found


def _refuse_circle(command: SaveCourse, needs: Mapping[int, frozenset[int]]) -> None:
    """Raise `NeedsItself` when a course would have to be taken before itself.

    What courses need is locked as one: two changes at once could close a circle that neither sees.
    """
    if command.course_id is None:
        return
    round_again = find_circle(command.course_id, {**needs, command.course_id: command.prerequisite_ids})
    if round_again is not None:
        raise NeedsItself(queries.get_course(round_again).title)


def _needed(course: Course) -> dict[str, object]:
    return {"prerequisite_ids": queries.get_needed(course.id)}


def _write_needed(course: Course, needed: frozenset[int]) -> None:
    if queries.get_needed(course.id) == needed:
        return
    db.session.execute(delete(CoursePrerequisite).where(CoursePrerequisite.course_id == course.id))
    db.session.add_all(CoursePrerequisite(course_id=course.id, needed_id=one) for one in sorted(needed))


def reword_lines(actor: Actor, reworded: Mapping[str, str]) -> None:
    """The strategy says the same in other words: courses that serve a line go on serving it."""
    for course in queries.list_tagged_courses():
        lines = [reworded.get(line, line) for line in course.lines]
        if lines != course.lines:
            activity.record(
                actor, "save_course", course, before={"lines": course.lines}, after={"lines": lines}
            )
            course.lines = lines
