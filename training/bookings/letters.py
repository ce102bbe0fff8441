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


def about(booking_id: int) -> str:
    return f"booking:{booking_id}"


def tell(kind: str, event: TrainingEvent, bookings: Iterable[Booking], *, reason: str = "") -> None:
    """Queue this letter for each booking's person who has an address. Bookings come with their people."""
    messages = []
    for booking in bookings:
        if booking.person.email is None:
            continue
        letter = letters.write(f"booking_{kind}", booking=booking, event=event, reason=reason)
        messages.append(
            outbox.Message(
                recipient=booking.person.email,
                kind=kind,
                about=about(booking.id),
                subject=letter.subject,
                body=letter.body,
            )
        )
    outbox.queue_all(messages)
