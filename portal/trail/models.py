"""Copies of what is held about a person: asked for, made in the background, fetched, and then deleted."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, LargeBinary
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.kernel.db import Model
from portal.people.models import Person


class SubjectAccess(Model):
    """One copy. The row stays; the copy itself goes when it expires."""

    __tablename__ = "subject_access"

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    asked_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    asked_at: Mapped[datetime]
    reason: Mapped[str] = mapped_column(default="")
    # Whether audits and their results are in it: not where whoever administers the portal asked.
    with_cases: Mapped[bool]
    # The piece of long work that makes it. No foreign key: finished work may be forgotten.
    work_id: Mapped[int | None]
    ready_at: Mapped[datetime | None]
    expires_at: Mapped[datetime | None] = mapped_column(index=True)
    content: Mapped[bytes | None] = mapped_column(LargeBinary, deferred=True)

    person: Mapped[Person] = relationship(foreign_keys=[person_id], lazy="raise")
