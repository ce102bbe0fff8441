"""The words of keeping and deleting. Plain Python."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Outlook:
    """One rule as it stands now: how many rows are due, and when the next one falls due."""

    name: str
    what: str
    since: str
    # As in “4 weeks”.
    period: str
    due: int
    next_due_at: datetime | None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one rule did in a run: how many rows, or why it stopped."""

    name: str
    what: str
    done: int
    failure: str = ""
