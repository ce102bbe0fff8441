"""What people are told about their bookings: once for each booking and kind (docs/training.md I5)."""

from __future__ import annotations

from collections.abc import Iterable

from portal.kernel import letters, outbox
from portal.people.letters import Addressed, addressed_each
from training.bookings.models import Booking
from training.catalogue.models import TrainingEvent

BOOKED = "booked"
WAITING = "waiting"
WITHDRAWN = "withdrawn"
PROMOTED = "promoted"
EVENT_CANCELLED = "event_cancelled"
MOVED = "moved"
REQUESTED = "requested"
DECLINED = "declined"
EXPIRED_REQUEST = "expired_request"
OFFERED = "offered"


def about(booking_id: int) -> str:
    return f"booking:{booking_id}"


def tell(kind: str, event: TrainingEvent, bookings: Iterable[Booking], *, reason: str = "") -> None:
    """Queue this letter for each booking's person, or for the colleague who gets their letters.

    Bookings come with their people.
    """
    told = list(bookings)
    written = [
        (one.person, letters.write(f"booking_{kind}", booking=one, event=event, reason=reason))
        for one in told
    ]
    pairs = zip(told, addressed_each(written), strict=True)
    outbox.queue_all([_message(kind, event, one, sent) for one, sent in pairs if sent is not None])


def _message(kind: str, event: TrainingEvent, booking: Booking, sent: Addressed) -> outbox.Message:
    return outbox.Message(
        recipient=sent.recipient,
        kind=kind,
        about=about(booking.id),
        # A second move of an event is news again; everything else is said once.
        version=event.sequence if kind == MOVED else 1,
        subject=sent.letter.subject,
        body=sent.letter.body,
    )
