"""Setting what is required, and having everybody concerned looked at again. Callers commit."""

from __future__ import annotations

from typing import Any

from sqlalchemy import delete
from sqlalchemy.exc import IntegrityError

from portal.kernel import activity, work
from portal.kernel.access import Actor, Permission, require
from portal.kernel.bulk import add_rows
from portal.kernel.db import db
from portal.kernel.differences import differences, fingerprint
from portal.kernel.errors import SeenHasChanged
from training.requirements.domain.commands import MINUTES, NameTaken, SaveRequirement, check
from training.requirements.models import Requirement, RequirementCourse
from training.requirements.queries import facts, records

RECALCULATE = "requirements.recalculate"
# What a change of is no change of what is asked.
WORDS = frozenset({"name", "why"})
KEPT = (
    *("name", "why", "role_groups", "agency_kinds", "takes", "basis", "valid_months", "window_months"),
    *("reactivate_months", "grace_days", "base_on", "least_months", "hours_minutes", "hours_level"),
    *("hours_months", "starts_on", "ends_on"),
)


def save_requirement(actor: Actor, command: SaveRequirement, seen: str = "") -> Requirement:
    """Write a requirement down, new or anew. How everybody concerned stands follows from the worker.

    Raises `SeenHasChanged` when somebody else has changed it since the page was opened.
    """
    require(actor, Permission.REQUIREMENT_MANAGE)
    check(command)
    if records.find_id_by_name(command.name) not in {None, command.requirement_id}:
        raise NameTaken
    requirement, before = _taken_up(command, seen)
    values = _values(command)
    old, new = differences(before, {**values, "courses": sorted(command.course_ids)})
    if not new:
        return requirement
    for name, value in values.items():
        setattr(requirement, name, value)
    if before:
        requirement.version += 1 if new.keys() - WORDS else 0
    _write(requirement, command)
    verb = "change_requirement" if before else "add_requirement"
    activity.record(actor, verb, requirement, before=old, after=new)
    if new.keys() - WORDS:
        _look_again(requirement)
    return requirement


def _taken_up(command: SaveRequirement, seen: str) -> tuple[Requirement, dict[str, Any]]:
    """The requirement to be written, and what it says until now."""
    if command.requirement_id is None:
        requirement = Requirement()
        db.session.add(requirement)
        return requirement, {}
    requirement = records.get_requirement(command.requirement_id, lock=True)
    if seen != seen_of(requirement):
        raise SeenHasChanged
    return requirement, _kept(requirement)


def _write(requirement: Requirement, command: SaveRequirement) -> None:
    try:
        db.session.flush()
    except IntegrityError as error:
        # PostgreSQL says which constraint it was, SQLite which column.
        if any(one in str(error.orig) for one in ("uq_requirement_name", "requirement.name")):
            raise NameTaken from error
        raise
    db.session.execute(delete(RequirementCourse).where(RequirementCourse.requirement_id == requirement.id))
    add_rows(
        RequirementCourse,
        [{"requirement_id": requirement.id, "course_id": one} for one in sorted(command.course_ids)],
    )


def _look_again(requirement: Requirement) -> None:
    """Have the worker look at everybody concerned."""
    requirement.is_settled = False
    db.session.flush()
    work.defer(RECALCULATE, requirement_id=requirement.id)


def hear_of_course(course_id: int) -> None:
    """What renews this course has changed, or its level: told by the room that keeps it."""
    for requirement in records.list_going_by(course_id):
        _look_again(requirement)


def seen_of(requirement: Requirement) -> str:
    """What a page that shows this requirement has seen."""
    return fingerprint(_kept(requirement))


def _kept(requirement: Requirement) -> dict[str, Any]:
    courses = facts.map_courses([requirement.id]).get(requirement.id, {})
    return {**{name: getattr(requirement, name) for name in KEPT}, "courses": sorted(courses)}


def _values(command: SaveRequirement) -> dict[str, Any]:
    """As it is kept."""
    plain = {name: getattr(command, name) for name in KEPT if name != "hours_minutes"}
    return {
        **plain,
        "role_groups": [one.value for one in command.role_groups],
        "agency_kinds": [one.value for one in command.agency_kinds],
        "hours_minutes": command.hours * MINUTES if command.hours else None,
    }


def settle(requirement_id: int) -> None:
    """Everybody concerned has been looked at."""
    requirement = records.find_requirement(requirement_id)
    if requirement is not None:
        requirement.is_settled = True
