"""Tables of places that are kept for agencies or held without a name, and of the most that one may have."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from portal.kernel.db import Model
from portal.people.domain import AgencyKind
from training.shares.domain import ShareSort


def _once(table: str, of: str, name: str, group: str, *columns: str) -> Index:
    """A unique index over the rows of an event or a course that are for one sort of group."""
    where = text(group)
    return Index(
        f"uq_{table}_{name}", of, "sort", *columns, unique=True, sqlite_where=where, postgresql_where=where
    )


class AgencyShare(Model):
    """Places of an event that are kept for a group of agencies, or the most that one may have.

    The group is one agency, a kind, or, for a cap with neither, each agency by itself. It ends at `until`,
    or `days_before` the event begins, wherever that moves to.
    """

    __tablename__ = "agency_share"
    __table_args__ = (
        CheckConstraint("places > 0", name="places_positive"),
        CheckConstraint("kind IS NULL OR agency_id IS NULL", name="one_group"),
        CheckConstraint(
            "sort = 'most' OR kind IS NOT NULL OR agency_id IS NOT NULL", name="kept_for_somebody"
        ),
        CheckConstraint("until IS NULL OR days_before IS NULL", name="one_end"),
        _once("agency_share", "event_id", "kind", "kind IS NOT NULL", "kind"),
        _once("agency_share", "event_id", "agency", "agency_id IS NOT NULL", "agency_id"),
        _once("agency_share", "event_id", "each", "kind IS NULL AND agency_id IS NULL"),
        Index("ix_agency_share_event_id", "event_id"),
    )

    event_id: Mapped[int] = mapped_column(ForeignKey("training_event.id"))
    sort: Mapped[ShareSort]
    kind: Mapped[AgencyKind | None]
    agency_id: Mapped[int | None] = mapped_column(ForeignKey("agency.id"), index=True)
    places: Mapped[int]
    until: Mapped[datetime | None]
    days_before: Mapped[int | None]
    # When it was given out, and those who wait were looked at. It stands, though the event may move later.
    released_at: Mapped[datetime | None]


class CourseShare(Model):
    """What each new event of a course begins with."""

    __tablename__ = "course_share"
    __table_args__ = (
        CheckConstraint("places > 0", name="places_positive"),
        CheckConstraint("kind IS NULL OR agency_id IS NULL", name="one_group"),
        CheckConstraint(
            "sort = 'most' OR kind IS NOT NULL OR agency_id IS NOT NULL", name="kept_for_somebody"
        ),
        _once("course_share", "course_id", "kind", "kind IS NOT NULL", "kind"),
        _once("course_share", "course_id", "agency", "agency_id IS NOT NULL", "agency_id"),
        _once("course_share", "course_id", "each", "kind IS NULL AND agency_id IS NULL"),
        Index("ix_course_share_course_id", "course_id"),
    )

    course_id: Mapped[int] = mapped_column(ForeignKey("course.id"))
    sort: Mapped[ShareSort]
    kind: Mapped[AgencyKind | None]
    agency_id: Mapped[int | None] = mapped_column(ForeignKey("agency.id"), index=True)
    places: Mapped[int]
    days_before: Mapped[int | None]


class Reservation(Model):
    """Places of an event that somebody holds for people who are still to be named."""

    __tablename__ = "reservation"
    __table_args__ = (
        CheckConstraint("places >= 0", name="places_not_negative"),
        Index("ix_reservation_holder_id_event_id", "holder_id", "event_id"),
    )

    event_id: Mapped[int] = mapped_column(ForeignKey("training_event.id"), index=True)
    holder_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    # Whose people they are for; null for anybody's, which only those who run training may hold.
    agency_id: Mapped[int | None] = mapped_column(ForeignKey("agency.id"), index=True)
    # Held still, without those that were named or given back.
    places: Mapped[int]
    # How many one person might hold for a course when these were held: the number may be lowered since.
    most: Mapped[int]
    held_at: Mapped[datetime]
    warned_at: Mapped[datetime | None]
    # When the last of them was given back.
    released_at: Mapped[datetime | None]


class NamedPlace(Model):
    """One of the places that were held, with the booking it became."""

    __tablename__ = "named_place"
    __table_args__ = (UniqueConstraint("booking_id"),)

    reservation_id: Mapped[int] = mapped_column(ForeignKey("reservation.id", ondelete="CASCADE"), index=True)
    booking_id: Mapped[int] = mapped_column(ForeignKey("booking.id", ondelete="CASCADE"))


class SeatBank(Model):
    """How many seats an agency may use in a year: agreed + extra + carried over - carried forward."""

    __tablename__ = "seat_bank"
    __table_args__ = (
        UniqueConstraint("agency_id", "year"),
        CheckConstraint(
            "agreed >= 0 AND extra >= 0 AND carried_over >= 0 AND carried_forward >= 0",
            name="numbers_not_negative",
        ),
    )

    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"))
    # The calendar year that the year of seats begins in.
    year: Mapped[int]
    agreed: Mapped[int]
    extra: Mapped[int]
    carried_over: Mapped[int]
    carried_forward: Mapped[int]
