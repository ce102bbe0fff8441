"""The table of feedback: an audit's result, released to the practitioner whom it is about."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from audits.marking.models import Audit
from portal.kernel.db import Model
from portal.people.models import Person


class Feedback(Model):
    """Released feedback. What it says is read from the audit, whose marks are frozen."""

    __tablename__ = "feedback"

    audit_id: Mapped[int] = mapped_column(ForeignKey("audit.id"), unique=True)
    # One feedback for a double-marked assessment too, built from the first of the agreed audits.
    sample_item_id: Mapped[int] = mapped_column(ForeignKey("sample_item.id"), unique=True)
    # Who led the assessment when the feedback was released.
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    released_at: Mapped[datetime]
    released_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    # Whether the practitioner sees who audited (docs/audits.md 4.5; a learning culture says yes).
    shows_auditor: Mapped[bool] = mapped_column(default=True)

    audit: Mapped[Audit] = relationship(lazy="raise")
    person: Mapped[Person] = relationship(foreign_keys=[person_id], lazy="raise")
    released_by: Mapped[Person] = relationship(foreign_keys=[released_by_id], lazy="raise")
