"""Messages are written down in the same transaction as the change they tell of, and sent later by a job.

How they are sent stands in `portal/kernel/sending.py`.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from functools import cache
from typing import Any

from sqlalchemy import (
    JSON,
    ForeignKey,
    Index,
    Insert,
    UniqueConstraint,
    false,
    func,
    or_,
    select,
    text,
    tuple_,
    update,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Mapped, mapped_column

from portal.kernel import clock
from portal.kernel.bulk import table_of, write_rows
from portal.kernel.db import Model, db

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
# Stands in a body for a link that only its reader may see: put in as the message leaves, and forgotten then.
ONE_TIME_LINK = "[a link that only the reader can see]"
_NUMBERED = "[link {}, that only the reader can see]"
REPLACED = "A newer message says what this one would have said"

_OF_BOOKING = text("about LIKE 'booking:%'")
_IS_DIGEST = text("about LIKE 'digest:%'")


def numbered_link(number: int) -> str:
    """The same for one of several: it stands for the line of this number in `link`."""
    return _NUMBERED.format(number)


def fill_links(body: str, link: str) -> str:
    """The body as its reader sees it."""
    for number, one in enumerate(link.split("\n"), start=1):
        body = body.replace(numbered_link(number), one)
    return body.replace(ONE_TIME_LINK, link)


def has_hidden_link(body: str) -> bool:
    return ONE_TIME_LINK in body or numbered_link(1) in body


def _now() -> datetime:
    # Asked each time: a test may stop the clock.
    return clock.now()


class Channel(StrEnum):
    """How a message reaches its reader."""

    EMAIL = "email"
    SMS = "sms"
    POST = "post"

    @property
    def label(self) -> str:
        return {Channel.EMAIL: "Email", Channel.SMS: "Text message", Channel.POST: "Letter"}[self]


class MessageState(StrEnum):
    """Where a message stands. One that waits may have failed before, and is tried again."""

    WAITING = "waiting"
    SENT = "sent"
    FAILED = "failed"
    CLOSED = "closed"


class OutgoingMessage(Model):
    """One message to one person: queued once per subject, kind and version (docs/training.md I5)."""

    __tablename__ = "outgoing_message"
    __table_args__ = (
        UniqueConstraint("about", "kind", "version", "recipient", "again"),
        # I5: whoever gets it, there is one of each kind and version for a booking.
        Index(
            "uq_outgoing_message_booking",
            "about",
            "kind",
            "version",
            "again",
            unique=True,
            sqlite_where=_OF_BOOKING,
            postgresql_where=_OF_BOOKING,
        ),
        # One digest for each reader and week, whatever address they have by then.
        Index(
            "uq_outgoing_message_digest",
            "about",
            "kind",
            "version",
            "again",
            unique=True,
            sqlite_where=_IS_DIGEST,
            postgresql_where=_IS_DIGEST,
        ),
        Index("ix_outgoing_message_state", "state", "due_at", "id"),
        Index("ix_outgoing_message_recipient", "recipient", "sent_at"),
    )

    # An address, a telephone number, or what is written on an envelope.
    recipient: Mapped[str]
    channel: Mapped[Channel] = mapped_column(default=Channel.EMAIL, server_default=Channel.EMAIL.value)
    # Whom it is for or about, where that is somebody; the reader may be a colleague of theirs.
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    kind: Mapped[str]
    # What it is about, such as "booking:17".
    about: Mapped[str]
    version: Mapped[int]
    # Counts the times somebody sent the same message once more, on purpose.
    again: Mapped[int] = mapped_column(default=0, server_default=text("0"))
    subject: Mapped[str]
    body: Mapped[str]
    # The text was kept long enough and is blank now.
    body_purged: Mapped[bool] = mapped_column(default=False, server_default=false())
    # What `ONE_TIME_LINK` in the body stands for: no page shows it, and it is gone once sent.
    link: Mapped[str] = mapped_column(default="", server_default=text("''"))
    # Calendar files that go with it: method and text of each, put in as it leaves.
    calendar: Mapped[list[dict[str, str]]] = mapped_column(JSON, default=list, server_default=text("'[]'"))
    written_at: Mapped[datetime] = mapped_column(default=_now)
    # When it is to be sent, or tried again.
    due_at: Mapped[datetime]
    # From then on it would come too late, and is closed instead.
    not_after: Mapped[datetime | None]
    state: Mapped[MessageState] = mapped_column(
        default=MessageState.WAITING, server_default=MessageState.WAITING.value
    )
    closed_why: Mapped[str] = mapped_column(default="", server_default=text("''"))
    attempts: Mapped[int] = mapped_column(default=0)
    sent_at: Mapped[datetime | None] = mapped_column(index=True)
    failure: Mapped[str] = mapped_column(default="")


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """A message to be queued. `due_at` is now unless it says otherwise.

    One that `replaces` closes the older ones of its kind about the same thing that have not left yet, and
    leaves when they would have: people hear once of what changed twice.
    """

    recipient: str
    kind: str
    about: str
    subject: str
    body: str
    version: int = 1
    link: str = ""
    channel: Channel = Channel.EMAIL
    person_id: int | None = None
    due_at: datetime | None = None
    not_after: datetime | None = None
    replaces: bool = False


def queue(message: Message) -> bool:
    """Queue a message unless the same one was queued before; says whether it was new."""
    return queue_all([message]) == 1


def queue_all(messages: Sequence[Message]) -> int:
    """Queue the messages that were not queued before, in one statement; says how many were new."""
    if not messages:
        return 0
    now = clock.now()
    dues = _replace_older([one for one in messages if one.replaces])
    rows = [_as_row(message, dues, now) for message in messages]
    return len(write_rows(_insert_missing(db.session.connection().dialect.name), rows).all())


def _as_row(message: Message, dues: Mapping[tuple[str, str], datetime], now: datetime) -> dict[str, Any]:
    due = message.due_at or now
    earlier = dues.get((message.about, message.kind), due)
    row = asdict(message) | {"due_at": min(due, earlier), "written_at": now}
    del row["replaces"]
    return row | {"attempts": 0, "failure": "", "calendar": [], "again": 0}


def _replace_older(messages: Sequence[Message]) -> Mapping[tuple[str, str], datetime]:
    """Close what these messages replace; answers when each of those was due, by subject and kind."""
    if not messages:
        return {}
    keys = [(one.about, one.kind, one.version) for one in messages]
    # One comparison for each: of the same subject and kind, an older version.
    older = [
        (OutgoingMessage.about == about)
        & (OutgoingMessage.kind == kind)
        & (OutgoingMessage.version < version)
        & (OutgoingMessage.state == MessageState.WAITING)
        for about, kind, version in keys
    ]
    found: dict[tuple[str, str], datetime] = {}
    for start in range(0, len(older), _AT_ONCE):
        closed = db.session.execute(
            update(OutgoingMessage)
            .where(or_(*older[start : start + _AT_ONCE]))
            .values(state=MessageState.CLOSED, closed_why=REPLACED)
            .returning(OutgoingMessage.about, OutgoingMessage.kind, OutgoingMessage.due_at)
        )
        found |= {(row.about, row.kind): row.due_at for row in closed}
    return found


# A statement may hold so many conditions.
_AT_ONCE = 100


def close_waiting(abouts: Collection[str], why: str, *, kinds: Collection[str] = ()) -> int:
    """Close what has not left yet about these things, of these kinds or of any; says how many."""
    if not abouts:
        return 0
    where = [OutgoingMessage.about.in_(abouts), OutgoingMessage.state == MessageState.WAITING]
    if kinds:
        where.append(OutgoingMessage.kind.in_(kinds))
    closed = db.session.execute(
        update(OutgoingMessage)
        .where(*where)
        .values(state=MessageState.CLOSED, closed_why=why)
        .returning(OutgoingMessage.id)
    )
    return len(closed.all())


def send_again(message: OutgoingMessage) -> OutgoingMessage:
    """The same message once more, as a row of its own: what was sent stays as it was."""
    same = (OutgoingMessage.about, OutgoingMessage.kind, OutgoingMessage.version)
    key = (message.about, message.kind, message.version)
    newest = db.session.scalar(select(func.max(OutgoingMessage.again)).where(tuple_(*same) == tuple_(*key)))
    copied = ("recipient", "channel", "person_id", "kind", "about", "version", "subject", "body", "calendar")
    copy = OutgoingMessage(
        **{name: getattr(message, name) for name in copied},
        again=(newest or 0) + 1,
        due_at=clock.now(),
    )
    db.session.add(copy)
    db.session.flush()
    return copy


@cache
def _insert_missing(dialect: str) -> Insert:
    table = table_of(OutgoingMessage)
    insert = sqlite.insert(table) if dialect == "sqlite" else postgresql.insert(table)
    return insert.on_conflict_do_nothing().returning(table.c.id)
