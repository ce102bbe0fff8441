"""Ending or moving the bookings of several people at once. Callers commit."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from portal.kernel.access import Actor, Permission, require
from portal.kernel.db import db
from portal.kernel.errors import Forbidden, NotFound, RuleBroken
from training.bookings import services as bookings
from training.bookings.domain import PLACE_HOLDERS, Book, Withdraw
from training.bookings.queries import get_booking
from training.catalogue.queries import get_event
from training.office.domain import Kept, MoveSeveral, NobodyChosen, OtherCourse, WithdrawSeveral

MOVED = "Moved to another date"


def withdraw_several(actor: Actor, command: WithdrawSeveral) -> list[Kept]:
    """End these bookings, each by the rules of withdrawing. Answers whose stayed, and why."""
    require(actor, Permission.BOOKING_OFFICE)
    get_event(command.event_id, lock=True)
    return _each(
        command.booking_ids,
        command.event_id,
        lambda booking_id: bookings.withdraw(actor, Withdraw(booking_id, command.reason)),
    )


def move_several(actor: Actor, command: MoveSeveral) -> list[Kept]:
    """Give each a place on another date of the course, and their place here back.

    Whoever gets none there keeps what they have here. Both events are locked in the order of their ids, so
    that two who move people the other way round wait for each other and never in a circle.
    """
    require(actor, Permission.BOOKING_OFFICE)
    if command.to_event_id == command.event_id:
        raise OtherCourse
    first, second = (
        get_event(event_id, lock=True) for event_id in sorted((command.event_id, command.to_event_id))
    )
    if first.course_id != second.course_id:
        raise OtherCourse
    return _each(command.booking_ids, command.event_id, lambda booking_id: _move(actor, booking_id, command))


def _move(actor: Actor, booking_id: int, command: MoveSeveral) -> None:
    """Whoever comes on another date has given nothing up: it is never marked as late."""
    before = get_booking(booking_id)
    # Whoever may come already is not let in anew; whoever only asked, asks again.
    may_come = before.status in PLACE_HOLDERS or before.approved_at is not None
    old = bookings.withdraw(actor, Withdraw(booking_id, MOVED, may_count=False))
    because = MOVED if may_come else None
    bookings.book(actor, Book(command.to_event_id, old.person_id, old.access_needs, agreed_because=because))


def _each(booking_ids: Sequence[int], event_id: int, act: Callable[[int], object]) -> list[Kept]:
    """Do it for one after another; what is refused leaves no trace, and the others go on."""
    if not booking_ids:
        raise NobodyChosen(field="bookings")
    kept: list[Kept] = []
    for booking_id in dict.fromkeys(booking_ids):
        booking = get_booking(booking_id)
        if booking.event_id != event_id:
            raise NotFound
        name = booking.person.name
        try:
            with db.session.begin_nested():
                act(booking_id)
        except RuleBroken as error:
            kept.append(Kept(name, error.message))
            _forget()
        except Forbidden as error:
            raise NotFound from error
    return kept


def _forget() -> None:
    """What was read and written in an attempt that was taken back is read anew."""
    db.session.expire_all()
