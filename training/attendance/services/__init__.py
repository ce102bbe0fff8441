"""Changes of registers. Each locks its event first; callers commit."""

from __future__ import annotations

from training.attendance.services.arriving import Arrival, mark_arrival
from training.attendance.services.excusing import excuse_absence
from training.attendance.services.marking import take_register
from training.attendance.services.reopening import reopen_register
from training.attendance.services.results import confirm_result, seen, suggest

__all__ = [
    "Arrival",
    "confirm_result",
    "excuse_absence",
    "mark_arrival",
    "reopen_register",
    "seen",
    "suggest",
    "take_register",
]
