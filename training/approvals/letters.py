"""What approvers are written: who asks, for what, until when, and the link by which they answer.

All that waits for somebody at one moment stands in one letter. A link goes to an approver's own e-mail
address alone. A letter that takes another way (on paper, or through a colleague) has none: whoever carries it
could answer for them. Nor have those to the training team, who sign in with what guards their rights.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256

from portal.kernel import letters, outbox
from portal.kernel.chosen import chosen
from portal.kernel.text import moment, plural
from portal.messages.kinds import MessageKind
from portal.people.domain import ContactWay
from portal.people.letters import Addressed, addressed_each
from portal.people.models import Person
from training.approvals.due import Untold

ASKED = "approval_asked"
REMINDED = "approval_reminder"
SEVERAL = "approval_several"

_REPLY = {
    "first_name": "Alex",
    "requests": "https://portal.example/approvals",
    "read_by_others": "yes",
    "phone": "01632 960 100",
}
SAMPLE = _REPLY | {
    "learner": "Sam Taylor",
    "course": "Early help: the whole family",
    "code": "GHP-0042",
    "when": "3 March 2026 at 9:30am",
    "until": "25 February 2026 at 5pm",
    "left": "4 places",
    "waiting": "2 people",
    "step": "step 1 of 2",
    "link": outbox.ONE_TIME_LINK,
}
_LINES = "- Sam Taylor: Early help: the whole family (GHP-0042), 3 March 2026 at 9:30am."
SAMPLE_OF_SEVERAL = _REPLY | {
    "number": "2 requests",
    "ending": _LINES,
    "new": _LINES,
    "links": "yes",
    "several": "https://portal.example/approvals/several",
}


def message_kinds() -> Iterator[MessageKind]:
    """What these letters are called, and what they may say."""
    facts = SAMPLE_OF_SEVERAL
    yield MessageKind(ASKED, "Approver asked", template=ASKED, facts=SAMPLE, has_text=False)
    yield MessageKind(REMINDED, "Approver reminded", template=REMINDED, facts=SAMPLE, has_text=False)
    yield MessageKind(SEVERAL, "Approver asked about several", template=SEVERAL, facts=facts, has_text=False)


def about(person_id: int, number: int) -> str:
    """One letter for each approver and round: the outbox refuses another."""
    return f"approvals:{person_id}:{number}"


def fingerprint(token: str) -> str:
    """What is kept of a link. It is long and random, so that a plain hash is enough."""
    return sha256(token.encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Item:
    """A request in a letter, and the secret of its link; empty where it has none."""

    untold: Untold
    token: str = ""
    # Its place among them, from 1: its link stands where the letter has this number.
    number: int = 1

    @property
    def link(self) -> str:
        return letters.public_address(f"/approvals/link/{self.token}") if self.token else ""


def has_own_mailbox(person: Person) -> bool:
    """Whether a letter to them reaches them and nobody else."""
    return bool(person.email) and person.reached_by is not ContactWay.POST


def to_approver(person: Person, number: int, items: Sequence[Item]) -> outbox.Message | None:
    """The letter with these requests; none where it reaches nobody, which the log then says."""
    kind, facts = _worded(items)
    letter = letters.writer(kind)(facts | _reply(person))
    if has_own_mailbox(person):
        sent: Addressed | None = Addressed(person.email or "", letter)
    else:
        sent = addressed_each([(person, letter)])[0]
    if sent is None:
        return None
    return outbox.Message(
        recipient=sent.recipient,
        channel=sent.channel,
        person_id=person.id,
        kind=kind,
        about=about(person.id, number),
        subject=sent.letter.subject,
        body=sent.letter.body,
        link="\n".join(one.link for one in items).strip(),
        not_after=max(one.untold.expires_at for one in items),
    )


def _worded(items: Sequence[Item]) -> tuple[str, dict[str, object]]:
    if len(items) > 1:
        return SEVERAL, _facts_of_several(items)
    return REMINDED if items[0].untold.reminds else ASKED, _facts(items[0])


def _reply(person: Person) -> dict[str, object]:
    """How whoever holds a letter without a link answers."""
    return {
        "first_name": person.given_name,
        "requests": letters.public_address("/approvals"),
        "read_by_others": "" if has_own_mailbox(person) else "yes",
        "phone": chosen().contacts.help_phone,
    }


def _facts(item: Item) -> dict[str, object]:
    one = item.untold
    return {
        "learner": one.learner,
        "course": one.course,
        "code": one.code,
        "when": moment(one.starts_at) if one.starts_at else "",
        "until": moment(one.expires_at),
        "left": plural(one.left, "place"),
        "waiting": plural(one.waiting, "person", "people") if one.waiting else "",
        "step": one.step,
        "link": outbox.ONE_TIME_LINK if item.token else "",
    }


def _facts_of_several(items: Sequence[Item]) -> dict[str, object]:
    return {
        "number": plural(len(items), "request"),
        "ending": "\n".join(_line(one) for one in items if one.untold.reminds),
        "new": "\n".join(_line(one) for one in items if not one.untold.reminds),
        "links": "yes" if any(one.token for one in items) else "",
        "several": letters.public_address("/approvals/several"),
    }


def _line(item: Item) -> str:
    one = item.untold
    when = f", {moment(one.starts_at)}" if one.starts_at else ""
    waiting = f", {plural(one.waiting, 'person', 'people')} waiting" if one.waiting else ""
    said = (
        f"- {one.learner}: {one.course} ({one.code}){when}.\n"
        f"  Answer by {moment(one.expires_at)}. {plural(one.left, 'place')} left{waiting}."
    )
    return f"{said}\n  Answer: {outbox.numbered_link(item.number)}" if item.token else said
