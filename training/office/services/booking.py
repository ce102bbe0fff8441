"""Booking everybody on a list: tried out first, then done, then undone if it was a mistake. Callers commit.

Trying out is doing it all by the very rules of booking, and taking it back before anybody hears of it: what
is shown beforehand is what would have happened at that moment.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from portal.kernel import activity, clock
from portal.kernel.access import Actor
from portal.kernel.db import db
from portal.kernel.errors import Forbidden, NotFound, RuleBroken
from portal.kernel.text import listed, plural
from training.bookings import services as bookings
from training.bookings.domain import PENDING, Book, BookingStatus, EventFull, PlaceKept, Withdraw
from training.bookings.models import Booking
from training.bookings.promotion import Cause, promote
from training.catalogue.queries import get_event
from training.office import queries
from training.office.domain import (
    ListIsEmpty,
    ListState,
    Mode,
    NotAllTogether,
    NotOneGroup,
    Outcome,
    StillUndecided,
    TooFewPlaces,
    TooLateToUndo,
    may_undo,
)
from training.office.models import OfficeList, OfficeRow
from training.office.services.listing import get_open_list

_OUTCOMES = {
    BookingStatus.BOOKED: Outcome.PLACE,
    BookingStatus.WAITING: Outcome.WAITING,
    BookingStatus.REQUESTED: Outcome.REQUESTED,
}
NOT_YOURS = "You cannot book for this person"
BY_MISTAKE = "Booked by mistake"


@dataclass(frozen=True, slots=True)
class Got:
    """What one person on a list gets: a booking, or the reason why not."""

    row_id: int
    outcome: Outcome
    booking_id: int | None = None
    told: str = ""
    is_full: bool = False


def check_list(actor: Actor, list_id: int) -> OfficeList:
    """Work out what each person would get now, and write it beside them. Nobody is booked."""
    chosen = get_open_list(actor, list_id)
    _refuse_unready(queries.list_rows(list_id))
    got = _tried(actor, chosen)
    chosen = queries.get_list(actor, list_id)
    _write(list_id, got, keep_bookings=False)
    chosen.checked_at = clock.now()
    _note(actor, chosen, "check_office_list", got)
    return chosen


def book_list(actor: Actor, list_id: int) -> OfficeList:
    """Book everybody on the list as was chosen; together, everybody alike, or nobody.

    The event is locked first, so that of two offices after the last places one has them all.
    """
    chosen = get_open_list(actor, list_id)
    _refuse_unready(queries.list_rows(list_id))
    got = _do(actor, chosen)
    if chosen.mode.is_together and any(one.outcome is Outcome.REFUSED for one in got):
        raise _why_not_together(got)
    chosen = queries.get_list(actor, list_id)
    _write(list_id, got, keep_bookings=True)
    chosen.state, chosen.booked_at = ListState.BOOKED, clock.now()
    _note(actor, chosen, "book_office_list", got)
    if chosen.mode.is_together and any(one.outcome is Outcome.WAITING for one in got):
        # Nobody waits beside a free place without being told why.
        db.session.flush()
        promote(get_event(chosen.event_id, lock=True), Cause.ROUND)
    return chosen


def _refuse_unready(rows: Sequence[OfficeRow]) -> None:
    undecided = sum(row.is_undecided for row in rows)
    if undecided:
        raise StillUndecided(undecided)
    if not any(row.is_going for row in rows):
        raise ListIsEmpty


def _tried(actor: Actor, chosen: OfficeList) -> list[Got]:
    """What would become of everybody, taken back before anybody else can see it."""
    event_id = chosen.event_id
    with db.session.begin_nested() as trial:
        got = _do(actor, chosen)
        db.session.flush()
        turns = queries.list_turns(event_id)
        trial.rollback()
    db.session.expire_all()
    return [_with_turn(one, turns.get(one.booking_id or 0)) for one in got]


def _with_turn(got: Got, turn: int | None) -> Got:
    if got.outcome is not Outcome.WAITING or turn is None:
        return got
    return Got(got.row_id, got.outcome, got.booking_id, f"Number {turn} on the waiting list")


def _do(actor: Actor, chosen: OfficeList) -> list[Got]:
    """Everybody on the list, by its mode. Together, an obstacle is told apart from too few places."""
    event_id, list_id, mode = chosen.event_id, chosen.id, chosen.mode
    get_event(event_id, lock=True)
    if not mode.is_together:
        return _each(actor, event_id, _going(list_id), may_wait=mode is Mode.EACH_WAITS)
    with db.session.begin_nested() as attempt:
        got = _each(actor, event_id, _going(list_id))
        if all(one.outcome is Outcome.PLACE for one in got):
            return got
        attempt.rollback()
    db.session.expire_all()
    if any(one.outcome is Outcome.REFUSED and not one.is_full for one in got):
        return [_without_booking(one) for one in got]
    if mode is Mode.ALL_OR_NONE and any(one.is_full for one in got):
        return [
            Got(one.row_id, Outcome.REFUSED, told=TooFewPlaces(len(got)).message, is_full=True) for one in got
        ]
    return _each(actor, event_id, _going(list_id), only_wait=True)


def _without_booking(got: Got) -> Got:
    """One of them cannot come, so that none is booked."""
    why = got.told if got.outcome is Outcome.REFUSED and not got.is_full else ""
    return Got(got.row_id, Outcome.REFUSED, told=why or "Somebody booked together with them cannot be booked")


def _going(list_id: int) -> list[OfficeRow]:
    return [row for row in queries.list_rows(list_id) if row.is_going]


def _each(
    actor: Actor, event_id: int, rows: Iterable[OfficeRow], *, may_wait: bool = False, only_wait: bool = False
) -> list[Got]:
    said = [(row.id, row.person_id or 0, row.access_needs, row.despite_clash) for row in rows]
    return [
        _one(
            actor,
            row_id,
            Book(
                event_id=event_id,
                person_id=person_id,
                access_needs=needs,
                join_waiting=may_wait or only_wait,
                despite_clash=despite_clash,
                only_wait=only_wait,
            ),
        )
        for row_id, person_id, needs, despite_clash in said
    ]


def _one(actor: Actor, row_id: int, command: Book) -> Got:
    """One booking by the rules that hold for everybody. A refusal comes before anything is written."""
    try:
        booking = bookings.book(actor, command)
    except (EventFull, PlaceKept) as error:
        said = error.message.removesuffix(". You can join the waiting list")
        return Got(row_id, Outcome.REFUSED, told=said, is_full=True)
    except RuleBroken as error:
        return Got(row_id, Outcome.REFUSED, told=error.message)
    except (Forbidden, NotFound):
        return Got(row_id, Outcome.REFUSED, told=NOT_YOURS)
    return Got(row_id, _OUTCOMES[booking.status], booking.id)


def _write(list_id: int, got: Iterable[Got], *, keep_bookings: bool) -> None:
    by_row = {one.row_id: one for one in got}
    for row in queries.list_rows(list_id):
        one = by_row.get(row.id)
        row.outcome, row.told = (one.outcome, one.told) if one else (None, "")
        if keep_bookings:
            row.booking_id = one.booking_id if one else None
            row.access_needs = ""


def _why_not_together(got: Sequence[Got]) -> RuleBroken:
    if all(one.is_full for one in got):
        return TooFewPlaces(len(got))
    return NotAllTogether(
        "Nobody is booked, because one of them cannot be. Leave them out, or book separately"
    )


def undo(actor: Actor, list_id: int) -> int:
    """Take back what a list booked, shortly after; what has ended since stays. Says how many."""
    chosen = queries.get_list(actor, list_id, lock=True)
    if chosen.state is not ListState.BOOKED or not may_undo(chosen.booked_at, clock.now()):
        raise TooLateToUndo
    get_event(chosen.event_id, lock=True)
    ids = [
        row.booking_id for row in queries.list_rows(list_id) if row.booking and row.booking.status in PENDING
    ]
    for booking_id in ids:
        bookings.withdraw(actor, Withdraw(booking_id or 0, BY_MISTAKE))
    chosen = queries.get_list(actor, list_id)
    chosen.state = ListState.UNDONE
    activity.record(
        actor,
        "undo_office_list",
        chosen,
        event_id=chosen.event_id,
        before={"state": "booked"},
        after={"state": "undone", "withdrawn": len(ids)},
    )
    return len(ids)


def part(actor: Actor, list_id: int) -> list[Booking]:
    """Let those who wait as a group be promoted one by one from now on."""
    chosen = queries.get_list(actor, list_id, lock=True)
    if chosen.state is not ListState.BOOKED or not chosen.mode.is_together:
        raise NotOneGroup
    event = get_event(chosen.event_id, lock=True)
    before, chosen.mode = chosen.mode, Mode.EACH_WAITS
    activity.record(
        actor,
        "part_office_list",
        chosen,
        event_id=event.id,
        before={"mode": before.value},
        after={"mode": Mode.EACH_WAITS.value},
    )
    return promote(event, Cause.ROUND)


def _note(actor: Actor, chosen: OfficeList, verb: str, got: Sequence[Got]) -> None:
    counts = {outcome.value: sum(one.outcome is outcome for one in got) for outcome in Outcome}
    activity.record(actor, verb, chosen, event_id=chosen.event_id, before={}, after=counts)


def in_words(got: Sequence[OfficeRow]) -> str:
    """As in “a place for 3 people and a turn on the waiting list for 1 person”."""
    counts = {outcome: sum(row.outcome is outcome for row in got) for outcome in Outcome}
    parts = [_WORDS[one].format(plural(count, "person", "people")) for one, count in counts.items() if count]
    return listed(parts)


_WORDS = {
    Outcome.PLACE: "a place for {}",
    Outcome.WAITING: "a turn on the waiting list for {}",
    Outcome.REQUESTED: "approval asked for {}",
    Outcome.REFUSED: "no booking for {}",
}
