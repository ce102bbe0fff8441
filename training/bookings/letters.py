"""What people are told about their bookings: once for each booking and kind (docs/training.md I5)."""

from __future__ import annotations

from collections.abc import Iterable

from portal.kernel import letters, outbox
from portal.people.letters import addressed
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
    """Queue this letter for each booking's person, or for the colleague who acts for them.

    Bookings come with their people, and these with their office contacts.
    """
    messages = (_message(kind, event, one, reason) for one in bookings)
    outbox.queue_all([message for message in messages if message is not None])


def _message(kind: str, event: TrainingEvent, booking: Booking, reason: str) -> outbox.Message | None:
    written = letters.write(f"booking_{kind}", booking=booking, event=event, reason=reason)
    sent = addressed(booking.person, written)
    if sent is None:
        return None
    return outbox.Message(
        recipient=sent.recipient,
        kind=kind,
        about=about(booking.id),
        # A second move of an event is news again; everything else is said once.
        version=event.sequence if kind == MOVED else 1,
        subject=sent.letter.subject,
        body=sent.letter.body,
    )
