"""Tables of what is taught, where, and when."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import (
    JSON,
    CheckConstraint,
    ColumnElement,
    ForeignKey,
    Index,
    UniqueConstraint,
    case,
    false,
    or_,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.kernel.db import Model
from portal.people.models import Person
from training.catalogue.domain import CourseFormat, CourseLevel, EventState


class Course(Model):
    """What is taught. Its dated runs are training events."""

    __tablename__ = "course"
    __table_args__ = (
        CheckConstraint("minutes > 0", name="minutes_positive"),
        CheckConstraint("retired_on IS NULL OR NOT is_listed", name="retired_is_not_listed"),
    )

    title: Mapped[str] = mapped_column(unique=True)
    summary: Mapped[str]
    aims: Mapped[str] = mapped_column(default="")
    # One outcome a line; a certificate prints them as they were on the day.
    outcomes: Mapped[str] = mapped_column(default="")
    audience: Mapped[str] = mapped_column(default="")
    # `RoleGroup`s of the workforce that it is for; empty for everybody.
    role_groups: Mapped[list[str]] = mapped_column(JSON, default=list, server_default=text("'[]'"))
    level: Mapped[CourseLevel]
    format: Mapped[CourseFormat]
    minutes: Mapped[int]
    # Where e-learning is taken; empty for every other format.
    e_learning_link: Mapped[str] = mapped_column(default="", server_default=text("''"))
    # Keys of the Good Help principles it serves ("GH3") and of the audit items it answers ("B2").
    principles: Mapped[list[str]] = mapped_column(JSON, default=list)
    # Lines of the strategy that it serves, in the partnership's words; one that is gone is shown nowhere.
    lines: Mapped[list[str]] = mapped_column(JSON, default=list, server_default=text("'[]'"))
    audit_items: Mapped[list[str]] = mapped_column(JSON, default=list)
    is_common_core: Mapped[bool] = mapped_column(default=False)
    # The gate of docs/training.md 4.7: no certificate before the evaluation is sent.
    requires_evaluation: Mapped[bool] = mapped_column(default=True)
    # How long a certificate stays current; null for ever.
    valid_for_months: Mapped[int | None]
    # How many live bookings one person may have for this course; null for what the partnership set.
    most_live_bookings: Mapped[int | None]
    # Whoever changes what they told us about their needs is asked about again.
    asks_again: Mapped[bool] = mapped_column(default=False, server_default=false())
    # How long before it runs out it can be renewed, and the shorter course that will do; null for this one.
    renew_within_months: Mapped[int | None]
    refresher_id: Mapped[int | None] = mapped_column(ForeignKey("course.id"))
    # Raised when what is taught changes, so that certificates can say which version was learned.
    version: Mapped[int] = mapped_column(default=1)
    is_listed: Mapped[bool] = mapped_column(default=True)
    # No longer taught from this day on: not listed, and no new events, until somebody takes it up again.
    retired_on: Mapped[date | None]
    # `text.folded` of title, summary and audience, which the catalogue is searched by.
    search_text: Mapped[str] = mapped_column(default="")

    @property
    def hours(self) -> Decimal:
        return Decimal(self.minutes) / 60


class CoursePrerequisite(Model):
    """What somebody must hold on the day of an event of this course."""

    __tablename__ = "course_prerequisite"
    __table_args__ = (
        UniqueConstraint("course_id", "needed_id"),
        CheckConstraint("course_id <> needed_id", name="not_itself"),
    )

    course_id: Mapped[int] = mapped_column(ForeignKey("course.id"))
    needed_id: Mapped[int] = mapped_column(ForeignKey("course.id"), index=True)


class Venue(Model):
    """A place where training happens."""

    __tablename__ = "venue"
    __table_args__ = (CheckConstraint("capacity > 0", name="capacity_positive"),)

    name: Mapped[str] = mapped_column(unique=True)
    address: Mapped[str] = mapped_column(default="")
    # Step-free entrance, hearing loop, parking: what somebody needs to know before they come.
    access_notes: Mapped[str] = mapped_column(default="")
    local_area_id: Mapped[int | None] = mapped_column(ForeignKey("local_area.id"), index=True)
    # How many people fit in; null while nobody has said.
    capacity: Mapped[int | None]
    # Whom to ask about the room: the place's own switchboard or mailbox, nobody's name.
    contact: Mapped[str] = mapped_column(default="", server_default=text("''"))
    # Offered for no new event.
    is_retired: Mapped[bool] = mapped_column(default=False, server_default=false())


class TrainingEvent(Model):
    """One run of a course, dated or not yet dated (docs/training.md 4.1).

    `places_taken` counts the bookings that hold a place. Only an act in the activity log raises
    `overbooked`, and it falls again as soon as fewer places are taken (I1).
    """

    __tablename__ = "training_event"
    __table_args__ = (
        CheckConstraint("capacity > 0", name="capacity_positive"),
        CheckConstraint("overbooked >= 0", name="overbooked_not_negative"),
        CheckConstraint("places_taken >= 0", name="places_taken_not_negative"),
        CheckConstraint("places_taken <= capacity + overbooked", name="places_within_capacity"),
        CheckConstraint("(starts_at IS NULL) = (ends_at IS NULL)", name="dated_or_not"),
        CheckConstraint("starts_at IS NULL OR ends_at > starts_at", name="ends_after_start"),
        Index("ix_training_event_state_starts_at", "state", "starts_at"),
        Index("ix_training_event_course_id_starts_at", "course_id", "starts_at"),
    )

    course_id: Mapped[int] = mapped_column(ForeignKey("course.id"))
    # What people quote on the telephone, such as "GHP-0042".
    code: Mapped[str] = mapped_column(unique=True)
    venue_id: Mapped[int | None] = mapped_column(ForeignKey("venue.id"), index=True)
    online_link: Mapped[str] = mapped_column(default="")
    # Whether a sitting has a place of its own: most have none, and nobody needs to ask them.
    has_own_places: Mapped[bool] = mapped_column(default=False, server_default=false())
    capacity: Mapped[int]
    places_taken: Mapped[int] = mapped_column(default=0)
    overbooked: Mapped[int] = mapped_column(default=0)
    # Null: open from the moment the event is, and until it starts.
    booking_opens_at: Mapped[datetime | None]
    booking_closes_at: Mapped[datetime | None]
    # The first sitting's start and the last one's end; null while there is no date.
    starts_at: Mapped[datetime | None]
    ends_at: Mapped[datetime | None]
    state: Mapped[EventState] = mapped_column(default=EventState.PLANNED)
    cancelled_reason: Mapped[str] = mapped_column(default="")
    # Raised when date or place changes: what people are told again, and a calendar entry's SEQUENCE.
    sequence: Mapped[int] = mapped_column(default=0)
    # A scarce event draws lots: at this published time, once, with a seed that is kept for anybody to check.
    draw_at: Mapped[datetime | None]
    drawn_at: Mapped[datetime | None]
    draw_seed: Mapped[str] = mapped_column(default="", server_default=text("''"))
    # Set by the one button that confirms who attended (docs/training.md 4.6).
    result_confirmed_at: Mapped[datetime | None]
    result_confirmed_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))

    course: Mapped[Course] = relationship(lazy="raise")
    venue: Mapped[Venue | None] = relationship(lazy="raise")
    sittings: Mapped[list[Sitting]] = relationship(
        back_populates="event", order_by="Sitting.starts_at, Sitting.id", lazy="raise"
    )
    trainers: Mapped[list[EventTrainer]] = relationship(order_by="EventTrainer.id", lazy="raise")

    @property
    def places_left(self) -> int:
        """None are left while the event is overbooked."""
        return max(0, self.capacity + self.overbooked - self.places_taken)


class Sitting(Model):
    """One start-to-end of an event, in one place on one day."""

    __tablename__ = "sitting"
    __table_args__ = (CheckConstraint("ends_at > starts_at", name="ends_after_start"),)

    event_id: Mapped[int] = mapped_column(ForeignKey("training_event.id"), index=True)
    starts_at: Mapped[datetime] = mapped_column(index=True)
    ends_at: Mapped[datetime]
    # Its own place; both empty where it is held in the event's (`PlannedSitting.where`).
    venue_id: Mapped[int | None] = mapped_column(ForeignKey("venue.id"), index=True)
    online_link: Mapped[str] = mapped_column(default="", server_default=text("''"))

    event: Mapped[TrainingEvent] = relationship(back_populates="sittings", lazy="raise")


# Where a sitting is held: in its own place, or in its event's (`PlannedSitting.where`, in SQL).
_HAS_OWN = or_(Sitting.venue_id.is_not(None), Sitting.online_link != "")
VENUE_OF_SITTING: ColumnElement[Any] = case((_HAS_OWN, Sitting.venue_id), else_=TrainingEvent.venue_id)
# For lists, which have one line for it.
PLACE_OF_EVENT: ColumnElement[str | None] = case(
    (TrainingEvent.has_own_places, "Different places on different days"), else_=Venue.name
)
LINK_OF_SITTING: ColumnElement[str] = case((_HAS_OWN, Sitting.online_link), else_=TrainingEvent.online_link)


class EventTrainer(Model):
    """Who teaches an event."""

    __tablename__ = "event_trainer"
    __table_args__ = (UniqueConstraint("event_id", "person_id"),)

    event_id: Mapped[int] = mapped_column(ForeignKey("training_event.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)

    person: Mapped[Person] = relationship(lazy="raise")
