"""What the marks come to, and making it the result of an event."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from portal.kernel import activity, clock
from portal.kernel.access import Actor, Permission, require
from portal.kernel.errors import NotFound
from portal.kernel.text import moment
from training.attendance import queries
from training.attendance.domain import (
    ConfirmResult,
    MarksMissing,
    NobodyBooked,
    ResultsChanged,
    fingerprint,
    suggested_result,
)
from training.attendance.queries import Entry
from training.attendance.services.opening import refuse_unless_open
from training.bookings.domain import PLACE_HOLDERS, BookingStatus
from training.bookings.queries import list_bookings
from training.bookings.services import record_results
from training.catalogue.models import Sitting, TrainingEvent
from training.catalogue.queries import get_event, get_taught


def confirm_result(actor: Actor, command: ConfirmResult) -> TrainingEvent:
    """Make what the registers come to the result of everybody's booking. Done once, by a person."""
    event = get_event(command.event_id, lock=True)
    require(actor, Permission.ATTENDANCE_MARK, get_taught(event.id))
    sittings = queries.list_sittings(event.id)
    if not sittings:
        raise NotFound
    refuse_unless_open(actor, event, sittings[-1])
    entries = queries.list_entries(event.id)
    known = _known(suggest(sittings, entries), entries, command)
    record_results(actor, list_bookings(event.id, PLACE_HOLDERS), known)
    event.result_confirmed_at, event.result_confirmed_by_id = clock.now(), actor.person_id or None
    activity.record(
        actor,
        "confirm_result",
        event,
        people=len(known),
        before={"result_confirmed": None},
        after={"result_confirmed": moment(event.result_confirmed_at)},
    )
    return event


def _known(
    results: Mapping[int, BookingStatus | None], entries: Sequence[Entry], command: ConfirmResult
) -> dict[int, BookingStatus]:
    """Everybody's result, as it was looked at. Raises what stands in the way."""
    missing = sum(result is None for result in results.values())
    if not results:
        raise NobodyBooked
    if missing:
        raise MarksMissing(missing)
    if seen(results, entries) != command.seen:
        raise ResultsChanged
    return {booking_id: result for booking_id, result in results.items() if result is not None}


def seen(results: Mapping[int, BookingStatus | None], entries: Sequence[Entry]) -> str:
    """What a page that shows these results has to send back, to confirm these and no others."""
    return fingerprint(results, {one.booking_id: one.marks for one in entries})


def suggest(sittings: Sequence[Sitting], entries: Sequence[Entry]) -> dict[int, BookingStatus | None]:
    """By booking id what the marks come to; None while one is missing."""
    return {
        entry.booking_id: suggested_result([(entry.marks.get(one.id), _minutes(one)) for one in sittings])
        for entry in entries
    }


def _minutes(sitting: Sitting) -> int:
    return int((sitting.ends_at - sitting.starts_at).total_seconds() // 60)
