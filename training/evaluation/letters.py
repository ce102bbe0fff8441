"""What people are told about the forms before and later, so that they send them (docs/training.md 4.7)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import String, cast, delete, literal, select, update

from portal.kernel import letters, outbox
from portal.kernel.db import db
from portal.kernel.outbox import Message, MessageState, OutgoingMessage
from portal.kernel.text import day, listed
from portal.messages.kinds import MessageKind
from portal.people.letters import Addressed, addressed_each, wants_text
from portal.people.models import Person
from training.bookings.kinds import SAMPLE
from training.bookings.letters import about, facts_about, facts_of
from training.bookings.models import Booking
from training.catalogue.models import TrainingEvent
from training.evaluation.domain import EvaluationForm

BEFORE = "evaluation_before"
LATER = "evaluation_later"
REMINDER = "evaluation_reminder"
MANAGER = "evaluation_manager"
FORMS_CLOSED = "A form that it names has closed"
_LABELS = {
    BEFORE: "Evaluation form before an event",
    LATER: "Evaluation form weeks after an event",
    REMINDER: "Reminder of the form weeks after an event",
}


def message_kinds() -> Iterator[MessageKind]:
    facts = SAMPLE | {"form": "https://portal.example/evaluation", "closes": "9 June 2026"}
    for kind, label in _LABELS.items():
        yield MessageKind(kind, label, template=kind, facts=facts)
    asked = facts | {"learners": "Sam Taylor and Kim Lee", "link": outbox.ONE_TIME_LINK}
    yield MessageKind(MANAGER, "Two questions to managers", template=MANAGER, facts=asked, has_text=False)


def ask(
    kind: str, event: TrainingEvent, bookings: Sequence[Booking], form: EvaluationForm, until: datetime
) -> int:
    """Queue this letter to each booking's person; says how many were new."""
    write, known = letters.writer(kind), facts_about(event)
    said: dict[str, object] = {
        "form": letters.public_address(f"/training/events/{event.id}/evaluation/{form.value}"),
        "closes": day(until),
    }
    written = [
        (one.person, write(facts_of(one, known) | said, with_text=wants_text(one.person))) for one in bookings
    ]
    pairs = zip(bookings, addressed_each(written), strict=True)
    return outbox.queue_all(
        [_message(kind, event, one, sent, until) for one, sent in pairs if sent is not None]
    )


def _message(kind: str, event: TrainingEvent, booking: Booking, sent: Addressed, until: datetime) -> Message:
    return Message(
        recipient=sent.recipient,
        channel=sent.channel,
        person_id=booking.person_id,
        kind=kind,
        about=about(booking.id),
        version=event.sequence + 1,
        subject=sent.letter.subject,
        body=sent.letter.body,
        not_after=until,
    )


@dataclass(frozen=True, slots=True)
class AskedManager:
    """A manager, whom of theirs the letter names, and the secret of its link."""

    manager: Person
    learners: Sequence[str]
    token: str


def ask_managers(event: TrainingEvent, asked: Sequence[AskedManager], until: datetime) -> int:
    """Queue one letter to each; says how many were new. It goes to their own address and no other."""
    write = letters.writer(MANAGER)
    known = facts_about(event) | {"closes": day(until), "link": outbox.ONE_TIME_LINK}
    return outbox.queue_all(
        [_to_manager(one, write(known | _of_manager(one)), event.id, until) for one in asked]
    )


def _of_manager(one: AskedManager) -> dict[str, object]:
    return {"first_name": one.manager.given_name, "learners": listed(one.learners)}


def _to_manager(one: AskedManager, letter: letters.Letter, event_id: int, until: datetime) -> Message:
    return Message(
        recipient=one.manager.email or "",
        person_id=one.manager.id,
        kind=MANAGER,
        about=f"{_about_managers(event_id)}{one.manager.id}",
        subject=letter.subject,
        body=letter.body,
        link=letters.public_address(f"/evaluation/link/{one.token}"),
        not_after=until,
    )


def _about_managers(event_id: int) -> str:
    return f"evaluation:{event_id}:"


def forget(event_id: int) -> None:
    """Delete these letters once the forms are closed: who was reminded had not answered."""
    of_event = select(literal("booking:") + cast(Booking.id, String)).where(Booking.event_id == event_id)
    db.session.execute(
        delete(OutgoingMessage).where(OutgoingMessage.kind.in_(_LABELS), OutgoingMessage.about.in_(of_event)),
        execution_options={"synchronize_session": False},
    )
    db.session.execute(
        delete(OutgoingMessage).where(
            OutgoingMessage.kind == MANAGER,
            OutgoingMessage.about.startswith(_about_managers(event_id), autoescape=True),
        ),
        execution_options={"synchronize_session": False},
    )
    _blank_digests(event_id)


def _blank_digests(event_id: int) -> None:
    """A digest that named a form of this event says as much. One that has not left yet says the rest."""
    address = letters.public_address(f"/training/events/{event_id}/evaluation/")
    named = OutgoingMessage.about.startswith("digest:"), OutgoingMessage.body.contains(address)
    waiting = select(OutgoingMessage).where(*named, OutgoingMessage.state == MessageState.WAITING)
    for digest in db.session.scalars(waiting.with_for_update()):
        digest.body = without(digest.body, address)
        if not any(_is_line(line) for line in digest.body.split("\n")):
            digest.body, digest.body_purged = "", True
            digest.state, digest.closed_why = MessageState.CLOSED, FORMS_CLOSED
    db.session.flush()
    db.session.execute(
        update(OutgoingMessage).where(*named).values(body="", body_purged=True),
        execution_options={"synchronize_session": False},
    )


def without(body: str, address: str) -> str:
    """A digest without its lines that name this address, nor the heading of a part that has no others."""
    parts = []
    for part in body.split("\n\n"):
        left = [line for line in part.split("\n") if address not in line]
        if address not in part or any(_is_line(line) for line in left):
            parts.append("\n".join(left))
    return "\n\n".join(parts)


def _is_line(line: str) -> bool:
    """Whether it is one of the things that a digest is about, and not of the words around them."""
    return line.startswith("- ")
