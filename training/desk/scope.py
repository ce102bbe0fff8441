"""What both kinds of lists ask about an event."""

from __future__ import annotations

from sqlalchemy import ScalarSelect, func, select

from training.bookings.domain import BookingStatus
from training.bookings.models import Booking
from training.catalogue.models import TrainingEvent


def waiting_on_event() -> ScalarSelect[int]:
    """How many wait for a place on an event."""
    counted = select(func.count(Booking.id)).where(
        Booking.event_id == TrainingEvent.id, Booking.status == BookingStatus.WAITING
    )
    return counted.correlate(TrainingEvent).scalar_subquery()
