"""What must always be true of approvals, tested against the live data."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import and_, exists, func, select

from portal.kernel.db import db
from training.approvals import scope
from training.approvals.models import ApprovalRequest, Decision, Step
from training.bookings.domain import BookingStatus
from training.bookings.models import Booking


def find_out_of_step() -> Iterator[str]:
    """A booking waits for approval exactly while a step of it waits for an answer."""
    waits = exists().where(
        ApprovalRequest.booking_id == Booking.id,
        ApprovalRequest.ended_at.is_(None),
        Step.request_id == ApprovalRequest.id,
        Step.number == ApprovalRequest.current,
        scope.is_undecided(),
    )
    asked = Booking.status == BookingStatus.REQUESTED
    for booking_id in db.session.scalars(select(Booking.id).where(asked, ~waits).order_by(Booking.id)):
        yield f"Booking {booking_id} waits for approval, and nobody is asked"
    left_open = exists().where(ApprovalRequest.booking_id == Booking.id, ApprovalRequest.ended_at.is_(None))
    for booking_id in db.session.scalars(select(Booking.id).where(~asked, left_open).order_by(Booking.id)):
        yield f"Booking {booking_id} is asked about, and waits for no approval"


def find_skipped_steps() -> Iterator[str]:
    """Every step before the one that a request is at was agreed to."""
    agreed = func.count(Decision.id)
    rows = db.session.execute(
        select(ApprovalRequest.id, ApprovalRequest.current, agreed.label("agreed"))
        .join(Step, and_(Step.request_id == ApprovalRequest.id, Step.number < ApprovalRequest.current))
        .outerjoin(Decision, and_(Decision.step_id == Step.id, Decision.agreed))
        .group_by(ApprovalRequest.id, ApprovalRequest.current)
        .having(agreed != ApprovalRequest.current - 1)
        .order_by(ApprovalRequest.id)
    )
    for row in rows:
        yield f"Request {row.id} is at step {row.current}, and {row.agreed} were agreed to"
