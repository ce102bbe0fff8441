"""Tables of what a partnership has chosen."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import JSON
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
