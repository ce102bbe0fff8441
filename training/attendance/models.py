"""The register: one mark for each person and sitting."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from portal.kernel.db import Model
from training.attendance.domain import AttendanceMark, TakenHow


class SittingMark(Model):
    """Whether somebody was there. Marks advise; the event's result is confirmed by a person."""

    __tablename__ = "sitting_mark"
    __table_args__ = (UniqueConstraint("sitting_id", "booking_id"),)

    sitting_id: Mapped[int] = mapped_column(ForeignKey("sitting.id"))
    booking_id: Mapped[int] = mapped_column(ForeignKey("booking.id"), index=True)
    mark: Mapped[AttendanceMark]
    taken_how: Mapped[TakenHow] = mapped_column(default=TakenHow.TRAINER_LIST)
    marked_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    marked_at: Mapped[datetime]
