"""Tables of who has to agree to bookings, what was asked, and what was answered."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, false, text
from sqlalchemy.orm import Mapped, mapped_column

from portal.kernel.db import Model
from portal.kernel.keeping import only_add
from training.approvals.domain import Capacity, StepKind, Way
from training.bookings.domain import BookingStatus

_IS_OPEN = text("ended_at IS NULL")
_IS_UNTOLD = text("round IS NULL")


class ApprovalPolicy(Model):
    """Who is asked about bookings on one course, or of one agency. Without a row, nobody."""

    __tablename__ = "approval_policy"
    __table_args__ = (CheckConstraint("(course_id IS NULL) <> (agency_id IS NULL)", name="of_one"),)

    course_id: Mapped[int | None] = mapped_column(ForeignKey("course.id"), unique=True)
    agency_id: Mapped[int | None] = mapped_column(ForeignKey("agency.id"), unique=True)
    way: Mapped[Way]
    # The training team is asked last; courses alone ask for it.
    asks_second: Mapped[bool] = mapped_column(default=False, server_default=false())


class ApprovalRequest(Model):
    """One time that a booking was asked about. Asking again is a new request with new steps and links."""

    __tablename__ = "approval_request"
    __table_args__ = (
        Index(
            "uq_approval_request_open",
            "booking_id",
            unique=True,
            sqlite_where=_IS_OPEN,
            postgresql_where=_IS_OPEN,
        ),
        Index("ix_approval_request_ended_at_expires_at", "ended_at", "expires_at"),
    )

    booking_id: Mapped[int] = mapped_column(ForeignKey("booking.id", ondelete="CASCADE"), index=True)
    asked_at: Mapped[datetime]
    # How many steps there are, and which of them it is at, from 1.
    steps: Mapped[int]
    current: Mapped[int] = mapped_column(default=1)
    expires_at: Mapped[datetime]
    # When the approver is reminded; null when there is no time for it.
    remind_at: Mapped[datetime | None]
    reminded_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    # How the booking stood then.
    ended_as: Mapped[BookingStatus | None]


class Step(Model):
    """Somebody whose turn it is, or will be, to agree."""

    __tablename__ = "approval_step"
    __table_args__ = (UniqueConstraint("request_id", "number"),)

    request_id: Mapped[int] = mapped_column(ForeignKey("approval_request.id", ondelete="CASCADE"))
    number: Mapped[int]
    kind: Mapped[StepKind]
    # Why somebody else is asked than the policy says; empty when nobody else is.
    why: Mapped[str] = mapped_column(default="")


class Decision(Model):
    """What somebody answered to a step, once. Decisions are only ever added."""

    __tablename__ = "approval_decision"

    step_id: Mapped[int] = mapped_column(ForeignKey("approval_step.id", ondelete="CASCADE"), unique=True)
    decided_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    capacity: Mapped[Capacity]
    agreed: Mapped[bool]
    reason: Mapped[str] = mapped_column(default="")
    by_link: Mapped[bool] = mapped_column(default=False, server_default=false())
    at: Mapped[datetime]


only_add(
    Decision,
    keeps=("id", "step_id", "capacity", "agreed", "reason", "by_link", "at"),
    owner="approval_step",
    key="step_id",
)


class ApprovalLink(Model):
    """Somebody who is told of a step in a letter, and the address in it by which they answer.

    Only the fingerprint of the address is kept.
    """

    __tablename__ = "approval_link"
    __table_args__ = (
        Index("ix_approval_link_untold", "person_id", sqlite_where=_IS_UNTOLD, postgresql_where=_IS_UNTOLD),
    )

    step_id: Mapped[int] = mapped_column(ForeignKey("approval_step.id", ondelete="CASCADE"), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    # Null until it is written, and where the letter has no link.
    digest: Mapped[str | None] = mapped_column(unique=True)
    made_at: Mapped[datetime]
    # The one reminder, and not the first word of it.
    reminds: Mapped[bool] = mapped_column(default=False, server_default=false())
    # Which of this person's letters it stands in, counted from 1; null until that is written.
    round: Mapped[int | None]
    written_at: Mapped[datetime | None]


class AgencyApprover(Model):
    """Somebody whom an agency named to agree to bookings, besides those who lead it."""

    __tablename__ = "agency_approver"
    __table_args__ = (UniqueConstraint("agency_id", "person_id"),)

    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    named_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    named_at: Mapped[datetime]


class Deputy(Model):
    """Somebody who decides for somebody else, from one day to another, both included."""

    __tablename__ = "approval_deputy"
    __table_args__ = (CheckConstraint("person_id <> deputy_id", name="is_another"),)

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    deputy_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    named_at: Mapped[datetime]
    # When it is over: after the last day, or sooner where somebody ended it.
    over_at: Mapped[datetime]
