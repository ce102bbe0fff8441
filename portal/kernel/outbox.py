"""Messages are written down in the same transaction as the change they tell of, and sent later by a job."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from functools import cache

from sqlalchemy import ColumnElement, Insert, UniqueConstraint, false, select, text, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Mapped, mapped_column

from portal.kernel import clock
from portal.kernel.bulk import table_of, write_rows
from portal.kernel.db import Model, db, unit_of_work

# How long after each failure it is tried again: a mail server may be away for a night.
RETRY_AFTER = (
    timedelta(minutes=1),
    timedelta(minutes=10),
    timedelta(hours=1),
    timedelta(hours=4),
    timedelta(hours=12),
)
# A message that failed this often stays on its row for a person to look at.
ATTEMPTS = len(RETRY_AFTER) + 1
# Longer than any mail server is waited for (portal/kernel/mail.py).
LEASE = timedelta(minutes=5)
BATCH = 50
# Stands in a body for a link that only its reader may see: put in as the message leaves, and forgotten then.
ONE_TIME_LINK = "[a link that only the reader can see]"


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
    # The text was kept long enough and is blank now.
    body_purged: Mapped[bool] = mapped_column(default=False, server_default=false())
    # What `ONE_TIME_LINK` in the body stands for: no page shows it, and it is gone once sent.
    link: Mapped[str] = mapped_column(default="", server_default=text("''"))
    # When it is to be sent, or tried again.
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
    link: str = ""


def queue(message: Message) -> bool:
    """Queue a message unless the same one was queued before; says whether it was new."""
    return queue_all([message]) == 1


def queue_all(messages: Sequence[Message]) -> int:
    """Queue the messages that were not queued before, in one statement; says how many were new."""
    if not messages:
        return 0
    due = {"due_at": clock.now(), "attempts": 0, "failure": ""}
    rows = [asdict(message) | due for message in messages]
    return len(write_rows(_insert_missing(db.session.connection().dialect.name), rows).all())


@cache
def _insert_missing(dialect: str) -> Insert:
    table = table_of(OutgoingMessage)
    insert = sqlite.insert(table) if dialect == "sqlite" else postgresql.insert(table)
    return insert.on_conflict_do_nothing().returning(table.c.id)


def send_due(deliver: Callable[[OutgoingMessage], None]) -> int:
    """Hand every due message to `deliver`, once each however many processes do so; says how many left.

    A message is claimed in a short transaction and delivered outside any: a slow mail server keeps
    nobody from the database. A process that dies while it delivers leaves its message to be sent
    again after `LEASE`, under the same identifier (portal/kernel/mail.py).
    """
    sent = 0
    while batch := _list_due():
        for message_id in batch:
            message = _claim(message_id)
            if message is not None:
                sent += _deliver(message, deliver)
    return sent


def _list_due() -> Sequence[int]:
    with unit_of_work():
        return db.session.scalars(
            select(OutgoingMessage.id)
            .where(*_is_due())
            .order_by(OutgoingMessage.due_at, OutgoingMessage.id)
            .limit(BATCH)
        ).all()


def _is_due() -> tuple[ColumnElement[bool], ...]:
    return (
        OutgoingMessage.sent_at.is_(None),
        OutgoingMessage.due_at <= clock.now(),
        OutgoingMessage.attempts < ATTEMPTS,
    )


def _claim(message_id: int) -> OutgoingMessage | None:
    """The message, taken for `LEASE`; None when another process has it."""
    with unit_of_work():
        taken = db.session.scalar(
            update(OutgoingMessage)
            .where(OutgoingMessage.id == message_id, *_is_due())
            .values(attempts=OutgoingMessage.attempts + 1, due_at=clock.now() + LEASE)
            .returning(OutgoingMessage)
            .execution_options(populate_existing=True)
        )
        if taken is not None:
            db.session.expunge(taken)
    return taken


def _deliver(message: OutgoingMessage, deliver: Callable[[OutgoingMessage], None]) -> bool:
    try:
        deliver(message)
    except Exception as error:  # noqa: BLE001  # whatever the mail system says is written down
        again = clock.now() + RETRY_AFTER[min(message.attempts, len(RETRY_AFTER)) - 1]
        facts: dict[str, object] = {"failure": f"{type(error).__name__}: {error}", "due_at": again}
    else:
        facts = {"sent_at": clock.now(), "due_at": clock.now(), "failure": "", "link": ""}
    with unit_of_work():
        db.session.execute(update(OutgoingMessage).where(OutgoingMessage.id == message.id).values(facts))
    return "sent_at" in facts
