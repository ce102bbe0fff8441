"""What happened at the door. Rows are only ever added, until they have been kept long enough."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from portal.kernel.db import Model
from training.checkin.domain import Decision, Outcome


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


class DoorScan(Model):
    """A code was scanned at a door: a fact, whatever is made of it. The same `once` is never kept twice."""

    __tablename__ = "door_scan"

    sitting_id: Mapped[int] = mapped_column(ForeignKey("sitting.id", ondelete="CASCADE"), index=True)
    # Whose code it is: on this event where they have a booking here, or else the one that was scanned.
    booking_id: Mapped[int | None] = mapped_column(ForeignKey("booking.id", ondelete="CASCADE"), index=True)
    once: Mapped[str] = mapped_column(unique=True)
    value: Mapped[str]
    # By the clock of the device, which may be wrong, and by ours.
    scanned_at: Mapped[datetime]
    received_at: Mapped[datetime] = mapped_column(index=True)
    scanned_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    # Kept on the device while there was no network: somebody looks at it before it counts.
    is_late: Mapped[bool]
    outcome: Mapped[Outcome]


class DoorScanReview(Model):
    """What somebody decided about a scan that came in late. Only ever added."""

    __tablename__ = "door_scan_review"

    scan_id: Mapped[int] = mapped_column(ForeignKey("door_scan.id", ondelete="CASCADE"), unique=True)
    decision: Mapped[Decision]
    decided_at: Mapped[datetime]
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
