"""What each new event of a course keeps for agencies. Callers commit."""

from __future__ import annotations

from collections.abc import Sequence

from portal.kernel import activity
from portal.kernel.access import Actor, Permission, require
from portal.kernel.db import db
from training.catalogue.queries import get_course
from training.shares import queries
from training.shares.domain import (
    GroupTaken,
    KeptForNobody,
    LimitTooShort,
    NoDays,
    SaveCourseShare,
    ShareSort,
)
from training.shares.models import CourseShare
from training.shares.services.sharing import as_told


def add_course_share(actor: Actor, command: SaveCourseShare) -> CourseShare:
    """From now on new events of the course begin with it; those that are there stay as they are."""
    course = get_course(command.course_id, lock=True)
    require(actor, Permission.EVENT_MANAGE)
    group = command.group
    if group.is_each and command.sort is ShareSort.KEPT:
        raise KeptForNobody
    if command.days_before is None and command.sort is ShareSort.KEPT:
        raise NoDays
    rows = [row for row, _ in queries.list_course_shares(course.id)]
    for row in rows:
        if row.sort is command.sort and (row.kind, row.agency_id) == (group.kind, group.agency_id):
            raise GroupTaken
    _check_order(rows, command)
    made = CourseShare(
        course_id=course.id,
        sort=command.sort,
        kind=group.kind,
        agency_id=group.agency_id,
        places=command.places,
        days_before=command.days_before,
    )
    db.session.add(made)
    activity.record(actor, "add_course_share", course, before={}, after=as_told(made))
    return made


def _check_order(rows: Sequence[CourseShare], command: SaveCourseShare) -> None:
    """A limit outlasts what is kept: fewer days before the event is later."""
    days = {sort: [row.days_before for row in rows if row.sort is sort] for sort in ShareSort}
    days[command.sort].append(command.days_before)
    kept = [one for one in days[ShareSort.KEPT] if one is not None]
    most = [one for one in days[ShareSort.MOST] if one is not None]
    if kept and most and max(most) > min(kept):
        raise LimitTooShort


def remove_course_share(actor: Actor, row_id: int) -> int:
    """New events begin without it. Answers the course."""
    course = get_course(queries.get_course_share(row_id).course_id, lock=True)
    require(actor, Permission.EVENT_MANAGE)
    row = queries.get_course_share(row_id)
    db.session.delete(row)
    activity.record(actor, "remove_course_share", course, before=as_told(row), after={})
    return course.id
