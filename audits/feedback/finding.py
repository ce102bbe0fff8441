"""The training that answers what an audit found weak, and all that feedback rests on. Reads only."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import Select, String, cast, func, or_, select

from audits.cycles.models import Allocation, SampleItem
from audits.feedback.models import Feedback
from audits.marking.models import Audit, Mark
from audits.register.models import Assessment
from portal.kernel import clock
from portal.kernel.db import db
from training.catalogue.domain import EventState
from training.catalogue.models import Course, TrainingEvent

# More than a page holds of each is never shown.
MOST_COURSES = 100


class SuggestedCourse(NamedTuple):
    """A course that answers something weak, and its next date."""

    id: int
    title: str
    minutes: int
    next_at: datetime | None
    answers: tuple[str, ...]


def list_courses_for(weak: Collection[str], most: int) -> Sequence[SuggestedCourse]:
    """Listed courses for these items and principles: what answers most of them first, then the soonest."""
    if not weak:
        return ()
    next_at = (
        select(func.min(TrainingEvent.starts_at))
        .where(
            TrainingEvent.course_id == Course.id,
            TrainingEvent.state == EventState.OPEN,
            TrainingEvent.starts_at > clock.now(),
        )
        .correlate(Course)
        .scalar_subquery()
    )
    # A JSON list as its text, which both databases can search: `["GH1", "GH3"]`.
    lists = (cast(Course.audit_items, String), cast(Course.principles, String))
    rows = db.session.execute(
        select(Course.id, Course.title, Course.minutes, next_at, Course.audit_items, Course.principles)
        .where(Course.is_listed, or_(*(words.contains(f'"{key}"') for key in weak for words in lists)))
        .order_by(Course.title, Course.id)
        .limit(MOST_COURSES)
    )
    found = [
        SuggestedCourse(*row[:4], tuple(key for key in weak if key in {*row[4], *row[5]})) for row in rows
    ]
    return sorted(found, key=lambda one: (-len(one.answers), one.next_at is None, str(one.next_at)))[:most]


def select_given(person_id: int) -> Select[*tuple[Any, ...]]:
    """The feedback somebody was given, with the grade and what the markers wrote in closing."""
    return (
        select(Assessment.reference, Feedback.released_at, Audit.grade, Audit.closing)
        .select_from(Feedback)
        .join(Audit, Audit.id == Feedback.audit_id)
        .join(Allocation, Allocation.id == Audit.allocation_id)
        .join(SampleItem, SampleItem.id == Allocation.sample_item_id)
        .join(Assessment, Assessment.id == SampleItem.assessment_id)
        .where(Feedback.person_id == person_id)
        .order_by(Feedback.id)
    )


def select_marks(person_id: int) -> Select[*tuple[Any, ...]]:
    """Every mark behind the feedback somebody was given."""
    return (
        select(Assessment.reference, Mark.key, Mark.answer, Mark.evidence, Mark.why)
        .select_from(Feedback)
        .join(Audit, Audit.id == Feedback.audit_id)
        .join(Allocation, Allocation.id == Audit.allocation_id)
        .join(SampleItem, SampleItem.id == Allocation.sample_item_id)
        .join(Assessment, Assessment.id == SampleItem.assessment_id)
        .join(Mark, Mark.audit_id == Audit.id)
        .where(Feedback.person_id == person_id)
        .order_by(Feedback.id, Mark.id)
    )
