"""Reads about courses, venues and events."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from portal.kernel.db import db
from portal.kernel.errors import NotFound
from training.catalogue.models import Course, TrainingEvent


def get_event(event_id: int, *, lock: bool = False) -> TrainingEvent:
    """The event with its course. Raises `NotFound`.

    With `lock`, every other change of its places waits until this transaction ends, and the row is
    read anew: whatever uses or frees a place starts here (docs/training.md 4.2).
    """
    statement = (
        select(TrainingEvent)
        .where(TrainingEvent.id == event_id)
        .options(joinedload(TrainingEvent.course, innerjoin=True))
    )
    if lock:
        statement = statement.with_for_update(of=TrainingEvent).execution_options(populate_existing=True)
    event = db.session.scalar(statement)
    if event is None:
        raise NotFound
    return event


def get_course(course_id: int) -> Course:
    """Raise `NotFound` when there is no such course."""
    course = db.session.get(Course, course_id)
    if course is None:
        raise NotFound
    return course
