"""What this process remembers of the partnership's choices, so that a page need not ask for them.

A process looks again once its memory is `words_seconds` old, and at once after a change of its own.
What is read goes into one value that is replaced as a whole: a reader sees the old choices or the new ones.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, replace
from typing import Any

from flask import current_app, g, has_app_context, has_request_context
from sqlalchemy import event
from sqlalchemy.orm import Session

from portal.kernel.chosen import NOTHING_CHOSEN, Chosen, Contacts
from portal.kernel.db import db
from portal.partnership import queries
from portal.partnership.reading import as_chosen
from portal.settings import Settings

EXTENSION = "partnership"
CHANGED = "partnership_changed"


@dataclass(slots=True)
class Memory:
    """The latest choices this process knows; None until it has asked."""

    known: Chosen | None = None
    asked_at: float = 0.0

    def is_fresh(self, seconds: int) -> bool:
        return self.known is not None and time.monotonic() - self.asked_at < seconds


def memory() -> Memory:
    """What the running application remembers."""
    found: Memory = current_app.extensions.setdefault(EXTENSION, Memory())
    return found


def current() -> Chosen:
    """What holds now. One page sees the same choices from its first word to its last."""
    if has_request_context() and (pinned := g.get(EXTENSION)) is not None:
        return pinned  # type: ignore[no-any-return]  # put there below
    if not _in_portal():
        return NOTHING_CHOSEN
    mine = memory()
    settings: Settings = current_app.config["SETTINGS"]
    if not mine.is_fresh(settings.words_seconds):
        mine.known = as_chosen(queries.list_contents(), before_any(settings))
        mine.asked_at = time.monotonic()
    now = mine.known or before_any(settings)
    if has_request_context():
        g.partnership = now
    return now


def known() -> Chosen:
    """The latest that was read, without asking anybody: for pages that must not touch the database."""
    if not _in_portal():
        return NOTHING_CHOSEN
    return memory().known or before_any(current_app.config["SETTINGS"])


def _in_portal() -> bool:
    """Whether there is a database to ask: not at import, and not in an application that only draws pages."""
    return has_app_context() and "SETTINGS" in current_app.config


def before_any(settings: Settings) -> Chosen:
    """What holds in a new database: the installation's own name and mailbox, and the defaults."""
    return replace(
        NOTHING_CHOSEN, name=settings.partnership_name, contacts=Contacts(help_email=settings.mail_sender)
    )


def changed() -> None:
    """Look again as soon as the change that is under way is committed."""
    db.session().info[CHANGED] = True


def forget() -> None:
    """Ask again at the next word. Says nothing to other processes: their memories grow old by themselves."""
    memory().known = None
    if has_request_context():
        g.pop(EXTENSION, None)


def _after_commit(session: Session) -> None:
    if session.info.pop(CHANGED, False) and has_app_context():
        forget()


def _after_rollback(session: Session, *_: Any) -> None:  # noqa: ANN401  # SQLAlchemy's own
    session.info.pop(CHANGED, None)


event.listen(db.session, "after_commit", _after_commit)
event.listen(db.session, "after_soft_rollback", _after_rollback)
