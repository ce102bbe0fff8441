"""Tables of messages that are not the outbox: how a partnership words its letters."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from portal.kernel.db import Model


class LetterText(Model):
    """One wording of a letter. The newest of its template holds; an empty one means the shipped words."""

    __tablename__ = "letter_text"
    __table_args__ = (UniqueConstraint("template", "version"),)

    template: Mapped[str]
    version: Mapped[int]
    subject: Mapped[str]
    body: Mapped[str]
    # For a telephone; empty where none is sent.
    text: Mapped[str]
    written_at: Mapped[datetime]
    written_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))

    @property
    def is_shipped(self) -> bool:
        return not self.subject
