"""What approvers are written: who asks, for what, until when, and the link by which they answer.

The link goes to an approver's own e-mail address alone. A letter that takes another way (on paper, or
through a colleague) has none: whoever carries it could answer for them.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256

from sqlalchemy import insert

from portal.kernel import clock, letters, outbox
from portal.kernel.bulk import table_of, write_rows
from portal.kernel.text import moment, plural
from portal.messages.kinds import MessageKind
from portal.people.domain import ContactWay
from portal.people.letters import Addressed, addressed_each
from portal.people.models import Person
from training.approvals.models import ApprovalLink
from training.approvals.queries import Asked
from training.catalogue.models import TrainingEvent

ASKED = "approval_asked"
REMINDED = "approval_reminder"
TOKEN_BYTES = 32

SAMPLE = {
    "first_name": "Alex",
    "learner": "Sam Taylor",
    "course": "Early help: the whole family",
    "code": "GHP-0042",
    "when": "3 March 2026 at 9:30am",
    "until": "25 February 2026 at 5pm",
    "left": "4 places",
    "waiting": "2 people",
    "step": "step 1 of 2",
    "link": outbox.ONE_TIME_LINK,
    "requests": "https://portal.example/approvals",
}


def message_kinds() -> Iterator[MessageKind]:
    """What these letters are called, and what they may say."""
    yield MessageKind(ASKED, "Approver asked", template=ASKED, facts=SAMPLE, has_text=False)
    yield MessageKind(REMINDED, "Approver reminded", template=REMINDED, facts=SAMPLE, has_text=False)


def about(request_id: int) -> str:
    return f"approval:{request_id}"


def fingerprint(token: str) -> str:
    """What is kept of a link. It is long and random, so that a plain hash is enough."""
    return sha256(token.encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Crowding:
    """How full the event is, so that nobody agrees to what cannot be had without knowing."""

    left: int
    waiting: int


@dataclass(frozen=True, slots=True)
class Ask:
    """What is asked: the step, whose booking it is about, and how full the event is."""

    event: TrainingEvent
    asked: Asked
    crowding: Crowding


def ask(kind: str, what: Ask, approvers: Sequence[Person]) -> None:
    """Write to each of these people, each with a link of their own."""
    asked = what.asked
    write, facts = letters.writer(kind), _facts(what)
    tokens = {one.id: secrets.token_urlsafe(TOKEN_BYTES) for one in approvers}
    messages = []
    for one in (one for one in approvers if has_own_mailbox(one)):
        letter = write(facts | {"first_name": one.given_name, "link": outbox.ONE_TIME_LINK})
        link = letters.public_address(f"/approvals/link/{tokens[one.id]}")
        messages.append(_message(kind, asked, one, Addressed(one.email or "", letter), link))
    others = [one for one in approvers if not has_own_mailbox(one)]
    written = [(one, write(facts | {"first_name": one.given_name, "link": ""})) for one in others]
    pairs = zip(others, addressed_each(written), strict=True)
    messages += [_message(kind, asked, one, sent) for one, sent in pairs if sent is not None]
    outbox.queue_all(messages)
    _keep(asked.step.id, tokens)


def has_own_mailbox(person: Person) -> bool:
    """Whether a letter to them reaches them and nobody else."""
    return bool(person.email) and person.reached_by is not ContactWay.POST


def _keep(step_id: int, tokens: Mapping[int, str]) -> None:
    """Who was written to, with what is kept of their links."""
    made = {"step_id": step_id, "made_at": clock.now()}
    rows = [made | {"person_id": key, "digest": fingerprint(token)} for key, token in tokens.items()]
    if rows:
        write_rows(_INSERT_LINK, rows)


_INSERT_LINK = insert(table_of(ApprovalLink))


def _facts(what: Ask) -> dict[str, object]:
    event, asked, crowding = what.event, what.asked, what.crowding
    return {
        "learner": asked.booking.person.name,
        "course": event.course.title,
        "code": event.code,
        "when": moment(event.starts_at) if event.starts_at else "",
        "until": moment(asked.request.expires_at),
        "left": plural(crowding.left, "place"),
        "waiting": plural(crowding.waiting, "person", "people") if crowding.waiting else "",
        "step": f"step {asked.step.number} of {asked.request.steps}",
        "requests": letters.public_address("/approvals"),
    }


def _message(kind: str, asked: Asked, person: Person, sent: Addressed, link: str = "") -> outbox.Message:
    return outbox.Message(
        recipient=sent.recipient,
        channel=sent.channel,
        person_id=person.id,
        kind=kind,
        about=about(asked.request.id),
        version=asked.step.number,
        subject=sent.letter.subject,
        body=sent.letter.body,
        link=link,
        not_after=asked.request.expires_at,
    )
