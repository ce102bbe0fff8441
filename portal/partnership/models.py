"""Tables of what a partnership has chosen: its words and numbers, and its logo."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import JSON, LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from portal.kernel.db import Model


class ChosenPart(Model):
    """One page of choices: its words or numbers as they stand, and how often they were saved.

    A part that nobody has saved has no row, and its defaults hold.
    """

    __tablename__ = "chosen_part"

    # `domain.Part`, or “rules.” and the key of a room's numbers.
    part: Mapped[str] = mapped_column(unique=True)
    content: Mapped[Mapping[str, Any]] = mapped_column(JSON)
    version: Mapped[int] = mapped_column(default=1)
    changed_at: Mapped[datetime]
    # Null when a command or the demo saved it. No foreign key: people live in a room above.
    changed_by_id: Mapped[int | None]


class LogoPicture(Model):
    """A logo, small and of our own making (pictures.py). Never changed, and kept while anything may print it.

    Certificates name the one that they were issued with.
    """

    __tablename__ = "logo_picture"

    digest: Mapped[str] = mapped_column(unique=True)
    content: Mapped[bytes] = mapped_column(LargeBinary)
    width: Mapped[int]
    height: Mapped[int]
    # Whether it ever stood on a page; one that was only looked at is thrown away with the next one.
    was_used: Mapped[bool] = mapped_column(default=False)
    added_at: Mapped[datetime]
