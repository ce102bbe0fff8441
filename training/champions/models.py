"""The roster: one row per appointment of a Champion or deputy. Rows are ended, never deleted."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    BindParameter,
    CheckConstraint,
    ColumnElement,
    ForeignKey,
    Index,
    ScalarSelect,
    UniqueConstraint,
    exists,
    func,
    literal,
    or_,
    select,
    text,
)
from sqlalchemy.orm import Mapped, aliased, mapped_column, relationship

from portal.kernel.day_after import day_after
from portal.kernel.db import Model
from portal.people.models import Person, School
from training.catalogue.models import Course
from training.certificates.models import Certificate
from training.certificates.queries.ledger import is_valid
from training.champions.domain import FOR_EVER, ChampionKind, InvitationState, Span

Day = date | BindParameter[date]
_OPEN_LEAD = "ends_on IS NULL AND kind = 'lead'"


class ChampionAppointment(Model):
    """One person as Early Help Champion, or deputy, of one school, from one day to another."""

    __tablename__ = "champion_appointment"
    __table_args__ = (
        CheckConstraint("ends_on IS NULL OR ends_on >= starts_on", name="ends_after_start"),
        CheckConstraint("kind <> 'cover' OR ends_on IS NOT NULL", name="cover_ends"),
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

    # Of somebody who covers: the school whose Champion they are.
    from_school_id: Mapped[int | None] = mapped_column(ForeignKey("school.id"), index=True)

    person: Mapped[Person] = relationship(foreign_keys=[person_id], lazy="raise")
    school: Mapped[School] = relationship(foreign_keys=[school_id], lazy="raise")

    @property
    def span(self) -> Span:
        return Span(self.starts_on, self.ends_on)


_HOPEFUL = text("state IN ('open', 'accepted')")


class ChampionInvitation(Model):
    """Somebody is asked to become Champion or deputy of the school they work at."""

    __tablename__ = "champion_invitation"
    __table_args__ = (
        # Nobody is asked twice at once.
        Index(
            "uq_champion_invitation_hopeful",
            "school_id",
            "person_id",
            unique=True,
            sqlite_where=_HOPEFUL,
            postgresql_where=_HOPEFUL,
        ),
        Index("ix_champion_invitation_state", "state", "answer_by"),
    )

    school_id: Mapped[int] = mapped_column(ForeignKey("school.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    kind: Mapped[ChampionKind]
    invited_at: Mapped[datetime]
    # Null when the portal wrote it by itself, as in the demo partnership.
    invited_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    # The last day to answer.
    answer_by: Mapped[date]
    state: Mapped[InvitationState] = mapped_column(default=InvitationState.OPEN)
    answered_at: Mapped[datetime | None]

    person: Mapped[Person] = relationship(foreign_keys=[person_id], lazy="raise")
    school: Mapped[School] = relationship(lazy="raise")

    def is_open_on(self, day: date) -> bool:
        return self.state is InvitationState.OPEN and day <= self.answer_by


class ChampionCourse(Model):
    """A course whose certificate makes a Champion current. With none chosen, any certificate does."""

    __tablename__ = "champion_course"

    course_id: Mapped[int] = mapped_column(ForeignKey("course.id", ondelete="CASCADE"), unique=True)

    course: Mapped[Course] = relationship(lazy="raise")


class SchoolCluster(Model):
    """The cluster that a school belongs to: schools that work together, as the partnership knows them."""

    __tablename__ = "school_cluster"

    school_id: Mapped[int] = mapped_column(ForeignKey("school.id", ondelete="CASCADE"), unique=True)
    name: Mapped[str] = mapped_column(index=True)


class SchoolTerm(Model):
    """A term of the schools here, as the partnership counts."""

    __tablename__ = "school_term"
    __table_args__ = (CheckConstraint("ends_on > starts_on", name="ends_after_start"),)

    name: Mapped[str]
    starts_on: Mapped[date] = mapped_column(unique=True)
    ends_on: Mapped[date] = mapped_column(unique=True)


class ChampionBriefing(Model):
    """What Champions are asked to pass on. Its words may change; each sending keeps its own."""

    __tablename__ = "champion_briefing"

    title: Mapped[str]
    # Markdown (portal/kernel/markdown.py).
    body: Mapped[str]
    # Raised with each change of the words.
    edition: Mapped[int] = mapped_column(default=1)
    # The edition that was sent last, and how often it was: the first time, then corrections.
    sent_edition: Mapped[int] = mapped_column(default=0)
    version: Mapped[int] = mapped_column(default=0)
    first_sent_at: Mapped[datetime | None] = mapped_column(index=True)
    reminded_at: Mapped[datetime | None]

    @property
    def is_published(self) -> bool:
        return self.version > 0


class BriefingVersion(Model):
    """A briefing as it was sent: never reworded. The second and later ones correct what was sent before."""

    __tablename__ = "briefing_version"
    __table_args__ = (UniqueConstraint("briefing_id", "version"),)

    briefing_id: Mapped[int] = mapped_column(ForeignKey("champion_briefing.id", ondelete="CASCADE"))
    version: Mapped[int]
    title: Mapped[str]
    body: Mapped[str]
    # What a correction puts right.
    note: Mapped[str] = mapped_column(default="")
    sent_at: Mapped[datetime]
    sent_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))


class BriefingSchool(Model):
    """A school that was asked to pass a briefing on, and what it said of that."""

    __tablename__ = "briefing_school"
    __table_args__ = (
        UniqueConstraint("briefing_id", "school_id"),
        CheckConstraint("(colleagues IS NULL) = (briefed_on IS NULL)", name="said_whole"),
    )

    briefing_id: Mapped[int] = mapped_column(ForeignKey("champion_briefing.id", ondelete="CASCADE"))
    school_id: Mapped[int] = mapped_column(ForeignKey("school.id"), index=True)
    # How many colleagues heard it, and on which day; null while nobody said.
    colleagues: Mapped[int | None]
    briefed_on: Mapped[date | None]
    # Which version was passed on.
    version: Mapped[int | None]
    confirmed_at: Mapped[datetime | None]
    confirmed_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)

    briefing: Mapped[ChampionBriefing] = relationship(lazy="raise")
    school: Mapped[School] = relationship(lazy="raise")


class ConsultationTheme(Model):
    """What schools ask advice about. One that is no longer offered keeps its name."""

    __tablename__ = "consultation_theme"

    name: Mapped[str] = mapped_column(unique=True)
    is_offered: Mapped[bool] = mapped_column(default=True)


class Consultation(Model):
    """Advice that a school was given. Nothing of a family stands here but the reference of an assessment."""

    __tablename__ = "consultation"
    __table_args__ = (Index("ix_consultation_given_on_id", "given_on", "id"),)

    school_id: Mapped[int] = mapped_column(ForeignKey("school.id"), index=True)
    given_on: Mapped[date]
    given_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    theme_id: Mapped[int] = mapped_column(ForeignKey("consultation_theme.id"))
    advice: Mapped[str]
    reference: Mapped[str] = mapped_column(default="")
    written_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    written_at: Mapped[datetime]


def is_current(day: Day) -> ColumnElement[bool]:
    """Appointments that run on this day."""
    return (ChampionAppointment.starts_on <= day) & or_(
        ChampionAppointment.ends_on.is_(None), ChampionAppointment.ends_on >= day
    )


def has_champion(kind: ChampionKind, day: Day, *also: ColumnElement[bool]) -> ColumnElement[bool]:
    """Schools that have somebody of this kind on this day."""
    return exists().where(
        ChampionAppointment.school_id == School.id, ChampionAppointment.kind == kind, is_current(day), *also
    )


def is_for_champions(course_id: Any) -> ColumnElement[bool]:  # noqa: ANN401  # any column of ids
    """Whether a certificate of this course makes a Champion current."""
    return or_(
        course_id.in_(select(ChampionCourse.course_id)), ~exists().where(ChampionCourse.id.is_not(None))
    )


def trained_until(person_id: Any, day: Day) -> ScalarSelect[date]:  # noqa: ANN401  # likewise
    """The last day of the certificates that make this person current as Champion; null without one."""
    return (
        select(func.max(func.coalesce(Certificate.expires_on, literal(FOR_EVER))))
        .where(Certificate.person_id == person_id, is_valid(day), is_for_champions(Certificate.course_id))
        .scalar_subquery()
    )


def term_end(day: Day, otherwise: Day) -> ColumnElement[date]:
    """The last day of the term that runs, in holidays of the next; another day where none is entered."""
    ahead = select(func.min(SchoolTerm.ends_on)).where(SchoolTerm.ends_on >= day).scalar_subquery()
    return func.coalesce(ahead, otherwise)


def lapses(one: type[ChampionAppointment], day: Day, end: ColumnElement[date]) -> ColumnElement[bool]:
    """Whether this Champion or deputy is trained or appointed no longer by then, and nobody follows them.

    Whoever is not trained now has nothing that could lapse but the appointment.
    """
    other = aliased(ChampionAppointment)
    is_followed = exists().where(
        other.school_id == one.school_id,
        other.kind == one.kind,
        # Whoever begins later leaves the school with nobody for a while.
        other.starts_on <= day_after(end),
        or_(other.ends_on.is_(None), other.ends_on > one.ends_on),
    )
    return (one.kind != ChampionKind.COVER) & or_(
        (one.ends_on <= end) & ~is_followed,
        # While somebody takes over, it is theirs that counts.
        (trained_until(one.person_id, day) <= end) & or_(one.ends_on.is_(None), ~is_followed),
    )
