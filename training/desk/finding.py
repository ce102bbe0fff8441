"""The events that ask for something, in one statement. Reads only."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Select, case, exists, func, literal, select, union_all

from portal.kernel import clock
from portal.kernel.db import db
from training.catalogue.domain import CourseFormat, EventState
from training.catalogue.models import PLACE_OF_EVENT, Course, EventTrainer, TrainingEvent, Venue
from training.certificates.queries.events import LOOK_BACK
from training.desk.domain import DeskRules, Listed, Matter
from training.desk.scope import waiting_on_event

# How many events of each matter are named; the rest are counted.
MOST_LISTED = 8
# On the days to get ready for, nobody wants to hear of “12 more”.
MOST_COMING = 40


def list_matters(rules: DeskRules, missing: Collection[int]) -> dict[Matter, Listed]:
    """The events that ask for something, by what they ask for: the soonest first, then the longest queue.

    `missing` are those that are likely to miss their mix.
    """
    asked = {**_matters(rules), Matter.MIX: (TrainingEvent.id.in_(missing),)}
    matters = union_all(*(_concerned(one, which) for one, which in asked.items())).subquery()
    of_all = func.count().over(partition_by=matters.c.matter)
    order = (matters.c.starts_at, matters.c.waiting.desc(), matters.c.id)
    turn = func.row_number().over(partition_by=matters.c.matter, order_by=order)
    numbered = select(matters, of_all.label("of_all"), turn.label("turn")).subquery()
    most = case((numbered.c.matter == Matter.COMING.value, MOST_COMING), else_=MOST_LISTED)
    statement = select(numbered).where(numbered.c.turn <= most)
    found: dict[Matter, list[Any]] = {}
    for row in db.session.execute(statement.order_by(numbered.c.matter, numbered.c.turn)):
        found.setdefault(Matter(row.matter), []).append(row)
    return {one: Listed(rows[0].of_all, tuple(rows)) for one, rows in found.items()}


def _concerned(matter: Matter, which: Sequence[ColumnElement[bool]]) -> Select[*tuple[Any, ...]]:
    columns = (
        literal(matter.value).label("matter"),
        TrainingEvent.id,
        TrainingEvent.code,
        TrainingEvent.course_id,
        Course.title,
        TrainingEvent.starts_at,
        TrainingEvent.ends_at,
        TrainingEvent.capacity,
        TrainingEvent.places_taken,
        PLACE_OF_EVENT.label("venue"),
        waiting_on_event().label("waiting"),
    )
    statement: Select[*tuple[Any, ...]] = select(*columns)
    return (
        statement.join(Course, Course.id == TrainingEvent.course_id)
        .outerjoin(Venue, Venue.id == TrainingEvent.venue_id)
        .where(*which)
    )


def _matters(rules: DeskRules) -> dict[Matter, tuple[ColumnElement[bool], ...]]:
    now, starts, taken = clock.now(), TrainingEvent.starts_at, TrainingEvent.places_taken
    is_open, is_ahead = TrainingEvent.state == EventState.OPEN, starts > now
    is_planned = TrainingEvent.state == EventState.PLANNED
    is_taught = Course.format != CourseFormat.E_LEARNING
    unconfirmed = TrainingEvent.result_confirmed_at.is_(None)
    is_over = (TrainingEvent.ends_at <= now, starts > now - LOOK_BACK, taken > 0)
    thin = rules.thin_share
    is_thin = taken * thin.denominator < TrainingEvent.capacity * thin.numerator
    has_trainer = exists().where(EventTrainer.event_id == TrainingEvent.id)
    return {
        Matter.RESULT: (is_open, unconfirmed, *is_over),
        Matter.UNDATED: (is_open, starts.is_(None), waiting_on_event() > 0),
        Matter.TRAINER: (is_open, is_ahead, is_taught, ~has_trainer),
        Matter.DRAFT: (is_planned, is_ahead, starts <= now + rules.open_within),
        Matter.OVERFULL: (is_open, is_ahead, waiting_on_event() > rules.most_waiting),
        Matter.THIN: (is_open, is_ahead, starts <= now + rules.thin_within, is_thin),
        Matter.COMING: (is_open, TrainingEvent.ends_at > now, starts <= now + rules.sheets_within),
    }
