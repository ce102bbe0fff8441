"""How long it is kept who held places (docs/training.md 4.11)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Select, delete, select

from portal.kernel.db import db
from portal.kernel.rules import in_force
from portal.kernel.slice import RetentionRule
from training.bookings.domain import BookingsKept
from training.catalogue.models import TrainingEvent
from training.shares.models import NamedPlace, Reservation


def _over() -> Select[*tuple[Any, ...]]:
    return (
        select(Reservation.id, TrainingEvent.ends_at.label("start"))
        .join(TrainingEvent, TrainingEvent.id == Reservation.event_id)
        .where(TrainingEvent.ends_at.is_not(None), Reservation.places == 0)
    )


def _delete(ids: Sequence[int]) -> None:
    db.session.execute(delete(NamedPlace).where(NamedPlace.reservation_id.in_(ids)))
    db.session.execute(delete(Reservation).where(Reservation.id.in_(ids)))


RETENTION = (
    RetentionRule(
        name="reservations",
        what="Who held places for others is deleted; the bookings stay",
        since="the event ended",
        period=lambda: in_force(BookingsKept).waiting,
        rows=_over,
        purge=_delete,
    ),
)
