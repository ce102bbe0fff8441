"""Reads about events, their sittings and who teaches them."""

from __future__ import annotations

from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import joinedload

from portal.kernel import clock
from portal.kernel.db import db
from portal.kernel.errors import NotFound
from training.catalogue.domain import EventState, PlannedSitting, Taught
from training.catalogue.models import EventTrainer, Sitting, TrainingEvent


def get_event(event_id: int, *, lock: bool = False) -> TrainingEvent:
    """The event with its course and venue. Raises `NotFound`.

    With `lock`, every other change of its places waits until this transaction ends, and the row is
    read anew: whatever uses or frees a place starts here (docs/training.md 4.2).
    """
    event = db.session.scalar(_LOCKED_EVENT if lock else _EVENT, {"event_id": event_id})
    if event is None:
        raise NotFound
    return event


# Statements of busy pages are built once: building one takes longer than running it.
_EVENT = (
    select(TrainingEvent)
    .where(TrainingEvent.id == bindparam("event_id"))
    .options(joinedload(TrainingEvent.course, innerjoin=True), joinedload(TrainingEvent.venue))
)
_LOCKED_EVENT = _EVENT.with_for_update(of=TrainingEvent).execution_options(populate_existing=True)


def get_taught(event_id: int) -> Taught:
    """Who teaches an event, for the access table to ask about."""
    trainers = db.session.scalars(_TRAINERS, {"event_id": event_id})
    return Taught(event_id=event_id, trainer_ids=frozenset(trainers))


_TRAINERS = select(EventTrainer.person_id).where(EventTrainer.event_id == bindparam("event_id"))


def list_sittings(event_id: int) -> list[PlannedSitting]:
    """Each sitting as it was planned, in order. Where it is held is in `list_days`."""
    return [PlannedSitting(*row) for row in db.session.execute(_SITTINGS, {"event_id": event_id})]


_SITTINGS = (
    select(Sitting.starts_at, Sitting.ends_at, Sitting.venue_id, Sitting.online_link)
    .where(Sitting.event_id == bindparam("event_id"))
    .order_by(Sitting.starts_at, Sitting.id)
)


def get_event_to_show(event_id: int, *, with_planned: bool = False) -> TrainingEvent:
    """An event with its course and venue. Raises `NotFound`, also for a draft unless asked."""
    event = db.session.scalar(_EVENT, {"event_id": event_id})
    if event is None or (event.state is EventState.PLANNED and not with_planned):
        raise NotFound
    return event


def count_events_ahead(course_id: int) -> int:
    """Events of a course that are open or planned and not yet over, and those without a date."""
    ahead = select(func.count(TrainingEvent.id)).where(
        TrainingEvent.course_id == course_id,
        TrainingEvent.state != EventState.CANCELLED,
        TrainingEvent.ends_at.is_(None) | (TrainingEvent.ends_at > clock.now()),
    )
    return db.session.scalar(ahead) or 0
