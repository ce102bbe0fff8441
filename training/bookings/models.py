"""Tables of who is on which event, and how each booking came to stand where it stands."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ColumnElement, ForeignKey, Index, UniqueConstraint, and_, false, or_, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.kernel.db import Model
from portal.kernel.keeping import only_add
from portal.people.models import Agency, Person
from training.bookings.domain import LIVE, PLACE_HOLDERS, BookingStatus
from training.bookings.domain.door_codes import new_door_code
from training.catalogue.models import TrainingEvent

_IS_LIVE = text(f"status IN ({', '.join(repr(status.value) for status in sorted(LIVE))})")

# Whoever joined after lots were drawn comes after all who took part.
NO_LOT = 2_000_000_000


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
    # What the person's own picture at the door holds.
    door_code: Mapped[str] = mapped_column(unique=True, default=new_door_code)
    booked_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    # Only rules raise it, and why is shown to the person; higher goes first.
    priority: Mapped[int] = mapped_column(default=0)
    priority_reason: Mapped[str] = mapped_column(default="", server_default=text("''"))
    # Where a lottery put them; null for whoever joined after the draw, and goes after the others.
    draw_rank: Mapped[int | None]
    # Why promotion last passed this person over; empty when it did not.
    skip_reason: Mapped[str] = mapped_column(default="")
    # When the last approval step was done; kept while a place is waited for.
    approved_at: Mapped[datetime | None]
    # Asked again although they had a place: it stays theirs until somebody decides.
    keeps_place: Mapped[bool] = mapped_column(default=False, server_default=false())
    # Until when an offered place is held.
    offer_until: Mapped[datetime | None]
    # They know of what else is in their diary and want this as well.
    despite_clash: Mapped[bool] = mapped_column(default=False, server_default=false())
    # Withdrawn inside the late limit; a reason means that staff let it pass.
    is_late_cancel: Mapped[bool] = mapped_column(default=False, server_default=false())
    late_waived_reason: Mapped[str] = mapped_column(default="", server_default=text("''"))
    is_walk_in: Mapped[bool] = mapped_column(default=False, server_default=false())
    # Whose place this person took as a substitute.
    replaces_id: Mapped[int | None] = mapped_column(ForeignKey("booking.id"), index=True)

    event: Mapped[TrainingEvent] = relationship(lazy="raise")
    person: Mapped[Person] = relationship(foreign_keys=[person_id], lazy="raise")
    agency: Mapped[Agency | None] = relationship(lazy="raise")
    entries: Mapped[list[StatusEntry]] = relationship(order_by="StatusEntry.id", lazy="raise")

    @property
    def holds_place(self) -> bool:
        return self.status in PLACE_HOLDERS or (
            self.status is BookingStatus.REQUESTED and bool(self.keeps_place)
        )


def holds_place() -> ColumnElement[bool]:
    """Bookings that use one of their event's places."""
    kept = and_(Booking.status == BookingStatus.REQUESTED, Booking.keeps_place)
    return or_(Booking.status.in_(PLACE_HOLDERS), kept)


class StatusEntry(Model):
    """One step of a booking. Entries are only ever added, and go with their booking alone."""

    __tablename__ = "booking_status_entry"

    booking_id: Mapped[int] = mapped_column(ForeignKey("booking.id", ondelete="CASCADE"), index=True)
    status: Mapped[BookingStatus]
    at: Mapped[datetime]
    # Null when the portal acted by itself.
    actor_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    reason: Mapped[str] = mapped_column(default="")


# Who did it may become another: two people may turn out to be one.
only_add(StatusEntry, keeps=("id", "booking_id", "status", "at", "reason"), owner="booking", key="booking_id")


class WindowExtension(Model):
    """One named person may book an event after booking has closed."""

    __tablename__ = "booking_extension"
    __table_args__ = (UniqueConstraint("event_id", "person_id"),)

    event_id: Mapped[int] = mapped_column(ForeignKey("training_event.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    until: Mapped[datetime]
    reason: Mapped[str]
    granted_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    granted_at: Mapped[datetime]
