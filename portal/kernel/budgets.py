"""How many messages people and mail servers can bear. Plain Python."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Budget:
    """How many messages may leave: to one recipient in a day, and in a minute altogether."""

    per_day: int
    per_minute: int
