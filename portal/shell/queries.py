"""Reads about the portal itself: the activity log and the outbox."""

from __future__ import annotations

from sqlalchemy import Select, select

from portal.kernel.activity import Activity
from portal.kernel.outbox import OutgoingMessage


def select_activity() -> Select[Activity]:
    """The log, newest first."""
    return select(Activity).order_by(Activity.at.desc(), Activity.id.desc())


def select_messages() -> Select[OutgoingMessage]:
    """The outbox, newest first."""
    return select(OutgoingMessage).order_by(OutgoingMessage.due_at.desc(), OutgoingMessage.id.desc())
