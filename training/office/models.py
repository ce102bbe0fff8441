"""Lists of people who are booked at once."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, UniqueConstraint, false, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.kernel.db import Model
from portal.people.models import Person
from training.bookings.models import Booking
from training.catalogue.models import TrainingEvent
from training.office.domain import ListState, Mode, Outcome

_IS_OPEN = text(f"state = '{ListState.OPEN.value}'")


class OfficeList(Model):
    """People whom one person books on one event in one go."""

    __tablename__ = "office_list"
    __table_args__ = (
        # A draft is gone on with; nobody has two for one event.
        Index(
            "uq_office_list_open",
            "event_id",
            "made_by_id",
            unique=True,
            sqlite_where=_IS_OPEN,
            postgresql_where=_IS_OPEN,
        ),
    )

    event_id: Mapped[int] = mapped_column(ForeignKey("training_event.id"), index=True)
    made_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    made_at: Mapped[datetime]
    state: Mapped[ListState] = mapped_column(default=ListState.OPEN)
    mode: Mapped[Mode] = mapped_column(default=Mode.EACH_WAITS)
    # When it was last worked out what each person would get; null after a change.
    checked_at: Mapped[datetime | None]
    booked_at: Mapped[datetime | None]

    event: Mapped[TrainingEvent] = relationship(lazy="raise")


class OfficeRow(Model):
    """One person on a list; while nobody knows who is meant, only what was typed."""

    __tablename__ = "office_row"
    __table_args__ = (UniqueConstraint("list_id", "person_id"),)

    list_id: Mapped[int] = mapped_column(ForeignKey("office_list.id"), index=True)
    # The line or spreadsheet row it came from; 0 for somebody who was chosen.
    number: Mapped[int] = mapped_column(default=0)
    typed: Mapped[str] = mapped_column(default="")
    # How many people the line may mean, while nobody has decided.
    candidates: Mapped[int] = mapped_column(default=0)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    # Blank once the booking has them.
    access_needs: Mapped[str] = mapped_column(default="")
    despite_clash: Mapped[bool] = mapped_column(default=False, server_default=false())
    is_left_out: Mapped[bool] = mapped_column(default=False, server_default=false())
    # What they would get, when it was last worked out; what they got, once the list is booked.
    outcome: Mapped[Outcome | None]
    # Why not, or which turn on the waiting list.
    told: Mapped[str] = mapped_column(default="")
    booking_id: Mapped[int | None] = mapped_column(ForeignKey("booking.id", ondelete="SET NULL"), index=True)

    person: Mapped[Person | None] = relationship(lazy="raise")
    booking: Mapped[Booking | None] = relationship(lazy="raise")

    @property
    def is_undecided(self) -> bool:
        return self.person_id is None and not self.is_left_out

    @property
    def is_going(self) -> bool:
        return self.person_id is not None and not self.is_left_out
