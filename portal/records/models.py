"""Tables of what was deleted because its time was up."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON
from sqlalchemy.orm import Mapped, mapped_column

from portal.kernel.db import Model


class RetentionRun(Model):
    """One night's deleting, and what each rule did in it. Names nobody."""

    __tablename__ = "retention_run"

    started_at: Mapped[datetime] = mapped_column(index=True)
    # Null while it runs, and for ever when the machine stopped in the middle.
    finished_at: Mapped[datetime | None]
    # By rule: {"done": 12, "failure": ""}.
    outcome: Mapped[dict[str, dict[str, Any]]] = mapped_column(JSON, default=dict)
