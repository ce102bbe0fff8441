"""Tables for people and places, the roles that people hold, and the index names are found by."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, Integer, UniqueConstraint, false, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.kernel.access import Role
from portal.kernel.db import Model
from portal.kernel.text import folded
from portal.people.domain import AgencyKind, ContactWay, RoleGroup, SchoolPhase, SearchKind


def _folded_name(context: Any) -> str:  # noqa: ANN401  # SQLAlchemy's own
    return folded(context.get_current_parameters()["name"])


class LocalArea(Model):
    """One part of the partnership's patch, served by one team. One that has closed stays on old records."""

    __tablename__ = "local_area"

    name: Mapped[str] = mapped_column(unique=True)
    # `text.folded` of the name: lists name areas by it, so that no two may share it.
    folded_name: Mapped[str] = mapped_column(unique=True, default=_folded_name)
    # The children's centre where the team has its office.
    base: Mapped[str]
    # Its place in every list of areas.
    position: Mapped[int] = mapped_column(default=0, server_default=text("0"))
    # The day from which on nothing new belongs to it.
    closed_on: Mapped[date | None]


class Agency(Model):
    """An organisation of the partnership. A school is the agency of the people who work there."""

    __tablename__ = "agency"

    name: Mapped[str] = mapped_column(unique=True)
    kind: Mapped[AgencyKind] = mapped_column(index=True)
    is_active: Mapped[bool] = mapped_column(default=True)


class School(Model):
    """A school or college, as the Department for Education's list knows it."""

    __tablename__ = "school"

    urn: Mapped[int] = mapped_column(unique=True)
    name: Mapped[str] = mapped_column(index=True)
    phase: Mapped[SchoolPhase]
    postcode: Mapped[str] = mapped_column(default="")
    is_open: Mapped[bool] = mapped_column(default=True)
    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"), unique=True)
    local_area_id: Mapped[int] = mapped_column(ForeignKey("local_area.id"), index=True)

    agency: Mapped[Agency] = relationship(lazy="raise")
    local_area: Mapped[LocalArea] = relationship(lazy="raise")


def _index_of_given(table: str, column: str) -> Index:
    """An index of the few rows that name somebody here.

    With the empty ones in it, SQLite's statistics say that one value leads to every row, and each
    page would read the whole table rather than look there.
    """
    given = text(f"{column} IS NOT NULL")
    return Index(f"ix_{table}_{column}", column, sqlite_where=given, postgresql_where=given)


class Person(Model):
    """A member of the workforce, paid or not, with or without an e-mail address or an account."""

    __tablename__ = "person"
    __table_args__ = (
        CheckConstraint("office_contact_id <> id", name="office_contact_is_another"),
        Index("ix_person_alphabetical", "family_name", "given_name", "id"),
        _index_of_given("person", "office_contact_id"),
        _index_of_given("person", "merged_into_id"),
    )

    # The stable key that lists from agencies are matched on, such as "YRK-004217".
    reference: Mapped[str] = mapped_column(unique=True)
    given_name: Mapped[str]
    family_name: Mapped[str]
    email: Mapped[str | None] = mapped_column(unique=True)
    phone: Mapped[str] = mapped_column(default="")
    # Where letters on paper go.
    address: Mapped[str] = mapped_column(default="", server_default=text("''"))
    # How they ask to be reached; null when they said nothing (see `reached_by`).
    contact_by: Mapped[ContactWay | None]
    # Their details were kept long enough after they left, and are blank now.
    contact_purged: Mapped[bool] = mapped_column(default=False, server_default=false())
    # A colleague who books and withdraws for them, and gets the messages of somebody without e-mail.
    office_contact_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    # `text.folded` of "given family", which names are sorted by. Set with the names; see indexing.py.
    search_name: Mapped[str] = mapped_column(index=True)
    # Entered twice: the person who stays. This row is then only a sign that leads there.
    merged_into_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))

    posts: Mapped[list[Post]] = relationship(
        back_populates="person", foreign_keys="Post.person_id", order_by="Post.id", lazy="raise"
    )
    office_contact: Mapped[Person | None] = relationship(
        foreign_keys=[office_contact_id], remote_side="Person.id", lazy="raise"
    )

    @property
    def name(self) -> str:
        return f"{self.given_name} {self.family_name}"

    @property
    def reached_by(self) -> ContactWay | None:
        """The way they asked for, or the first there is; None when there is no way at all."""
        given = {
            ContactWay.EMAIL: self.email,
            ContactWay.PHONE: self.phone,
            ContactWay.POST: self.address,
        }
        ways = [way for way, where in given.items() if where]
        return self.contact_by if self.contact_by in ways else next(iter(ways), None)


class Post(Model):
    """What a person does for an agency, from one day to another. Leavers end posts; rows stay."""

    __tablename__ = "post"
    __table_args__ = (
        CheckConstraint("ended_on IS NULL OR ended_on >= started_on", name="ends_after_start"),
        Index(
            "ix_post_agency_current",
            "agency_id",
            sqlite_where=text("ended_on IS NULL"),
            postgresql_where=text("ended_on IS NULL"),
        ),
    )

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"))
    school_id: Mapped[int | None] = mapped_column(ForeignKey("school.id"), index=True)
    local_area_id: Mapped[int | None] = mapped_column(ForeignKey("local_area.id"), index=True)
    manager_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    team: Mapped[str] = mapped_column(default="")
    job_title: Mapped[str]
    role_group: Mapped[RoleGroup]
    is_paid: Mapped[bool] = mapped_column(default=True)
    started_on: Mapped[date]
    # The last day in post; null while it goes on.
    ended_on: Mapped[date | None]

    person: Mapped[Person] = relationship(foreign_keys=[person_id], back_populates="posts", lazy="raise")
    manager: Mapped[Person | None] = relationship(foreign_keys=[manager_id], lazy="raise")
    agency: Mapped[Agency] = relationship(lazy="raise")
    school: Mapped[School | None] = relationship(lazy="raise")
    local_area: Mapped[LocalArea | None] = relationship(lazy="raise")


class TeamHandOver(Model):
    """A team that went from one manager to another. Kept so that it can be given back (retention.py)."""

    __tablename__ = "team_hand_over"

    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"), index=True)
    from_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    to_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    handed_at: Mapped[datetime]
    # Null when the portal wrote it by itself, as in the demo partnership.
    handed_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    undone_at: Mapped[datetime | None]
    undone_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))


class HandedPost(Model):
    """One post of a hand-over, and to whom it answered from then on."""

    __tablename__ = "handed_post"
    __table_args__ = (UniqueConstraint("hand_over_id", "post_id"),)

    hand_over_id: Mapped[int] = mapped_column(ForeignKey("team_hand_over.id", ondelete="CASCADE"))
    post_id: Mapped[int] = mapped_column(ForeignKey("post.id"), index=True)
    manager_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))


def _open_once(name: str, held_for: str, *columns: str) -> Index:
    """A unique index over the grants without a last day that are held for one kind of thing."""
    open_ones = text(f"ends_on IS NULL AND {held_for}")
    return Index(
        f"uq_role_grant_open_{name}",
        "person_id",
        "role",
        *columns,
        unique=True,
        sqlite_where=open_ones,
        postgresql_where=open_ones,
    )


class RoleGrant(Model):
    """A role given to a person, from one day to another, for a stated reason."""

    __tablename__ = "role_grant"
    __table_args__ = (
        # What is ended at once has the day before as its last day, though it may have begun today.
        CheckConstraint(
            "ends_on IS NULL OR ends_on >= starts_on OR ended_at IS NOT NULL", name="ends_after_start"
        ),
        CheckConstraint("agency_id IS NULL OR school_id IS NULL", name="one_scope"),
        # Nobody holds the same role twice for the same thing without a last day.
        _open_once("partnership", "agency_id IS NULL AND school_id IS NULL", "board"),
        _open_once("agency", "agency_id IS NOT NULL", "agency_id"),
        _open_once("school", "school_id IS NOT NULL", "school_id"),
        # Who leads an agency is asked with every letter to somebody without an address.
        _index_of_given("role_grant", "agency_id"),
        _index_of_given("role_grant", "school_id"),
    )

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    role: Mapped[Role] = mapped_column(index=True)
    agency_id: Mapped[int | None] = mapped_column(ForeignKey("agency.id"))
    school_id: Mapped[int | None] = mapped_column(ForeignKey("school.id"))
    # The board that a board reader reads for, as the partnership calls it; empty for every other role.
    board: Mapped[str] = mapped_column(default="", server_default=text("''"))
    starts_on: Mapped[date]
    # The last day; null while it goes on.
    ends_on: Mapped[date | None]
    reason: Mapped[str] = mapped_column(default="")
    # Null when the portal wrote it by itself, as in the demo partnership.
    granted_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    # When somebody last confirmed that it is still needed; null until the first time.
    reviewed_on: Mapped[date | None]
    reviewed_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    # When it was ended before its time, by whom and why.
    ended_at: Mapped[datetime | None]
    ended_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    ended_reason: Mapped[str] = mapped_column(default="", server_default=text("''"))


class SearchKey(Model):
    """A key that leads to a word; see portal/people/words.py. Holds every word that somebody's name has."""

    __tablename__ = "search_key"
    __table_args__ = ({"sqlite_with_rowid": False},)

    id = None  # type: ignore[assignment]  # a row is nothing but its key and word, and there are many
    key: Mapped[str] = mapped_column(primary_key=True)
    word: Mapped[str] = mapped_column(primary_key=True)


class SearchEntry(Model):
    """A word of the name of a person, agency or school. Written by portal/people/indexing.py alone."""

    __tablename__ = "search_entry"
    __table_args__ = (
        # Led by the subject: led by the kind, SQLite would rather walk it whole than look a word up.
        Index("ix_search_entry_subject_id_kind", "subject_id", "kind"),
        {"sqlite_with_rowid": False},
    )

    id = None  # type: ignore[assignment]  # a row is nothing but its word and whose it is
    word: Mapped[str] = mapped_column(primary_key=True)
    kind: Mapped[SearchKind] = mapped_column(primary_key=True)
    # No foreign key: it speaks of three tables. `flask portal check` says what is left over.
    subject_id: Mapped[int] = mapped_column(
        BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=False
    )
