"""How often each learner wants to hear what is coming up."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from portal.kernel.db import Model
from training.digests.domain import DigestWay


class DigestChoice(Model):
    """What somebody chose; none for the partnership's usual way."""

    __tablename__ = "digest_choice"

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), unique=True)
    way: Mapped[DigestWay]
    chosen_at: Mapped[datetime]
