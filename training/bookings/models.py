"""Tables of who is on which event, and how each booking came to stand where it stands."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, false, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.kernel.db import Model
from portal.people.models import Agency, Person
from training.bookings.domain import LIVE, BookingStatus
from training.catalogue.models import TrainingEvent

_IS_LIVE = text(f"status IN ({', '.join(repr(status.value) for status in sorted(LIVE))})")


class Booking(Model):
    """One person on one event. `status` repeats the newest status entry.

    Booking again after an end is a new row at the end of the queue, with a new calendar entry.
    """

    __tablename__ = "booking"
    __table_args__ = (
        # I2: at most one live booking per person and event.
        Index(
            "uq_booking_live",
            "event_id",
            "person_id",
            unique=True,
            sqlite_where=_IS_LIVE,
            postgresql_where=_IS_LIVE,
        ),
        Index("ix_booking_event_id_status", "event_id", "status"),
    )

    event_id: Mapped[int] = mapped_column(ForeignKey("training_event.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    # Where the person worked on the day they booked; null for somebody without a post.
    agency_id: Mapped[int | None] = mapped_column(ForeignKey("agency.id"), index=True)
    school_id: Mapped[int | None] = mapped_column(ForeignKey("school.id"), index=True)
    status: Mapped[BookingStatus]
    # Their turn on the waiting list; ties go by id (docs/training.md 4.4).
    joined_at: Mapped[datetime]
    access_needs: Mapped[str] = mapped_column(default="")
    # They were kept long enough and are blank now.
    access_needs_purged: Mapped[bool] = mapped_column(default=False, server_default=false())
    calendar_uid: Mapped[str] = mapped_column(unique=True)
    booked_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    # Only rules raise it; higher goes first.
    priority: Mapped[int] = mapped_column(default=0)
    # Why promotion last passed this person over; empty when it did not.
    skip_reason: Mapped[str] = mapped_column(default="")

    event: Mapped[TrainingEvent] = relationship(lazy="raise")
    person: Mapped[Person] = relationship(foreign_keys=[person_id], lazy="raise")
    agency: Mapped[Agency | None] = relationship(lazy="raise")
    entries: Mapped[list[StatusEntry]] = relationship(order_by="StatusEntry.id", lazy="raise")


class StatusEntry(Model):
    """One step of a booking. Entries are only ever added."""

    __tablename__ = "booking_status_entry"

    booking_id: Mapped[int] = mapped_column(ForeignKey("booking.id"), index=True)
    status: Mapped[BookingStatus]
    at: Mapped[datetime]
    # Null when the portal acted by itself.
    actor_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    reason: Mapped[str] = mapped_column(default="")
