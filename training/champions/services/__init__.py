"""Every change about Champions. Callers commit."""

from __future__ import annotations

from training.champions.services.appointing import (
    appoint_champion,
    cover_school,
    hand_over,
    stand_down_champion,
)
from training.champions.services.terms import add_term, choose_courses, remove_term, seen_courses

__all__ = [
    "add_term",
    "appoint_champion",
    "choose_courses",
    "cover_school",
    "hand_over",
    "remove_term",
    "seen_courses",
    "stand_down_champion",
]
