"""Where each sitting is held: in its own place, or in its event's (`PlannedSitting.where`, in SQL)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, and_, bindparam, func, or_, select

from portal.kernel.db import db
from training.catalogue.domain import Day, Place, lasts_days, places_of
from training.catalogue.models import LINK_OF_SITTING, VENUE_OF_SITTING, Sitting, TrainingEvent, Venue


def list_days(event_id: int) -> list[Day]:
    """The sittings of an event in order, each with its place."""
    rows = db.session.execute(_DAYS, {"event_id": event_id})
    return [Day(starts_at, ends_at, Place(*place)) for starts_at, ends_at, *place in rows]


def days_of(event: TrainingEvent) -> list[Day]:
    """The same, and nothing is read for an event of one day in its own place."""
    if event.starts_at is None or event.ends_at is None:
        return []
    if event.has_own_places or lasts_days(event.starts_at, event.ends_at):
        return list_days(event.id)
    return [Day(event.starts_at, event.ends_at, _place_of(event))]


def list_places(event: TrainingEvent, days: Sequence[Day]) -> list[Place]:
    """Each place of these days once; the event's own, with which it comes, while it has no date."""
    return places_of(days) or [_place_of(event)]


def _place_of(event: TrainingEvent) -> Place:
    # By its number: an event that was just changed still knows the venue that it had.
    venue = db.session.get(Venue, event.venue_id) if event.venue_id else None
    if venue is None:
        return Place(online_link=event.online_link)
    return Place(venue.name, venue.address, venue.access_notes, event.online_link)


_DAYS = (
    select(
        Sitting.starts_at,
        Sitting.ends_at,
        func.coalesce(Venue.name, ""),
        func.coalesce(Venue.address, ""),
        func.coalesce(Venue.access_notes, ""),
        LINK_OF_SITTING,
    )
    .select_from(Sitting)
    .join(TrainingEvent, TrainingEvent.id == Sitting.event_id)
    .outerjoin(Venue, Venue.id == VENUE_OF_SITTING)
    .where(Sitting.event_id == bindparam("event_id"))
    .order_by(Sitting.starts_at, Sitting.id)
)


def held_at(venue_id: Any) -> ColumnElement[bool]:  # noqa: ANN401  # an id or a column
    """Whether an event, or one of its sittings, has this venue."""
    own = select(Sitting.id).where(and_(Sitting.event_id == TrainingEvent.id, Sitting.venue_id == venue_id))
    return or_(TrainingEvent.venue_id == venue_id, own.correlate(TrainingEvent, Venue).exists())
