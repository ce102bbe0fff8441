"""Tables of duplicates: pairs that somebody is asked about, and merges with all that they changed."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    CheckConstraint,
    ForeignKey,
    Index,
    Integer,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.kernel.db import Model
from portal.merging.domain import FoundBy, PairState, StepKind
from portal.people.models import Person


class PossibleDuplicate(Model):
    """Two people who may be one. Each pair is asked about once, the lower id first."""

    __tablename__ = "possible_duplicate"
    __table_args__ = (
        UniqueConstraint("first_id", "second_id"),
        CheckConstraint("first_id < second_id", name="in_order"),
        CheckConstraint("(state = 'open') = (decided_at IS NULL)", name="decided_or_open"),
        Index("ix_possible_duplicate_queue", "state", "likelihood", "id"),
    )

    first_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    second_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    # Why they look alike, as people read it.
    why: Mapped[str]
    found_by: Mapped[FoundBy]
    found_at: Mapped[datetime]
    # From 0 to 100: what the queue is sorted by.
    likelihood: Mapped[int]
    state: Mapped[PairState] = mapped_column(default=PairState.OPEN)
    decided_at: Mapped[datetime | None]
    # Null when the portal decided, which it never does by itself, or as long as nobody has.
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    decided_reason: Mapped[str] = mapped_column(default="")

    first: Mapped[Person] = relationship(foreign_keys=[first_id], lazy="raise")
    second: Mapped[Person] = relationship(foreign_keys=[second_id], lazy="raise")
    decided_by: Mapped[Person | None] = relationship(foreign_keys=[decided_by_id], lazy="raise")


class PersonMerge(Model):
    """Two people who became one: who stays, who became a sign that leads there, and who said so."""

    __tablename__ = "person_merge"
    __table_args__ = (
        CheckConstraint("kept_id <> lost_id", name="two_people"),
        CheckConstraint("(undone_at IS NULL) = (undone_by_id IS NULL)", name="undone_by_somebody"),
    )

    pair_id: Mapped[int] = mapped_column(ForeignKey("possible_duplicate.id"), index=True)
    kept_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    lost_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    merged_at: Mapped[datetime]
    merged_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    reason: Mapped[str] = mapped_column(default="")
    undone_at: Mapped[datetime | None]
    undone_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    undone_reason: Mapped[str] = mapped_column(default="")
    # The details of both that the merge changed, by column, as they were and as they became.
    kept_before: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    kept_after: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    lost_before: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    lost_after: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)

    kept: Mapped[Person] = relationship(foreign_keys=[kept_id], lazy="raise")
    lost: Mapped[Person] = relationship(foreign_keys=[lost_id], lazy="raise")
    merged_by: Mapped[Person] = relationship(foreign_keys=[merged_by_id], lazy="raise")
    undone_by: Mapped[Person | None] = relationship(foreign_keys=[undone_by_id], lazy="raise")


class MergeStep(Model):
    """One row that a merge changed, as it was and as it became; undone last to first."""

    __tablename__ = "person_merge_step"
    __table_args__ = (UniqueConstraint("merge_id", "position"),)

    merge_id: Mapped[int] = mapped_column(ForeignKey("person_merge.id"))
    position: Mapped[int]
    kind: Mapped[StepKind]
    # The column whose rule made it, such as "booking.person_id".
    reference: Mapped[str]
    table_name: Mapped[str]
    row_id: Mapped[int] = mapped_column(BigInteger().with_variant(Integer, "sqlite"))
    before: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    after: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
