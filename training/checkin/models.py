"""What happened at the door. Rows are only ever added, until they have been kept long enough."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from portal.kernel.db import Model
from training.checkin.domain import Outcome


class CheckInTry(Model):
    """Somebody entered a code of a room."""

    __tablename__ = "check_in_try"
    __table_args__ = (Index("ix_check_in_try_person_id_at", "person_id", "at"),)

    # Null where no room shows the code. What was tried at a sitting goes with it when its event moves.
    sitting_id: Mapped[int | None] = mapped_column(ForeignKey("sitting.id", ondelete="CASCADE"), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime] = mapped_column(index=True)
    outcome: Mapped[Outcome]
    # What the phone is known by at this one sitting; empty where it keeps no cookie.
    device: Mapped[str]
