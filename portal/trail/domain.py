"""The words of the log: what may be asked of it, and where a page of it begins. Plain Python."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class LogFilter:
    """Which part of the log is shown; an empty field leaves it whole."""

    actor_id: int | None = None
    person_id: int | None = None
    verb: str = ""
    kind: str = ""
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True, slots=True)
class Place:
    """Where a page of the log begins: behind this entry, the older ones."""

    at: datetime
    entry_id: int


@dataclass(frozen=True, slots=True)
class Line:
    """One entry as people read it."""

    at: datetime
    actor: str
    says: str
    reason: str
    url: str
    difference: str
    was_opened: bool
