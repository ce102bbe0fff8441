"""Reads about the portal itself: the outbox."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Select, select

from portal.kernel.db import db
from portal.kernel.errors import NotFound
from portal.kernel.outbox import OutgoingMessage


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
