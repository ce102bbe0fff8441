"""Tables of changes to many events, and of new dates that people choose from."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.kernel.db import Model
from training.catalogue.models import TrainingEvent
from training.changes.domain import ChangeAct


class MassChange(Model):
    """One act for several events: what, why, and who."""

    __tablename__ = "mass_change"

    act: Mapped[ChangeAct]
    reason: Mapped[str]
    online_link: Mapped[str] = mapped_column(default="")
    asked_at: Mapped[datetime]
    asked_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    undone_at: Mapped[datetime | None]
    undone_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))

    events: Mapped[list[ChangedEvent]] = relationship(order_by="ChangedEvent.id", lazy="raise")


class ChangedEvent(Model):
    """One of the events: how it was before, on which days it is to be, and what came of it."""

    __tablename__ = "changed_event"
    __table_args__ = (UniqueConstraint("change_id", "event_id"),)

    change_id: Mapped[int] = mapped_column(ForeignKey("mass_change.id"))
    event_id: Mapped[int] = mapped_column(ForeignKey("training_event.id"), index=True)
    days: Mapped[list[str]] = mapped_column(JSON, default=list)
    before: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    # The event's own count of changes after this one: another change since cannot be undone with it.
    sequence: Mapped[int] = mapped_column(default=0)
    done_at: Mapped[datetime | None]
    failure: Mapped[str] = mapped_column(default="")

    event: Mapped[TrainingEvent] = relationship(lazy="raise")


class NewDate(Model):
    """One of the new dates of an event: an event of its own, with places kept for those who are to choose."""

    __tablename__ = "new_date"
    __table_args__ = (CheckConstraint("held >= 0", name="held_not_negative"),)

    changed_event_id: Mapped[int] = mapped_column(ForeignKey("changed_event.id"), index=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("training_event.id"), unique=True)
    held: Mapped[int]

    event: Mapped[TrainingEvent] = relationship(lazy="raise")


class DateChoice(Model):
    """Somebody who may choose one of the new dates, until then, and what they chose."""

    __tablename__ = "date_choice"
    __table_args__ = (UniqueConstraint("changed_event_id", "person_id"),)

    changed_event_id: Mapped[int] = mapped_column(ForeignKey("changed_event.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    until: Mapped[datetime] = mapped_column(index=True)
    # When they chose, declined or let the time pass; null while they may choose.
    ended_at: Mapped[datetime | None]
    # When the places kept on the other dates were given back.
    given_back_at: Mapped[datetime | None]
    # Null for none of them.
    chosen_id: Mapped[int | None] = mapped_column(ForeignKey("training_event.id"))
