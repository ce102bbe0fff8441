"""Tables of who wants which course, and which of its dates they were told about."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.kernel.db import Model
from portal.people.models import Person
from training.catalogue.models import Course


class Interest(Model):
    """One person wants one course. The row goes when they are booked on it, or want it no longer."""

    __tablename__ = "interest"
    __table_args__ = (UniqueConstraint("course_id", "person_id"),)

    course_id: Mapped[int] = mapped_column(ForeignKey("course.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    since: Mapped[datetime]

    course: Mapped[Course] = relationship(lazy="raise")
    person: Mapped[Person] = relationship(lazy="raise")


class ToldDate(Model):
    """They know of this event: because we wrote to them, or because it stood there when they asked."""

    __tablename__ = "interest_told_date"
    __table_args__ = (UniqueConstraint("interest_id", "event_id"),)

    interest_id: Mapped[int] = mapped_column(ForeignKey("interest.id", ondelete="CASCADE"))
    event_id: Mapped[int] = mapped_column(ForeignKey("training_event.id", ondelete="CASCADE"), index=True)
