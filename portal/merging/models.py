"""Tables of duplicates: pairs that somebody is asked about."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.kernel.db import Model
from portal.merging.domain import FoundBy, PairState
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
