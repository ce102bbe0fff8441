"""The links by which people show their training passport to others."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from portal.kernel.db import Model
from training.passport.domain import LinkState, state_of


class PassportLink(Model):
    """A link that somebody made to their own passport. Its address is signed, and stands nowhere."""

    __tablename__ = "passport_link"
    __table_args__ = (CheckConstraint("expires_at > made_at", name="ends_after_start"),)

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    # A random word that the address holds, signed with the portal's secret: nobody who reads the table
    # could make the address of it.
    reference: Mapped[str] = mapped_column(unique=True)
    # For whom it was made, for the person's own eyes.
    note: Mapped[str]
    with_requirements: Mapped[bool]
    made_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]

    def state(self, now: datetime) -> LinkState:
        return state_of(self.expires_at, self.ended_at, now)
