"""What whoever holds places is told: once, some days before they are given back."""

from __future__ import annotations

from datetime import datetime

from portal.kernel import letters, outbox
from portal.kernel.text import moment, plural
from portal.messages.kinds import MessageKind
from portal.people.letters import addressed_each, wants_text
from portal.people.models import Person
from training.catalogue.models import TrainingEvent
from training.shares.models import Reservation

ENDING = "held_places_ending"
SAMPLE = {
    "first_name": "Sam",
    "course": "Early help: the whole family",
    "code": "GHP-0042",
    "when": "3 March 2026 at 9:30am",
    "places": "2 places",
    "until": "24 February 2026 at 9:30am",
    "held_places": "https://portal.example/training/held-places",
}


def message_kinds() -> tuple[MessageKind, ...]:
    return (MessageKind(ENDING, "Held places are given back soon", template=ENDING, facts=SAMPLE),)


def tell_ending(
    reservation: Reservation, event: TrainingEvent, holder: Person, title: str, until: datetime
) -> None:
    """Write to whoever holds these places that they are given back then."""
    facts = _facts(reservation, event, holder) | {"course": title, "until": moment(until)}
    letter = letters.writer(ENDING)(facts, with_text=wants_text(holder))
    written = [
        outbox.Message(
            recipient=sent.recipient,
            channel=sent.channel,
            person_id=holder.id,
            kind=ENDING,
            about=f"reservation:{reservation.id}",
            version=event.sequence + 1,
            subject=sent.letter.subject,
            body=sent.letter.body,
            not_after=until,
        )
        for sent in addressed_each([(holder, letter)])
        if sent is not None
    ]
    outbox.queue_all(written)


def _facts(reservation: Reservation, event: TrainingEvent, holder: Person) -> dict[str, object]:
    return {
        "first_name": holder.given_name,
        "code": event.code,
        "when": moment(event.starts_at) if event.starts_at else "",
        "places": plural(reservation.places, "place"),
        "held_places": letters.public_address("/training/held-places"),
    }
