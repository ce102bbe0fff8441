"""Every change of what is kept about places that were lost. Each locks its event first; callers commit."""

from __future__ import annotations

from training.noshows.services.answering import say_why, say_why_by_link
from training.noshows.services.asking import ask_about
from training.noshows.services.deciding import decide, let_book, waive
from training.noshows.services.noting import hear_of_move, hear_of_waiver

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
