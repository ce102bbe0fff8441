"""Where each sitting is held: in its own place, or in its event's (`PlannedSitting.where`, in SQL)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, and_, bindparam, func, or_, select

from portal.kernel.db import db
from training.catalogue.domain import Day, Place, places_of
from training.catalogue.models import LINK_OF_SITTING, VENUE_OF_SITTING, Sitting, TrainingEvent, Venue


def list_days(event_id: int) -> list[Day]:
    """The sittings of an event in order, each with its place."""
    rows = db.session.execute(_DAYS, {"event_id": event_id})
    return [Day(starts_at, ends_at, Place(*place)) for starts_at, ends_at, *place in rows]


def list_places(event: TrainingEvent, days: Sequence[Day]) -> list[Place]:
    """Each place of these days once; the event's own, with which it comes, while it has no date."""
    return places_of(days) or [_place_of(event)]


def _place_of(event: TrainingEvent) -> Place:
    venue = event.venue
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
