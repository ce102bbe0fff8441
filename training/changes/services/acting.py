"""One act for many events. Each event is changed by the services of its own room; callers commit."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any

from portal.kernel import activity, clock, work
from portal.kernel.access import Actor, Permission, Role, RoleScope, require
from portal.kernel.db import db
from portal.kernel.rules import in_force
from portal.kernel.slice import registry
from portal.messages.domain import MailRules, confirm_burst
from training.bookings import services as bookings
from training.bookings.domain import CancelEvent
from training.catalogue import queries as catalogue
from training.catalogue.domain import EventState, PlannedSitting, SaveEvent
from training.catalogue.models import TrainingEvent
from training.catalogue.services.events import save_event
from training.changes import queries
from training.changes.domain import (
    MOST_EVENTS,
    CannotUndo,
    ChangeAct,
    ChangeEvents,
    NothingChosen,
    NotToBeChanged,
    TooManyChosen,
    shifted,
)
from training.changes.models import ChangedEvent, MassChange
from training.changes.services import dates

TASK = "change-events"
SITTINGS = "sittings"


def ask(actor: Actor, command: ChangeEvents) -> MassChange:
    """Write down what is to be done, and have it done. More messages than a burst need the right count.

    The events are changed by the worker, one transaction for each: nobody who books waits for all of them.
    """
    require(actor, Permission.EVENT_MANAGE)
    reached = foresee(command)
    confirm_burst(reached, command.count, in_force(MailRules).burst)
    change = MassChange(
        act=command.act,
        reason=command.reason,
        online_link=command.online_link,
        asked_at=clock.now(),
        asked_by_id=actor.person_id,
    )
    db.session.add(change)
    db.session.flush()
    for event_id in command.event_ids:
        days = [day.isoformat() for day in command.days.get(event_id, ())]
        db.session.add(ChangedEvent(change_id=change.id, event_id=event_id, days=days))
    after = {"act": command.act.value, "events": len(command.event_ids), "messages": reached}
    activity.record(actor, "change_events", change, reason=command.reason, before={}, after=after)
    work.defer(TASK, change_id=change.id)
    return change


def foresee(command: ChangeEvents) -> int:
    """How many people are told. Raises what stands in the way of one of the events."""
    if not command.event_ids:
        raise NothingChosen
    if len(command.event_ids) > MOST_EVENTS:
        raise TooManyChosen
    chosen = queries.list_chosen(command.event_ids)
    missing = set(command.event_ids) - {one.id for one in chosen}
    if missing:
        raise NotToBeChanged(catalogue.get_event(min(missing)).code)
    return sum(one.people for one in chosen)


def asker(change: MassChange) -> Actor:
    """Whoever asked for it, with what they were allowed when they did."""
    return Actor(person_id=change.asked_by_id, scopes=frozenset({RoleScope(Role.COORDINATOR)}))


def apply_to(change: MassChange, changed: ChangedEvent) -> None:
    """Change one event as was asked for. Does nothing when that was done before."""
    if changed.done_at is not None:
        return
    event = catalogue.get_event(changed.event_id, lock=True)
    changed.before = _as_kept(event)
    _ACTS[change.act](asker(change), change, changed, event)
    changed.sequence, changed.done_at = event.sequence, clock.now()


def _move(actor: Actor, change: MassChange, changed: ChangedEvent, event: TrainingEvent) -> None:
    del change
    day, sittings = date.fromisoformat(changed.days[0]), catalogue.list_sittings(event.id)
    moved = shifted(sittings, day)
    more = dict[str, Any](sittings=moved)
    if event.booking_closes_at is not None:
        more["booking_closes_at"] = event.booking_closes_at + (moved[0].starts_at - sittings[0].starts_at)
    write_anew(actor, event, **more)


def _hold_online(actor: Actor, change: MassChange, changed: ChangedEvent, event: TrainingEvent) -> None:
    del changed
    spans = tuple(PlannedSitting(*one.span) for one in catalogue.list_sittings(event.id))
    write_anew(actor, event, venue_id=None, online_link=change.online_link, sittings=spans)


def _cancel(actor: Actor, change: MassChange, changed: ChangedEvent, event: TrainingEvent) -> None:
    del changed
    bookings.cancel_event(actor, CancelEvent(event.id, change.reason))


_ACTS: Mapping[ChangeAct, Callable[[Actor, MassChange, ChangedEvent, TrainingEvent], None]] = {
    ChangeAct.MOVE: _move,
    ChangeAct.ONLINE: _hold_online,
    ChangeAct.CANCEL: _cancel,
    ChangeAct.OFFER: dates.offer_dates,
}


def undo(actor: Actor, change_id: int) -> MassChange:
    """Put every event of a change back where it was, as far as nobody has changed it since."""
    require(actor, Permission.EVENT_MANAGE)
    change = queries.get_change(change_id, lock=True)
    if not change.act.can_be_undone:
        raise CannotUndo("Bookings have ended with this change, so it cannot be undone")
    if change.undone_at is not None:
        raise CannotUndo("This change was undone already")
    done = [one for one in change.events if one.done_at is not None and not one.failure]
    if len(done) < sum(not one.failure for one in change.events):
        raise CannotUndo("This change is still being made. Try again in a moment")
    for changed in done:
        event = catalogue.get_event(changed.event_id, lock=True)
        if event.sequence != changed.sequence or event.state is EventState.CANCELLED:
            raise CannotUndo(f"{event.code} has been changed again since, so this cannot be undone")
        write_anew(actor, event, **_as_was(changed.before))
    change.undone_at, change.undone_by_id = clock.now(), actor.person_id
    before, after = {"act": change.act.value}, {"undone_at": change.undone_at.isoformat()}
    activity.record(actor, "undo_change_of_events", change, before=before, after=after)
    return change


def write_anew(actor: Actor, event: TrainingEvent, **changes: Any) -> None:  # noqa: ANN401  # columns
    """The event as it is but for these, told to every room that keeps something about it."""
    facts = {name: getattr(event, name) for name in _KEPT} | {
        "course_id": event.course_id,
        "event_id": event.id,
        "sittings": tuple(catalogue.list_sittings(event.id)),
        "trainer_ids": catalogue.get_taught(event.id).trainer_ids,
        "is_open": event.state is EventState.OPEN,
        # In an emergency a crowded room is better than none; the log keeps what speaks against it.
        "despite_clash": True,
    }
    saved = save_event(actor, SaveEvent(**facts | changes))
    for hear in registry().providers("event_changed"):
        hear(saved.event, has_moved=saved.has_moved)


_KEPT = ("venue_id", "online_link", "capacity", "booking_opens_at", "booking_closes_at")


def _as_kept(event: TrainingEvent) -> dict[str, Any]:
    """What an undoing needs to know."""
    spans = [
        [one.starts_at.isoformat(), one.ends_at.isoformat(), one.venue_id, one.online_link]
        for one in catalogue.list_sittings(event.id)
    ]
    closes = event.booking_closes_at
    return {
        "venue_id": event.venue_id,
        "online_link": event.online_link,
        "booking_closes_at": closes.isoformat() if closes else None,
        SITTINGS: spans,
    }


def _as_was(before: Mapping[str, Any]) -> dict[str, Any]:
    closes = before["booking_closes_at"]
    spans = tuple(
        PlannedSitting(datetime.fromisoformat(a), datetime.fromisoformat(b), *place)
        for a, b, *place in before[SITTINGS]
    )
    closing = datetime.fromisoformat(closes) if closes else None
    return {**before, "booking_closes_at": closing, SITTINGS: spans}
