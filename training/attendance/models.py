"""The register: one mark for each person and sitting."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from portal.kernel.db import Model
from training.attendance.domain import AttendanceMark, TakenHow


class SittingMark(Model):
    """Whether somebody was there. Marks advise; the event's result is confirmed by a person."""

    __tablename__ = "sitting_mark"
    __table_args__ = (
        UniqueConstraint("sitting_id", "booking_id"),
        CheckConstraint("minutes_late IS NULL OR mark = 'late'", name="minutes_of_late"),
    )

    sitting_id: Mapped[int] = mapped_column(ForeignKey("sitting.id"))
    booking_id: Mapped[int] = mapped_column(ForeignKey("booking.id"), index=True)
    mark: Mapped[AttendanceMark]
    # Beside Late, where it is known.
    minutes_late: Mapped[int | None]
    taken_how: Mapped[TakenHow] = mapped_column(default=TakenHow.TRAINER_LIST)
    marked_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    marked_at: Mapped[datetime]


class RegisterReopening(Model):
    """A register that was confirmed, or closed by the calendar, may be changed again. Only ever added."""

    __tablename__ = "register_reopening"

    event_id: Mapped[int] = mapped_column(ForeignKey("training_event.id"), index=True)
    reason: Mapped[str]
    reopened_at: Mapped[datetime]
    reopened_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    # Those who run training need no such day; the trainers of the event do.
    until: Mapped[datetime]
