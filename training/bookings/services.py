"""Every change of a booking. Each locks its event first; callers commit (docs/training.md 4.2 to 4.4)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from uuid import uuid4

from sqlalchemy import bindparam, insert, update
from sqlalchemy.orm.attributes import set_committed_value

from portal.kernel import activity, clock
from portal.kernel.access import SYSTEM, Actor, Permission, can, require
from portal.kernel.activity import Told
from portal.kernel.bulk import table_of, write_rows
from portal.kernel.db import db
from portal.kernel.errors import Forbidden, NotFound
from training.bookings import letters, queries
from training.bookings.domain import (
    PENDING,
    PLACE_HOLDERS,
    AlreadyBooked,
    AlreadyCancelled,
    Book,
    BookingEnded,
    BookingStatus,
    CancelEvent,
    DiaryClash,
    EventFull,
    EventStarted,
    Learner,
    TakenMeanwhile,
    Withdraw,
    may_promote,
    refuse_unless_bookable,
)
from training.bookings.models import Booking, StatusEntry
from training.catalogue.domain import EventState, availability
from training.catalogue.models import TrainingEvent
from training.catalogue.queries import get_event

# Why one of two bookings ends when two people turn out to be one.
SAME_PERSON = "Booked twice: the same person"


def book(actor: Actor, command: Book) -> Booking:
    """Give the person a place or, when asked for and nothing is left, a turn on the waiting list.

    The event row is locked before anything is counted, and the place itself is taken by an update
    that matches only while there is one: two people after the last place are told apart.
    """
    event = get_event(command.event_id, lock=True)
    learner = get_learner_for(actor, command.person_id)
    refuse_unless_bookable(availability(event, clock.now()))
    _refuse_obstacles(command)
    if event.starts_at is not None and _take_place(event):
        status, letter = BookingStatus.BOOKED, letters.BOOKED
    elif event.starts_at is None or command.join_waiting:
        status, letter = BookingStatus.WAITING, letters.WAITING
    else:
        raise EventFull
    booking = _new_booking(actor, command, learner, status)
    letters.tell(letter, event, [booking])
    return booking


def withdraw(actor: Actor, command: Withdraw) -> Booking:
    """End a booking before the event, free its place and give it to whoever waits first."""
    event = get_event(queries.get_event_id(command.booking_id), lock=True)
    booking = queries.get_booking(command.booking_id)
    refuse_unknown(actor, booking)
    if booking.status not in PENDING:
        raise BookingEnded
    if _has_started(event):
        raise EventStarted
    held = booking.status in PLACE_HOLDERS
    by_oneself = actor.person_id in {booking.person_id, booking.person.office_contact_id}
    status = BookingStatus.WITHDRAWN if by_oneself else BookingStatus.REMOVED
    with db.session.no_autoflush:  # a place that goes straight to the next person is not written twice
        _set_status(actor, status.value, [booking], status, reason=command.reason)
        if held:
            _free_places(event, 1)
            promote(event)
    letters.tell(letters.WITHDRAWN, event, [booking], reason=command.reason)
    return booking


def end_double(actor: Actor, event: TrainingEvent, booking: Booking) -> None:
    """End one of two bookings of the same person, with the event locked, and give its place on.

    Nobody is told: the person is still booked.
    """
    held = booking.status in PLACE_HOLDERS
    with db.session.no_autoflush:
        _set_status(actor, "end_double_booking", [booking], BookingStatus.REMOVED, reason=SAME_PERSON)
        if held:
            _free_places(event, 1)
            promote(event)


def take_up_again(actor: Actor, booking_id: int, status: BookingStatus) -> Booking:
    """Let a booking stand again where it stood before it was ended as a double.

    Raises `TakenMeanwhile` when its place has gone to somebody else, the event was called off, or the
    booking was changed again.
    """
    event = get_event(queries.get_event_id(booking_id), lock=True)
    booking = queries.get_booking(booking_id)
    if booking.status is not BookingStatus.REMOVED:
        raise TakenMeanwhile(f"The booking on {event.code} has been changed since")
    if event.state is EventState.CANCELLED and status in PENDING:
        raise TakenMeanwhile(f"{event.code} has been cancelled since")
    if status in PLACE_HOLDERS and not _take_place(event):
        raise TakenMeanwhile(f"The place on {event.code} has gone to somebody else since")
    _set_status(actor, status.value, [booking], status, reason="The merge was undone")
    return booking


def promote(event: TrainingEvent) -> list[Booking]:
    """Move people up from the waiting list into free places; the one way that ever happens.

    Called from every cause that can free a place, with the event locked. Does nothing while the
    event is overbooked, frozen, closed or cancelled (docs/training.md 4.4 steps 1 to 3).
    """
    free = event.capacity - event.places_taken
    if free <= 0 or not may_promote(event, clock.now()):
        return []
    chosen = list(queries.list_next_waiting(event.id, free))
    event.places_taken += len(chosen)
    _set_status(SYSTEM, "promote_booking", chosen, BookingStatus.BOOKED, reason="A place came free")
    letters.tell(letters.PROMOTED, event, chosen)
    return chosen


def hear_of_change(event: TrainingEvent, *, has_moved: bool) -> None:
    """An event was written anew: fill places that are free now, and tell the others what moved."""
    promoted = promote(event)
    if has_moved:
        others = [one for one in queries.list_bookings(event.id, PENDING) if one not in promoted]
        letters.tell(letters.MOVED, event, others)


def cancel_event(actor: Actor, command: CancelEvent) -> TrainingEvent:
    """Call an event off: every pending booking ends with it, and everybody is told why."""
    event = get_event(command.event_id, lock=True)
    require(actor, Permission.EVENT_MANAGE, event)
    if event.state is EventState.CANCELLED:
        raise AlreadyCancelled
    if _has_started(event):
        raise EventStarted
    bookings = queries.list_bookings(event.id, PENDING)
    _free_places(event, sum(booking.status in PLACE_HOLDERS for booking in bookings))
    before, event.state, event.cancelled_reason = event.state, EventState.CANCELLED, command.reason
    ended = BookingStatus.EVENT_CANCELLED
    _set_status(actor, ended.value, bookings, ended, reason=command.reason)
    activity.record(
        actor,
        "cancel_event",
        event,
        reason=command.reason,
        bookings=len(bookings),
        before={"state": before.value},
        after={"state": event.state.value},
    )
    letters.tell(letters.EVENT_CANCELLED, event, bookings, reason=command.reason)
    return event


def record_results(actor: Actor, bookings: Sequence[Booking], results: Mapping[int, BookingStatus]) -> None:
    """Write confirmed results, by booking id, as statuses. The places stay used."""
    moved = [(one, results[one.id]) for one in bookings if one.status is not results[one.id]]
    _move(actor, "record_result", moved)


def get_learner_for(actor: Actor, person_id: int) -> Learner:
    """The person, through the post by which this actor may act for them. Raises `Forbidden`."""
    for learner in queries.list_learners(person_id):
        if can(actor, Permission.BOOKING_MAKE, learner):
            return learner
    raise Forbidden


def refuse_unknown(actor: Actor, booking: Booking) -> None:
    """Raise `NotFound` for a booking of somebody this actor may not act for: they need not know of it."""
    get_known_learner(actor, booking.person_id)


def get_known_learner(actor: Actor, person_id: int) -> Learner:
    """The same as `get_learner_for`, for whoever need not know that there is such a person."""
    try:
        return get_learner_for(actor, person_id)
    except Forbidden as error:
        raise NotFound from error


def _refuse_obstacles(command: Book) -> None:
    for event_id, title in queries.list_obstacles(command.person_id, command.event_id):
        if event_id == command.event_id:
            raise AlreadyBooked
        if not command.despite_clash:
            raise DiaryClash(title)


def _take_place(event: TrainingEvent) -> bool:
    """Whether a place was left and is now taken."""
    taken = write_rows(_TAKE_PLACE, {"event_id": event.id}).scalar()
    if taken is not None:
        set_committed_value(event, "places_taken", taken)
    return taken is not None


# Built once, since building takes longer than running; of tables, as nobody holds these rows as objects.
_events = table_of(TrainingEvent)
_TAKE_PLACE = (
    update(_events)
    .where(
        _events.c.id == bindparam("event_id"),
        _events.c.places_taken < _events.c.capacity + _events.c.overbooked,
    )
    .values(places_taken=_events.c.places_taken + 1)
    .returning(_events.c.places_taken)
)
_INSERT_BOOKING = insert(table_of(Booking)).returning(table_of(Booking).c.id)
_INSERT_ENTRY = insert(table_of(StatusEntry))


def _free_places(event: TrainingEvent, places: int) -> None:
    """Fewer places are taken; an overbooked event comes down towards its capacity before any is free."""
    event.places_taken -= places
    event.overbooked = min(event.overbooked, max(0, event.places_taken - event.capacity))


def _new_booking(actor: Actor, command: Book, learner: Learner, status: BookingStatus) -> Booking:
    """The booking with its person, written down with its first entry."""
    facts = {
        "event_id": command.event_id,
        "person_id": learner.person_id,
        "agency_id": learner.agency_id,
        "school_id": learner.school_id,
        "joined_at": clock.now(),
        "access_needs": command.access_needs,
        "calendar_uid": str(uuid4()),
        "booked_by_id": actor.person_id or None,
        "status": status,
    }
    booking_id = write_rows(_INSERT_BOOKING, facts).scalar_one()
    booking = queries.get_booking(booking_id)
    _write_down(actor, status.value, [booking], {})
    return booking


def _set_status(
    actor: Actor, verb: str, bookings: Iterable[Booking], status: BookingStatus, *, reason: str = ""
) -> None:
    _move(actor, verb, [(booking, status) for booking in bookings], reason=reason)


def _move(actor: Actor, verb: str, moves: Iterable[tuple[Booking, BookingStatus]], reason: str = "") -> None:
    """Give bookings their new status, each with its entry and its line in the log."""
    before: dict[int, BookingStatus] = {}
    moved = list(moves)
    for booking, status in moved:
        before[booking.id], booking.status = booking.status, status
    _write_down(actor, verb, [booking for booking, _ in moved], before, reason)


def _write_down(
    actor: Actor,
    verb: str,
    bookings: Sequence[Booking],
    before: Mapping[int, BookingStatus],
    reason: str = "",
) -> None:
    """How these bookings of one event stand now: one insert of status entries, one into the log."""
    if not bookings:
        return
    entry: dict[str, object] = {"at": clock.now(), "actor_id": actor.person_id or None, "reason": reason}
    entries = [entry | {"booking_id": one.id, "status": one.status} for one in bookings]
    write_rows(_INSERT_ENTRY, entries)
    told = (
        Told(one.id, _as_told(before.get(one.id)), _as_told(one.status), one.person_id) for one in bookings
    )
    activity.record_each(actor, verb, Booking, told, reason=reason, event_id=bookings[0].event_id)


def _as_told(status: BookingStatus | None) -> dict[str, str]:
    return {} if status is None else {"status": status.value}


def _has_started(event: TrainingEvent) -> bool:
    return event.starts_at is not None and event.starts_at <= clock.now()
