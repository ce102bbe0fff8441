"""The log of who did what. Entries are only ever added, in the same transaction as the change."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import JSON, Index
from sqlalchemy.orm import Mapped, mapped_column

from portal.kernel import clock
from portal.kernel.access import Actor
from portal.kernel.db import Model, db


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
    db.session.add(
        Activity(
            at=clock.now(),
            actor_id=actor.person_id or None,
            verb=verb,
            subject_kind=subject.__tablename__,
            subject_id=subject.id,
            details=details,
            reason=reason,
        )
    )
