"""Sending forms, asking managers, wording the questions, closing forms for good. Callers commit."""

from __future__ import annotations

from training.evaluation.services.closing import close_event
from training.evaluation.services.managers import answer_link, ask_managers, get_open_link
from training.evaluation.services.questions import (
    begin_draft,
    discard_draft,
    publish_questions,
    remove_statement,
    save_statement,
    save_texts,
)
from training.evaluation.services.sending import send_evaluation

__all__ = [
    "answer_link",
    "ask_managers",
    "begin_draft",
    "close_event",
    "discard_draft",
    "get_open_link",
    "publish_questions",
    "remove_statement",
    "save_statement",
    "save_texts",
    "send_evaluation",
]
