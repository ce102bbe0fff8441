"""How long the portal keeps what it sent, did and wrote down."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Select, String, cast, delete, func, select, update

from portal.kernel.activity import Activity
from portal.kernel.db import db
from portal.kernel.outbox import MessageState, OutgoingMessage
from portal.kernel.rules import in_force
from portal.kernel.slice import RetentionRule
from portal.kernel.work import Work, WorkState
from portal.shell.domain import PortalKept


def _messages() -> Select[*tuple[Any, ...]]:
    """Sent, given up or closed; what may still be sent keeps its text."""
    return select(
        OutgoingMessage.id, func.coalesce(OutgoingMessage.sent_at, OutgoingMessage.due_at).label("start")
    ).where(
        OutgoingMessage.body != "",
        OutgoingMessage.state != MessageState.WAITING,
    )


def _blank_messages(ids: Sequence[int]) -> None:
    blank: dict[str, object] = {"body": "", "calendar": [], "link": "", "body_purged": True}
    db.session.execute(update(OutgoingMessage).where(OutgoingMessage.id.in_(ids)).values(blank))


def _work() -> Select[*tuple[Any, ...]]:
    return select(Work.id, Work.created_at.label("start")).where(
        Work.state.in_((WorkState.DONE, WorkState.FAILED, WorkState.STOPPED))
    )


def _delete_work(ids: Sequence[int]) -> None:
    db.session.execute(delete(Work).where(Work.id.in_(ids)))


def _activity() -> Select[*tuple[Any, ...]]:
    # Both databases compare documents only as text.
    return select(Activity.id, Activity.at.label("start")).where(cast(Activity.details, String) != "{}")


def _blank_activity(ids: Sequence[int]) -> None:
    db.session.execute(update(Activity).where(Activity.id.in_(ids)).values(details={}))


RETENTION = (
    RetentionRule(
        name="outbox-texts",
        what="The text of messages is blanked; that they were sent stays",
        since="they were sent",
        period=lambda: in_force(PortalKept).messages,
        rows=_messages,
        purge=_blank_messages,
    ),
    RetentionRule(
        name="finished-work",
        what="Finished background work is deleted",
        since="it was asked for",
        period=lambda: in_force(PortalKept).work,
        rows=_work,
        purge=_delete_work,
    ),
    RetentionRule(
        name="activity-details",
        what="Details in the activity log are blanked; who did what, when and why stays",
        since="it happened",
        period=lambda: in_force(PortalKept).activity,
        rows=_activity,
        purge=_blank_activity,
    ),
)
