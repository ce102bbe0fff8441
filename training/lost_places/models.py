"""Tables of places that were lost, and of who may book all the same."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, false, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.kernel.db import Model
from training.bookings.models import Booking
from training.lost_places.domain import ASKING, STANDING, LossKind, LossState
from training.lost_places.rules import EntryWhy


class LostPlace(Model):
    """A place that was booked and not used: a no-show, or a late withdrawal. One for a booking at most.

    Whose it is, and from which agency, says the booking.
    """

    __tablename__ = "lost_place"
    __table_args__ = (Index("ix_lost_place_state", "state", "noted_at", "id"),)

    booking_id: Mapped[int] = mapped_column(ForeignKey("booking.id", ondelete="CASCADE"), unique=True)
    kind: Mapped[LossKind]
    # The day of the event or, of a late withdrawal, the day it was given up: London's.
    happened_on: Mapped[date]
    noted_at: Mapped[datetime]
    state: Mapped[LossState]
    # How often it was noted: once, and again each time that the result came back to the same.
    times: Mapped[int] = mapped_column(default=1, server_default=text("1"))
    # When the letters were written; nobody is asked twice about a booking.
    asked_at: Mapped[datetime | None]
    # Of the link that answers without signing in; null before it is written, and once it was used.
    secret_hash: Mapped[str | None] = mapped_column(unique=True)
    link_until: Mapped[datetime | None]
    reason: Mapped[str] = mapped_column(default="", server_default=text("''"))
    answered_at: Mapped[datetime | None]
    # Null when they used the link.
    answered_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    # What was said when it was decided.
    note: Mapped[str] = mapped_column(default="", server_default=text("''"))
    decided_at: Mapped[datetime | None]
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    # Whether it stood in the ledger of an agency when it was noted last.
    is_entered: Mapped[bool] = mapped_column(default=False, server_default=false())
    # What was written was kept long enough and is blank now.
    words_purged: Mapped[bool] = mapped_column(default=False, server_default=false())

    booking: Mapped[Booking] = relationship(lazy="raise")

    @property
    def counts(self) -> bool:
        return self.state in STANDING

    @property
    def is_asking(self) -> bool:
        return self.state in ASKING


class LedgerEntry(Model):
    """A place that an agency lost or, with the other sign, one that does not count after all.

    Rows are only ever added: a counter row has the same amounts as the row it takes back.
    """

    __tablename__ = "ledger_entry"
    __table_args__ = (
        CheckConstraint("sign IN (-1, 1)", name="sign_is_one"),
        Index("ix_ledger_entry_agency_id", "agency_id", "happened_on"),
    )

    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"))
    booking_id: Mapped[int] = mapped_column(ForeignKey("booking.id", ondelete="CASCADE"), index=True)
    kind: Mapped[LossKind]
    why: Mapped[EntryWhy]
    sign: Mapped[int]
    # The day that it counts for, which is the same in the counter row.
    happened_on: Mapped[date]
    # How long the event was, where lost places are charged.
    half_days: Mapped[int]
    full_days: Mapped[int]
    # With its sign; nought where lost places are only counted.
    pounds: Mapped[int]
    entered_at: Mapped[datetime]


class BookingPass(Model):
    """Somebody may book, whatever they missed, until a day and for a reason. Only ever added."""

    __tablename__ = "booking_pass"

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    # The last day.
    until: Mapped[date]
    reason: Mapped[str]
    granted_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    granted_at: Mapped[datetime]
