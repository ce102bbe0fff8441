"""What this process remembers of how letters are worded, so that writing one need not ask.

A process looks again once its memory is `words_seconds` old, and at once after a change of its own.
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask import current_app, has_app_context
from sqlalchemy import event, func, select
from sqlalchemy.orm import Session

from portal.kernel.db import db
from portal.kernel.letters import Fill
from portal.messages.models import LetterText
from portal.messages.wording import fill

EXTENSION = "letter_texts"
CHANGED = "letter_texts_changed"
Wording = Mapping[str, str]


@dataclass(slots=True)
class Memory:
    """The wordings in force, by template; None until somebody has asked."""

    known: Mapping[str, Wording] | None = None
    asked_at: float = 0.0


def _memory() -> Memory:
    found: Memory = current_app.extensions.setdefault(EXTENSION, Memory())
    return found


def letter_text(template: str) -> Fill | None:
    """How the partnership words this letter; None where it uses the shipped words."""
    wording = _wordings().get(template)
    if wording is None:
        return None

    def fill_part(part: str, facts: Mapping[str, object]) -> str:
        return fill(wording[part], facts)

    return fill_part


def _wordings() -> Mapping[str, Wording]:
    mine = _memory()
    seconds: int = current_app.config["SETTINGS"].words_seconds
    if mine.known is None or time.monotonic() - mine.asked_at >= seconds:
        mine.known, mine.asked_at = _read(), time.monotonic()
    return mine.known


def _read() -> Mapping[str, Wording]:
    newest = select(LetterText.template, func.max(LetterText.version).label("version"))
    newest_of_each = newest.group_by(LetterText.template).subquery()
    rows = db.session.execute(
        select(LetterText.template, LetterText.subject, LetterText.body, LetterText.text)
        .join(
            newest_of_each,
            (newest_of_each.c.template == LetterText.template)
            & (newest_of_each.c.version == LetterText.version),
        )
        .where(LetterText.subject != "")
    )
    return {row.template: {"subject": row.subject, "body": row.body, "text": row.text} for row in rows}


def changed() -> None:
    """Look again as soon as the change that is under way is committed."""
    db.session().info[CHANGED] = True


def forget() -> None:
    _memory().known = None


def _after_commit(session: Session) -> None:
    if session.info.pop(CHANGED, False) and has_app_context():
        forget()


def _after_rollback(session: Session, *_: Any) -> None:  # noqa: ANN401  # SQLAlchemy's own
    session.info.pop(CHANGED, None)


event.listen(db.session, "after_commit", _after_commit)
event.listen(db.session, "after_soft_rollback", _after_rollback)
