"""Whose lost places somebody may know of, as SQL conditions."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import ColumnElement, select, true

from portal.kernel.access import Actor, Permission, Role, can
from training.bookings.models import Booking
from training.catalogue.models import EventTrainer


@dataclass(frozen=True, slots=True)
class OfAgency:
    """Something that belongs to an agency, for the access table to be asked about."""

    agency_id: int | None


def is_seen(actor: Actor) -> ColumnElement[bool]:
    """Bookings of the agencies this actor leads; those who run training see all."""
    if can(actor, Permission.EVENT_MANAGE):
        return true()
    return Booking.agency_id.in_(actor.agencies_as(Role.AGENCY_LEAD))


def is_decided_by(actor: Actor) -> ColumnElement[bool]:
    """Bookings on the events this actor teaches, and never their own; those who run training see all."""
    others = Booking.person_id != actor.person_id
    if can(actor, Permission.EVENT_MANAGE):
        return others
    taught = select(EventTrainer.event_id).where(EventTrainer.person_id == actor.person_id)
    return others & Booking.event_id.in_(taught)
