"""Tables of the register. References and attributes only: never a family's name, never FEHA content."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from audits.register.domain import AssessmentStatus, ImportState, LinkKind
from portal.kernel.db import Model
from portal.people.models import Agency, LocalArea, Person


class Assessment(Model):
    """One FEHA, as far as the portal knows it: its reference and what it is drawn and reported by."""

    __tablename__ = "assessment"
    __table_args__ = (
        CheckConstraint("closed_on IS NULL OR closed_on >= opened_on", name="closes_after_opening"),
        CheckConstraint("level BETWEEN 1 AND 9", name="level_known"),
        Index("ix_assessment_opened_on_id", "opened_on", "id"),
    )

    reference: Mapped[str] = mapped_column(unique=True)
    local_area_id: Mapped[int] = mapped_column(ForeignKey("local_area.id"), index=True)
    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"), index=True)
    team: Mapped[str] = mapped_column(default="")
    level: Mapped[int]
    lead_practitioner_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    opened_on: Mapped[date]
    closed_on: Mapped[date | None]
    status: Mapped[AssessmentStatus] = mapped_column(default=AssessmentStatus.OPEN)
    # Early help for this family had ended before and began again.
    is_repeat_entry: Mapped[bool] = mapped_column(default=False)
    # Under formal complaint or legal hold: kept out of every draw.
    on_hold: Mapped[bool] = mapped_column(default=False)

    local_area: Mapped[LocalArea] = relationship(lazy="raise")
    agency: Mapped[Agency] = relationship(lazy="raise")
    lead_practitioner: Mapped[Person | None] = relationship(lazy="raise")


class AssessmentLink(Model):
    """The part somebody had in an assessment, besides leading it."""

    __tablename__ = "assessment_link"
    __table_args__ = (UniqueConstraint("assessment_id", "person_id", "kind"),)

    assessment_id: Mapped[int] = mapped_column(ForeignKey("assessment.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    kind: Mapped[LinkKind]


class RegisterImport(Model):
    """One file for the register: looked at first, then applied whole or thrown away.

    Between the two its rows wait here, so that what is applied is what was shown.
    """

    __tablename__ = "register_import"

    file_name: Mapped[str]
    sha256: Mapped[str]
    state: Mapped[ImportState] = mapped_column(default=ImportState.STAGED)
    rows: Mapped[int]
    added: Mapped[int]
    changed: Mapped[int]
    unchanged: Mapped[int]
    at: Mapped[datetime]
    actor_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    applied_at: Mapped[datetime | None]
    # Emptied when the file is applied, thrown away or left lying too long.
    staged: Mapped[list[dict[str, str]]] = mapped_column(JSON, default=list, deferred=True)
