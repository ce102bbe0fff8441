"""The log of who did what. Entries are only ever added, in the same transaction as the change."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Index, insert
from sqlalchemy.orm import Mapped, mapped_column

from portal.kernel import clock
from portal.kernel.access import Actor
from portal.kernel.db import Model, db, unit_of_work


class Activity(Model):
    """One thing that somebody did. Holds references and words, never a family's or a note's text."""

    __tablename__ = "activity"
    __table_args__ = (Index("ix_activity_subject", "subject_kind", "subject_id"),)

    at: Mapped[datetime] = mapped_column(index=True)
    # Null when the portal acted by itself. No foreign key: the log outlives what it speaks of.
    actor_id: Mapped[int | None] = mapped_column(index=True)
    verb: Mapped[str]
    subject_kind: Mapped[str]
    subject_id: Mapped[int]
    details: Mapped[dict[str, object]] = mapped_column(JSON, default=dict)
    reason: Mapped[str] = mapped_column(default="")


def record(actor: Actor, verb: str, subject: Model, *, reason: str = "", **details: object) -> None:
    """Write down that `actor` did `verb` to `subject`; `details` hold before and after where they matter."""
    db.session.flush()  # a new row has no id to speak of until now
    db.session.add(Activity(**_entry(actor, verb, type(subject), subject.id, details), reason=reason))


def record_all(actor: Actor, verb: str, kind: type[Model], ids: Iterable[int], **details: object) -> None:
    """The same of many records at once, in one statement."""
    rows = [_entry(actor, verb, kind, subject_id, details) | {"reason": ""} for subject_id in ids]
    if rows:
        db.session.execute(insert(Activity), rows)


def record_opening(actor: Actor, verb: str, kind: type[Model], subject_id: int) -> None:
    """Log that `actor` opened a record: the one thing that a page which is only read may write.

    In a transaction of its own, so that the page's own reading starts afresh after it: on SQLite a
    transaction that began by reading could not write. Call it before loading what the page shows.
    """
    db.session.rollback()
    with unit_of_work():
        record_all(actor, verb, kind, [subject_id])


def _entry(
    actor: Actor, verb: str, kind: type[Model], subject_id: int, details: dict[str, object]
) -> dict[str, Any]:
    return {
        "at": clock.now(),
        "actor_id": actor.person_id or None,
        "verb": verb,
        "subject_kind": kind.__tablename__,
        "subject_id": subject_id,
        "details": details,
    }
