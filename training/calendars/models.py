"""Tables of what diaries hold, and of the secret addresses by which feeds are read."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column

from portal.kernel.db import Model
from training.calendars.domain import FeedKind, Kept, Slot


class CalendarEntry(Model):
    """What was last sent for one sitting of a booking: the diary's memory, kept on our side."""

    __tablename__ = "calendar_entry"
    __table_args__ = (UniqueConstraint("booking_id", "number"),)

    booking_id: Mapped[int] = mapped_column(ForeignKey("booking.id", ondelete="CASCADE"))
    # Which sitting of the event, from 1; with the booking's own it makes the entry's UID.
    number: Mapped[int]
    sequence: Mapped[int]
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    place: Mapped[str]
    stamped_at: Mapped[datetime]
    is_cancelled: Mapped[bool] = mapped_column(default=False, server_default=false())

    @property
    def kept(self) -> Kept:
        slot = Slot(self.starts_at, self.ends_at, self.place)
        return Kept(self.number, self.sequence, slot, self.is_cancelled)


class CalendarFeed(Model):
    """A secret address that somebody's calendar program reads. Only its fingerprint is kept."""

    __tablename__ = "calendar_feed"
    __table_args__ = (UniqueConstraint("person_id", "kind"),)

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    kind: Mapped[FeedKind]
    secret_hash: Mapped[str] = mapped_column(unique=True)
    made_at: Mapped[datetime]
