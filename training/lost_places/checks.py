"""What must always be true of lost places, tested against the live data."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import and_, case, func, not_, or_, select

from portal.kernel.db import db
from portal.kernel.slice import Check
from training.bookings.domain import BookingStatus
from training.bookings.models import Booking, StatusEntry
from training.lost_places.domain import STANDING, LossKind
from training.lost_places.models import LedgerEntry, LostPlace

_HAS_LEFT = Booking.status.in_({BookingStatus.WITHDRAWN, BookingStatus.REMOVED})
_IS_LOST = or_(
    and_(LostPlace.kind == LossKind.NO_SHOW, Booking.status == BookingStatus.NO_SHOW),
    and_(
        LostPlace.kind == LossKind.LATE_WITHDRAWAL,
        _HAS_LEFT,
        Booking.is_late_cancel,
        Booking.late_waived_reason == "",
    ),
)


def find_wrong_losses() -> Iterator[str]:
    """What counts is what the booking says."""
    rows = db.session.execute(
        select(LostPlace.id, LostPlace.booking_id, LostPlace.state, Booking.status)
        .join(Booking, Booking.id == LostPlace.booking_id)
        .where(LostPlace.state.in_(STANDING), not_(_IS_LOST))
        .order_by(LostPlace.id)
    )
    for row in rows:
        yield f"Lost place {row.id} counts, though booking {row.booking_id} is {row.status}"


def find_unnoted() -> Iterator[str]:
    """Whoever did not come is noted, since the first ever was."""
    first = select(func.min(LostPlace.noted_at)).scalar_subquery()
    newest = select(func.max(StatusEntry.at)).where(StatusEntry.booking_id == Booking.id).scalar_subquery()
    rows = db.session.scalars(
        select(Booking.id)
        .outerjoin(LostPlace, LostPlace.booking_id == Booking.id)
        .where(Booking.status == BookingStatus.NO_SHOW, LostPlace.id.is_(None), newest >= first)
        .order_by(Booking.id)
    )
    for booking_id in rows:
        yield f"Nobody noted that the place of booking {booking_id} was lost"


def find_wrong_ledger() -> Iterator[str]:
    """The ledgers say what the facts are: once for each place that counts, else nothing is left over."""
    places = func.coalesce(func.sum(LedgerEntry.sign), 0)
    pounds = func.coalesce(func.sum(LedgerEntry.pounds), 0)
    wanted = case((and_(LostPlace.state.in_(STANDING), LostPlace.is_entered), 1), else_=0)
    rows = db.session.execute(
        select(LostPlace.booking_id, places.label("places"), pounds.label("pounds"), wanted.label("wanted"))
        .outerjoin(LedgerEntry, LedgerEntry.booking_id == LostPlace.booking_id)
        .group_by(LostPlace.id, LostPlace.booking_id, LostPlace.state, LostPlace.is_entered)
        .having(or_(places != wanted, and_(wanted == 0, pounds != 0)))
        .order_by(LostPlace.booking_id)
    )
    for row in rows:
        yield (
            f"The place of booking {row.booking_id} stands in a ledger {row.places} times, "
            f"and {row.wanted} was to be expected, with £{row.pounds}"
        )


CHECKS = (
    Check("Agency ledger", find_wrong_ledger),
    Check("Lost places", find_wrong_losses),
    Check("Lost places noted", find_unnoted),
)
