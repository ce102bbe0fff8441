"""Messages are written down in the same transaction as the change they tell of, and sent later by a job."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime

from sqlalchemy import UniqueConstraint, insert, select
from sqlalchemy.orm import Mapped, mapped_column

from portal.kernel import clock
from portal.kernel.db import Model, db, unit_of_work

# A message that failed this often stays on its row for a person to look at.
ATTEMPTS = 5
BATCH = 50


class OutgoingMessage(Model):
    """One e-mail to one person: queued once per subject, kind and version (docs/training.md I5)."""

    __tablename__ = "outgoing_message"
    __table_args__ = (UniqueConstraint("about", "kind", "version", "recipient"),)

    recipient: Mapped[str]
    kind: Mapped[str]
    # What it is about, such as "booking:17".
    about: Mapped[str]
    version: Mapped[int]
    subject: Mapped[str]
    body: Mapped[str]
    due_at: Mapped[datetime]
    attempts: Mapped[int] = mapped_column(default=0)
    sent_at: Mapped[datetime | None] = mapped_column(index=True)
    failure: Mapped[str] = mapped_column(default="")


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    recipient: str
    kind: str
    about: str
    subject: str
    body: str
    version: int = 1


def queue(message: Message) -> bool:
    """Queue a message unless the same one was queued before; says whether it was new."""
    return queue_all([message]) == 1


def queue_all(messages: Sequence[Message]) -> int:
    """Queue the messages that were not queued before, in two statements; says how many were new."""
    if not messages:
        return 0
    known = {
        tuple(row)
        for row in db.session.execute(
            select(
                OutgoingMessage.about,
                OutgoingMessage.kind,
                OutgoingMessage.version,
                OutgoingMessage.recipient,
            ).where(OutgoingMessage.about.in_({message.about for message in messages}))
        )
    }
    new = {(one.about, one.kind, one.version, one.recipient): one for one in messages}
    fresh = [one for key, one in new.items() if key not in known]
    if fresh:
        due = {"due_at": clock.now(), "attempts": 0, "failure": ""}
        db.session.execute(insert(OutgoingMessage), [asdict(one) | due for one in fresh])
    return len(fresh)


def send_due(deliver: Callable[[OutgoingMessage], None]) -> int:
    """Hand every due message to `deliver`, one transaction each; a failure is a fact on its row."""
    sent = 0
    for message_id in _list_due():
        with unit_of_work():
            message = db.session.get(OutgoingMessage, message_id, with_for_update={"skip_locked": True})
            if message is None or message.sent_at is not None:
                continue
            message.attempts += 1
            try:
                deliver(message)
            except Exception as error:  # noqa: BLE001  # whatever the mail system says is written down
                message.failure = f"{type(error).__name__}: {error}"
            else:
                message.sent_at = clock.now()
                message.failure = ""
                sent += 1
    return sent


def _list_due() -> Sequence[int]:
    with unit_of_work():
        return db.session.scalars(
            select(OutgoingMessage.id)
            .where(
                OutgoingMessage.sent_at.is_(None),
                OutgoingMessage.due_at <= clock.now(),
                OutgoingMessage.attempts < ATTEMPTS,
            )
            .order_by(OutgoingMessage.due_at, OutgoingMessage.id)
            .limit(BATCH)
        ).all()
