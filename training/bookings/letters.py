"""What people are told about their bookings: once for each booking and kind (docs/training.md I5)."""

from __future__ import annotations

from collections.abc import Iterable

from portal.kernel import letters, outbox
from training.bookings.models import Booking
from training.catalogue.models import TrainingEvent

BOOKED = "booked"
WAITING = "waiting"
WITHDRAWN = "withdrawn"
PROMOTED = "promoted"
EVENT_CANCELLED = "event_cancelled"
MOVED = "moved"


def about(booking_id: int) -> str:
    return f"booking:{booking_id}"


def tell(kind: str, event: TrainingEvent, bookings: Iterable[Booking], *, reason: str = "") -> None:
    """Queue this letter for each booking's person who has an address. Bookings come with their people."""
    outbox.queue_all([_message(kind, event, one, reason) for one in bookings if one.person.email])


def _message(kind: str, event: TrainingEvent, booking: Booking, reason: str) -> outbox.Message:
    letter = letters.write(f"booking_{kind}", booking=booking, event=event, reason=reason)
    return outbox.Message(
        recipient=booking.person.email or "",
        kind=kind,
        about=about(booking.id),
        # A second move of an event is news again; everything else is said once.
        version=event.sequence if kind == MOVED else 1,
        subject=letter.subject,
        body=letter.body,
    )
