"""Tables of what is required of whom, and how everybody stands."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import (
    JSON,
    CheckConstraint,
    ForeignKey,
    Index,
    UniqueConstraint,
    false,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from portal.kernel.db import Model
from portal.kernel.keeping import only_add
from training.catalogue.domain import CourseLevel
from training.requirements.domain import (
    AllowanceKind,
    Basis,
    Clock,
    EvidenceState,
    HoursClock,
    Span,
    State,
    Takes,
    Terms,
)

_TURNS = text("changes_on IS NOT NULL")
_WAITS = text("state = 'waiting'")


class Requirement(Model):
    """What people of some role groups and kinds of agency have to have learned (docs/training.md 4.9)."""

    __tablename__ = "requirement"
    __table_args__ = (
        CheckConstraint("ends_on IS NULL OR ends_on >= starts_on", name="ends_after_start"),
        CheckConstraint("valid_months IS NULL OR valid_months > window_months", name="window_shorter"),
        CheckConstraint("(hours_minutes IS NULL) = (hours_months IS NULL)", name="hours_whole"),
    )

    name: Mapped[str] = mapped_column(unique=True)
    # In the partnership's words, such as where it says so.
    why: Mapped[str] = mapped_column(default="")
    # `RoleGroup`s and `AgencyKind`s of the posts that it concerns; empty for all.
    role_groups: Mapped[list[str]] = mapped_column(JSON, default=list)
    agency_kinds: Mapped[list[str]] = mapped_column(JSON, default=list)
    takes: Mapped[Takes] = mapped_column(default=Takes.ALL)
    basis: Mapped[Basis]
    # Null for ever; and for the clock of hours, whose months are below.
    valid_months: Mapped[int | None]
    window_months: Mapped[int] = mapped_column(default=0)
    reactivate_months: Mapped[int] = mapped_column(default=0)
    grace_days: Mapped[int] = mapped_column(default=0)
    # One of the days on which it runs out for everybody, and how many months are left at least.
    base_on: Mapped[date | None]
    least_months: Mapped[int] = mapped_column(default=0)
    hours_minutes: Mapped[int | None]
    # Hours of a higher level count as well; null for hours of any.
    hours_level: Mapped[CourseLevel | None]
    hours_months: Mapped[int | None]
    starts_on: Mapped[date]
    # The last day on which it is asked for; null while it goes on.
    ends_on: Mapped[date | None]
    # Raised with each change of what is asked, so that a cycle says by which words it was counted.
    version: Mapped[int] = mapped_column(default=1)
    # False while everybody concerned is being looked at again after a change.
    is_settled: Mapped[bool] = mapped_column(default=False, server_default=false())

    @property
    def span(self) -> Span:
        return Span(self.starts_on, self.ends_on)

    def concerns(self, role_group: str, agency_kind: str) -> bool:
        return (not self.role_groups or role_group in self.role_groups) and (
            not self.agency_kinds or agency_kind in self.agency_kinds
        )

    def terms(self, courses: frozenset[int]) -> Terms:
        clock = Clock(
            basis=self.basis,
            valid=self.valid_months,
            window=self.window_months,
            reactivate=self.reactivate_months,
            base_on=self.base_on,
            least=self.least_months,
        )
        hours = None
        if self.hours_minutes is not None and self.hours_months is not None:
            hours = HoursClock(self.hours_minutes, self.hours_months)
        return Terms(clock=clock, courses=courses, takes=self.takes, hours=hours, grace=self.grace_days)


class RequirementCourse(Model):
    """A course that a requirement is met by; its refresher renews it."""

    __tablename__ = "requirement_course"
    __table_args__ = (UniqueConstraint("requirement_id", "course_id"),)

    requirement_id: Mapped[int] = mapped_column(ForeignKey("requirement.id", ondelete="CASCADE"))
    course_id: Mapped[int] = mapped_column(ForeignKey("course.id", ondelete="CASCADE"), index=True)


class RequirementStanding(Model):
    """How a person stands with a requirement, as it was last worked out: by what happened, not by looking.

    Nobody who is not concerned, now or later, has a row.
    """

    __tablename__ = "requirement_standing"
    __table_args__ = (
        UniqueConstraint("person_id", "requirement_id"),
        Index("ix_requirement_standing_state", "requirement_id", "state", "due_on"),
        Index(
            "ix_requirement_standing_changes_on",
            "changes_on",
            sqlite_where=_TURNS,
            postgresql_where=_TURNS,
        ),
    )

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    requirement_id: Mapped[int] = mapped_column(ForeignKey("requirement.id", ondelete="CASCADE"))
    state: Mapped[State]
    # By when something has to be done, or until when all is well.
    due_on: Mapped[date | None]
    # The first day on which it will be otherwise by itself; null for never.
    changes_on: Mapped[date | None]
    # What they had last, and its last day.
    completed_on: Mapped[date | None]
    until: Mapped[date | None]
    # The day on which this state was first written down.
    state_since: Mapped[date]


class RequirementCycle(Model):
    """What once counted for a person: copied here when it began, and never written over."""

    __tablename__ = "requirement_cycle"
    __table_args__ = (UniqueConstraint("person_id", "requirement_id", "number"),)

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    requirement_id: Mapped[int] = mapped_column(ForeignKey("requirement.id", ondelete="CASCADE"), index=True)
    number: Mapped[int]
    completed_on: Mapped[date]
    # Null for ever.
    until: Mapped[date | None]
    # Of the requirement, when it was counted.
    version: Mapped[int]
    noted_at: Mapped[datetime]


only_add(
    RequirementCycle,
    keeps=(
        *("id", "person_id", "requirement_id", "number"),
        *("completed_on", "until", "version", "noted_at"),
    ),
    owner="requirement",
    key="requirement_id",
)


class RequirementAllowance(Model):
    """An exemption or an extension, and why."""

    __tablename__ = "requirement_allowance"
    __table_args__ = (Index("ix_requirement_allowance_person_id", "person_id", "requirement_id"),)

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    requirement_id: Mapped[int] = mapped_column(ForeignKey("requirement.id", ondelete="CASCADE"), index=True)
    kind: Mapped[AllowanceKind]
    starts_on: Mapped[date]
    # The last day; null for an exemption that goes on.
    until: Mapped[date | None]
    reason: Mapped[str]
    # Given to many at once.
    is_bulk: Mapped[bool] = mapped_column(default=False, server_default=false())
    given_at: Mapped[datetime]
    given_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    ended_at: Mapped[datetime | None]
    ended_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))


class RequirementEvidence(Model):
    """What somebody says they learned elsewhere, and what became of it."""

    __tablename__ = "requirement_evidence"
    __table_args__ = (
        Index("ix_requirement_evidence_person_id", "person_id", "requirement_id"),
        Index(
            "ix_requirement_evidence_waiting",
            "sent_at",
            "id",
            sqlite_where=_WAITS,
            postgresql_where=_WAITS,
        ),
    )

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    requirement_id: Mapped[int] = mapped_column(ForeignKey("requirement.id", ondelete="CASCADE"), index=True)
    completed_on: Mapped[date]
    # For requirements by hours; null where it counts as the whole.
    minutes: Mapped[int | None]
    # Where it can be checked: who taught it, and the number of the certificate.
    reference: Mapped[str]
    state: Mapped[EvidenceState] = mapped_column(default=EvidenceState.WAITING)
    sent_at: Mapped[datetime]
    sent_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    decided_at: Mapped[datetime | None]
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    reason: Mapped[str] = mapped_column(default="", server_default=text("''"))
