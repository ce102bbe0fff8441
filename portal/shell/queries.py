"""Reads about the portal itself: the activity log and the outbox."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Select, select

from portal.kernel.activity import Activity
from portal.kernel.db import db
from portal.kernel.errors import NotFound
from portal.kernel.outbox import OutgoingMessage


def select_activity() -> Select[*tuple[Any, ...]]:
    """The log, newest first: who, what, to which thing, and why. No details, which may name people."""
    return select(
        Activity.id,
        Activity.at,
        Activity.actor_id,
        Activity.verb,
        Activity.subject_kind,
        Activity.subject_id,
        Activity.reason,
    ).order_by(Activity.at.desc(), Activity.id.desc())


def select_messages() -> Select[*tuple[Any, ...]]:
    """The outbox, newest first."""
    return select(
        OutgoingMessage.id,
        OutgoingMessage.recipient,
        OutgoingMessage.subject,
        OutgoingMessage.due_at,
        OutgoingMessage.sent_at,
        OutgoingMessage.attempts,
        OutgoingMessage.failure,
    ).order_by(OutgoingMessage.due_at.desc(), OutgoingMessage.id.desc())


def get_message(message_id: int) -> OutgoingMessage:
    """Raise `NotFound` when there is no such message."""
    message = db.session.get(OutgoingMessage, message_id)
    if message is None:
        raise NotFound
    return message
