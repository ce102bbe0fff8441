"""Every change of what is kept about places that were lost. Each locks its event first; callers commit."""

from __future__ import annotations

from training.lost_places.services.answering import say_why, say_why_by_link
from training.lost_places.services.asking import ask_about
from training.lost_places.services.deciding import decide, let_book, waive
from training.lost_places.services.noting import hear_of_move, hear_of_waiver

__all__ = [
    "ask_about",
    "decide",
    "hear_of_move",
    "hear_of_waiver",
    "let_book",
    "say_why",
    "say_why_by_link",
    "waive",
]
