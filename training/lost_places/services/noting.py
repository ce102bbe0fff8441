"""What a change of a booking means for the place that was lost: noted, corrected, noted again.

Told by the room of bookings, which has locked the event. Nothing is found by looking through bookings.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from functools import cache

from sqlalchemy import Insert
from sqlalchemy.dialects import postgresql, sqlite

from portal.kernel import clock
from portal.kernel.access import Actor
from portal.kernel.bulk import Row, table_of, write_rows
from portal.kernel.db import db
from training.bookings.domain import BookingStatus
from training.bookings.models import Booking
from training.catalogue.models import TrainingEvent
from training.lost_places import ledger, queries
from training.lost_places.domain import LossKind, LossState
from training.lost_places.models import LostPlace
from training.lost_places.rules import EntryWhy


def hear_of_move(
    _actor: Actor, event: TrainingEvent, bookings: Sequence[Booking], before: Mapping[int, BookingStatus]
) -> None:
    """Write down which of these places were lost, and which were not after all.

    The log of bookings says who did what. Nobody is asked here: the letters are written some minutes later,
    so that a slip that is put right at once troubles nobody, and confirming stays quick (`asking.py`).
    """
    concerned = [one for one in bookings if _is_concerned(one, before)]
    if not concerned:
        return
    lost = {one.id: kind for one in concerned if (kind := kind_of(one)) is not None}
    losses = queries.map_losses([one.id for one in concerned])
    known = [one for one in concerned if one.id in losses]
    unknown = [one for one in concerned if one.id in lost and one.id not in losses]
    new = _note([_new(event, one, lost[one.id]) for one in unknown])
    fresh = [(one, lost[one.id], _day(event, lost[one.id])) for one in unknown if one.id in new]
    again = [one for one in known if _weigh(event, one, losses[one.id])]
    undone = [one.id for one in known if losses[one.id].state is LossState.UNDONE]
    ledger.enter(event, [*fresh, *((one, lost[one.id], losses[one.id].happened_on) for one in again)])
    ledger.reverse(undone, EntryWhy.CORRECTED)


def _note(rows: Sequence[Row]) -> set[int]:
    """Write down what is not known yet; answers of which bookings that was."""
    if not rows:
        return set()
    written = write_rows(_insert_missing(db.session.connection().dialect.name), rows)
    return set(written.scalars())


@cache
def _insert_missing(dialect: str) -> Insert:
    table = table_of(LostPlace)
    insert = sqlite.insert(table) if dialect == "sqlite" else postgresql.insert(table)
    return insert.on_conflict_do_nothing(index_elements=["booking_id"]).returning(table.c.booking_id)


def _is_concerned(booking: Booking, before: Mapping[int, BookingStatus]) -> bool:
    """Whether this place is lost now, or may have been before."""
    was = before.get(booking.id)
    return (
        booking.is_late_cancel
        or booking.status is BookingStatus.NO_SHOW
        or was in {BookingStatus.NO_SHOW, BookingStatus.EXCUSED}
    )


def kind_of(booking: Booking) -> LossKind | None:
    """How the place of this booking was lost, if it was."""
    if booking.status is BookingStatus.NO_SHOW:
        return LossKind.NO_SHOW
    has_left = booking.status in {BookingStatus.WITHDRAWN, BookingStatus.REMOVED}
    counts = booking.is_late_cancel and not booking.late_waived_reason
    return LossKind.LATE_WITHDRAWAL if has_left and counts else None


def _weigh(event: TrainingEvent, booking: Booking, loss: LostPlace) -> bool:
    """What is new about a place that is known to have been lost once; whether it is lost again."""
    kind = kind_of(booking)
    if kind is None:
        _correct(booking, loss)
        return False
    is_again = loss.state in {LossState.UNDONE, LossState.EXCUSED}
    if is_again:
        loss.kind, loss.times, loss.noted_at = kind, loss.times + 1, clock.now()
        loss.happened_on, loss.state = _day(event, kind), _state(kind, loss.reason)
        loss.note, loss.decided_at, loss.decided_by_id = "", None, None
        loss.is_entered = ledger.is_entered(booking)
    return is_again


def _correct(booking: Booking, loss: LostPlace) -> None:
    """The place was not lost after all. Being excused is no correction where a reason was accepted."""
    if booking.status is not BookingStatus.EXCUSED or loss.state is not LossState.EXCUSED:
        loss.state, loss.secret_hash = LossState.UNDONE, None


def _new(event: TrainingEvent, booking: Booking, kind: LossKind) -> Row:
    return {
        "booking_id": booking.id,
        "kind": kind,
        "happened_on": _day(event, kind),
        "noted_at": clock.now(),
        "state": _state(kind, ""),
        "is_entered": ledger.is_entered(booking),
    }


def _state(kind: LossKind, reason: str) -> LossState:
    if kind is LossKind.LATE_WITHDRAWAL:
        return LossState.NOTED
    return LossState.ANSWERED if reason else LossState.OPEN


def _day(event: TrainingEvent, kind: LossKind) -> date:
    if kind is LossKind.LATE_WITHDRAWAL or event.starts_at is None:
        return clock.today()
    return clock.in_london(event.starts_at).date()


def hear_of_waiver(actor: Actor, booking: Booking) -> None:
    """Those who run training let a late withdrawal pass."""
    loss = queries.map_losses([booking.id]).get(booking.id)
    if loss is not None and loss.counts:
        loss.state, loss.note = LossState.WAIVED, booking.late_waived_reason
        loss.decided_at, loss.decided_by_id = clock.now(), actor.person_id or None
        ledger.reverse([booking.id], EntryWhy.WAIVED)
