"""The roster: one row per appointment of a Champion or deputy. Rows are ended, never deleted."""

from __future__ import annotations

from datetime import date

from sqlalchemy import BindParameter, CheckConstraint, ColumnElement, ForeignKey, Index, exists, or_, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.kernel.db import Model
from portal.people.models import Person, School
from training.champions.domain import ChampionKind, Span

_OPEN_LEAD = "ends_on IS NULL AND kind = 'lead'"


class ChampionAppointment(Model):
    """One person as Early Help Champion, or deputy, of one school, from one day to another."""

    __tablename__ = "champion_appointment"
    __table_args__ = (
        CheckConstraint("ends_on IS NULL OR ends_on >= starts_on", name="ends_after_start"),
        # Two people appointing at the same moment cannot both succeed.
        Index(
            "uq_champion_appointment_open_lead",
            "school_id",
            unique=True,
            sqlite_where=text(_OPEN_LEAD),
            postgresql_where=text(_OPEN_LEAD),
        ),
        Index("ix_champion_appointment_school_dates", "school_id", "starts_on", "ends_on"),
    )

    school_id: Mapped[int] = mapped_column(ForeignKey("school.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    kind: Mapped[ChampionKind]
    starts_on: Mapped[date]
    # The last day; null while it goes on.
    ends_on: Mapped[date | None]
    ended_reason: Mapped[str] = mapped_column(default="")
    # Null when the portal wrote it by itself, as in the demo partnership.
    appointed_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))

    person: Mapped[Person] = relationship(foreign_keys=[person_id], lazy="raise")
    school: Mapped[School] = relationship(lazy="raise")

    @property
    def span(self) -> Span:
        return Span(self.starts_on, self.ends_on)


def is_current(day: date | BindParameter[date]) -> ColumnElement[bool]:
    """Appointments that run on this day."""
    return (ChampionAppointment.starts_on <= day) & or_(
        ChampionAppointment.ends_on.is_(None), ChampionAppointment.ends_on >= day
    )


def has_champion(
    kind: ChampionKind, day: date | BindParameter[date], *also: ColumnElement[bool]
) -> ColumnElement[bool]:
    """Schools that have somebody of this kind on this day."""
    return exists().where(
        ChampionAppointment.school_id == School.id, ChampionAppointment.kind == kind, is_current(day), *also
    )
