"""How a booking gets a new status and an event its count of places: the one place that writes either.

The event is locked by whoever calls; nothing here decides, asks for permission or commits.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from uuid import uuid4

from sqlalchemy import bindparam, insert, update
from sqlalchemy.orm.attributes import set_committed_value

from portal.kernel import activity, clock
from portal.kernel.access import Actor
from portal.kernel.activity import Told
from portal.kernel.bulk import table_of, write_rows
from training.bookings import hooks, queries
from training.bookings.domain import Approval, BookingStatus, Learner
from training.bookings.models import Booking, StatusEntry
from training.catalogue.models import TrainingEvent


@dataclass(frozen=True, slots=True)
class Act:
    """Who does what to bookings, and why."""

    actor: Actor
    verb: str
    reason: str = ""


# Built once, since building takes longer than running; of tables, as nobody holds these rows as objects.
_events = table_of(TrainingEvent)
_TAKE_PLACES = (
    update(_events)
    .where(
        _events.c.id == bindparam("event_id"),
        _events.c.places_taken + bindparam("wanted") <= _events.c.capacity + _events.c.overbooked,
    )
    .values(places_taken=_events.c.places_taken + bindparam("wanted"))
    .returning(_events.c.places_taken)
)
_INSERT_BOOKING = insert(table_of(Booking)).returning(table_of(Booking).c.id)
_INSERT_ENTRY = insert(table_of(StatusEntry))


def take_places(event: TrainingEvent, wanted: int = 1) -> bool:
    """Whether so many places were left and are now taken.

    An update that matches only while there are: two people after the last place are told apart.
    """
    taken = write_rows(_TAKE_PLACES, {"event_id": event.id, "wanted": wanted}).scalar()
    if taken is not None:
        set_committed_value(event, "places_taken", taken)
    return taken is not None


def free_places(event: TrainingEvent, places: int) -> None:
    """Fewer places are taken; an overbooked event comes down towards its capacity before any is free."""
    event.places_taken -= places
    event.overbooked = min(event.overbooked, max(0, event.places_taken - event.capacity))


def add_booking(  # what the booking says of itself is in `more`
    actor: Actor,
    event: TrainingEvent,
    learner: Learner,
    status: BookingStatus,
    approval: Approval | None = None,
    **more: object,
) -> Booking:
    """A new booking with its person, written down with its first entry."""
    facts = {
        "event_id": event.id,
        "person_id": learner.person_id,
        "agency_id": learner.agency_id,
        "school_id": learner.school_id,
        "joined_at": clock.now(),
        "calendar_uid": str(uuid4()),
        "booked_by_id": actor.person_id or None,
        "status": status,
    }
    booking_id = write_rows(_INSERT_BOOKING, facts | more).scalar_one()
    booking = queries.get_booking(booking_id)
    _write_down(Act(actor, status.value), event, [booking], {})
    if approval is not None and (status is BookingStatus.REQUESTED or booking.approved_at is not None):
        hooks.tell_asked(actor, event, booking, approval)
    return booking


def set_status(act: Act, event: TrainingEvent, bookings: Iterable[Booking], status: BookingStatus) -> None:
    """Give these bookings of one event the same new status."""
    move(act, event, [(booking, status) for booking in bookings])


def move(act: Act, event: TrainingEvent, moves: Iterable[tuple[Booking, BookingStatus]]) -> None:
    """Give bookings of one event their new status, each with its entry and its line in the log."""
    before: dict[int, BookingStatus] = {}
    moved = list(moves)
    for booking, status in moved:
        before[booking.id], booking.status = booking.status, status
        # Neither outlasts what it was said about: an offer is spent once it was used or ran out.
        if status is not BookingStatus.OFFERED:
            booking.offer_until = None
        if status is not BookingStatus.REQUESTED:
            booking.keeps_place = False
        booking.skip_reason = ""
    _write_down(act, event, [booking for booking, _ in moved], before)


def _write_down(
    act: Act, event: TrainingEvent, bookings: Sequence[Booking], before: Mapping[int, BookingStatus]
) -> None:
    """How these bookings stand now: one insert of status entries, one into the log."""
    if not bookings:
        return
    actor, reason = act.actor, act.reason
    entry: dict[str, object] = {"at": clock.now(), "actor_id": actor.person_id or None, "reason": reason}
    entries = [entry | {"booking_id": one.id, "status": one.status} for one in bookings]
    write_rows(_INSERT_ENTRY, entries)
    told = (
        Told(one.id, _as_told(before.get(one.id)), _as_told(one.status), one.person_id) for one in bookings
    )
    activity.record_each(actor, act.verb, Booking, told, reason=reason, event_id=event.id)
    hooks.tell_moved(actor, event, bookings, before)


def _as_told(status: BookingStatus | None) -> dict[str, str]:
    return {} if status is None else {"status": status.value}
