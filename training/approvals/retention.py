"""How long requests, their decisions and deputies are kept (docs/training.md 4.11)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Select, delete, func, select

from portal.kernel.db import db
from portal.kernel.rules import in_force
from portal.kernel.slice import RetentionRule
from training.approvals.domain import ApprovalsKept
from training.approvals.models import ApprovalRequest, Deputy
from training.bookings.models import Booking
from training.catalogue.models import TrainingEvent


def _requests() -> Select[*tuple[Any, ...]]:
    """Of an event without a date, from when the request ended."""
    start = func.coalesce(TrainingEvent.ends_at, ApprovalRequest.ended_at)
    return (
        select(ApprovalRequest.id, start.label("start"))
        .join(Booking, Booking.id == ApprovalRequest.booking_id)
        .join(TrainingEvent, TrainingEvent.id == Booking.event_id)
        .where(ApprovalRequest.ended_at.is_not(None))
    )


def _delete_requests(ids: Sequence[int]) -> None:
    db.session.execute(delete(ApprovalRequest).where(ApprovalRequest.id.in_(ids)))


def _deputies() -> Select[*tuple[Any, ...]]:
    return select(Deputy.id, Deputy.over_at.label("start"))


def _delete_deputies(ids: Sequence[int]) -> None:
    db.session.execute(delete(Deputy).where(Deputy.id.in_(ids)))


RETENTION = (
    RetentionRule(
        name="approval-requests",
        what="Requests to approve bookings, and what was answered, are deleted",
        since="the event ended",
        period=lambda: in_force(ApprovalsKept).notes,
        rows=_requests,
        purge=_delete_requests,
    ),
    RetentionRule(
        name="approval-deputies",
        what="Who decided for somebody else is deleted",
        since="they were last to decide",
        period=lambda: in_force(ApprovalsKept).deputies,
        rows=_deputies,
        purge=_delete_deputies,
    ),
)
