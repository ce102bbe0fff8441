"""Every change of this room: sending forms, asking managers, and closing for good. Callers commit."""

from __future__ import annotations

from training.evaluation.services.closing import close_event
from training.evaluation.services.managers import answer_link, ask_managers, get_open_link
from training.evaluation.services.sending import send_evaluation

__all__ = ["answer_link", "ask_managers", "close_event", "get_open_link", "send_evaluation"]
