"""Keeping places of an event for agencies, and limiting what one may have. Callers commit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from portal.kernel import activity, clock
from portal.kernel.access import Actor, Permission, require
from portal.kernel.db import db
from portal.kernel.differences import differences, fingerprint, told
from portal.kernel.errors import NotFound, SeenHasChanged
from training.bookings.promotion import Cause, promote
from training.catalogue.domain import EventState
from training.catalogue.models import TrainingEvent
from training.catalogue.queries import get_event
from training.shares import queries
from training.shares.domain import (
    CapTooShort,
    EndsTooLate,
    EventOver,
    GroupTaken,
    KeptForNobody,
    NoEnd,
    SaveShare,
    Share,
    ShareSort,
    TooManyKept,
    TwoEnds,
    end_of,
    filled,
    most_to_keep,
)
from training.shares.models import AgencyShare, CourseShare
from training.shares.queries import Named

LOGGED = ("sort", "kind", "agency_id", "places", "until", "days_before")


def save_share(actor: Actor, command: SaveShare) -> AgencyShare:
    """Keep places for a group, or limit it, from now on; who waits is looked at again at once.

    No place is kept twice, and none that somebody else has. Raises `SeenHasChanged` when somebody has
    changed it since the page was opened.
    """
    event = lock_open_event(actor, command.event_id)
    rows = queries.list_shares(event.id, lock=True)
    check(event, rows, command)
    share = find(rows, command.share_id) if command.share_id else AgencyShare(event_id=event.id)
    if command.seen not in {None, seen_of(share)}:
        raise SeenHasChanged
    before, after = _facts(share) if command.share_id else {}, {}
    if share.released_at is not None:
        before["given_out"], after["given_out"] = True, False
    share.sort, share.kind, share.agency_id = command.sort, command.group.kind, command.group.agency_id
    share.places, share.until, share.days_before = command.places, command.until, command.days_before
    share.released_at = None
    old, new = differences(before, _facts(share) | after)
    if new:
        db.session.add(share)
        activity.record(actor, "save_share", event, before=old if before else {}, after=new)
        promote(event)
    return share


def seen_of(share: AgencyShare) -> str:
    """The same for as long as it says the same."""
    return fingerprint(_facts(share) | {"given_out": share.released_at is not None})


def _facts(share: AgencyShare) -> dict[str, object]:
    return {name: getattr(share, name) for name in LOGGED}


@dataclass(frozen=True, slots=True)
class Outlook:
    """What a share would mean: who of the group is there already, and what is left for others."""

    label: str
    booked: int
    waiting: int
    most: int
    is_kept: bool
    unfilled: int
    free: int


def foresee(command: SaveShare) -> Outlook:
    """What it would mean. Raises what stands against it, and changes nothing."""
    event = get_event(command.event_id)
    rows = queries.list_shares(event.id)
    check(event, rows, command)
    others = [(row, name) for row, name in rows if row.id != command.share_id]
    kept, _ = queries.holding_now(others, event.starts_at, clock.now())
    origins = queries.read_origins(event.id)
    group, is_kept = command.group, command.sort is ShareSort.KEPT
    shares = [*kept, Share(group, command.places)] if is_kept else kept
    used = filled(shares, origins.holders).used
    unfilled = [one.places - number for one, number in zip(shares, used, strict=True)]
    return Outlook(
        label=group.label,
        booked=group.count(origins.holders),
        waiting=group.count(origins.waiting),
        most=most_to_keep(group, event.capacity, kept, origins.holders),
        is_kept=is_kept,
        unfilled=unfilled[-1] if is_kept else 0,
        free=max(0, event.capacity - event.places_taken - sum(unfilled)),
    )


def find(rows: Sequence[Named], share_id: int) -> AgencyShare:
    """One of an event's own. Raises `NotFound` for another event's."""
    found = next((row for row, _ in rows if row.id == share_id), None)
    if found is None:
        raise NotFound
    return found


def lock_open_event(actor: Actor, event_id: int) -> TrainingEvent:
    """The event, locked, while its places can still be given out. Raises `EventOver`."""
    event = get_event(event_id, lock=True)
    require(actor, Permission.EVENT_MANAGE, event)
    refuse_over(event)
    return event


def refuse_over(event: TrainingEvent) -> None:
    """Raise `EventOver`: nobody is given a place there any more."""
    if event.state is EventState.CANCELLED or has_begun(event):
        raise EventOver


def has_begun(event: TrainingEvent) -> bool:
    return event.starts_at is not None and event.starts_at <= clock.now()


def check(event: TrainingEvent, rows: Sequence[Named], command: SaveShare) -> None:
    """Raise what stands against a share or a cap as it is wished for."""
    others = [(row, name) for row, name in rows if row.id != command.share_id]
    if command.group.is_each and command.sort is ShareSort.KEPT:
        raise KeptForNobody
    if any(row.sort is command.sort and _same(row, command) for row, _ in others):
        raise GroupTaken
    _check_end(event, command)
    _check_order(event, others, command)
    if command.sort is ShareSort.KEPT:
        kept, _ = queries.holding_now(others, event.starts_at, clock.now())
        origins = queries.read_origins(event.id)
        most = most_to_keep(command.group, event.capacity, kept, origins.holders)
        own = [row for row, _ in rows if row.id == command.share_id]
        was = sum(row.places for row in own if not queries.is_over(row, event.starts_at, clock.now()))
        if command.places > max(most, was):
            raise TooManyKept(most, command.group.label)


def _same(row: AgencyShare | CourseShare, command: SaveShare) -> bool:
    return (row.kind, row.agency_id) == (command.group.kind, command.group.agency_id)


def _check_end(event: TrainingEvent, command: SaveShare) -> None:
    if command.until is not None and command.days_before is not None:
        raise TwoEnds
    if command.until is None and command.days_before is None:
        if command.sort is ShareSort.KEPT:
            raise NoEnd
        return
    ends_at = end_of(command.until, command.days_before, event.starts_at)
    late = event.starts_at is not None and ends_at is not None and ends_at > event.starts_at
    if ends_at is not None and (ends_at <= clock.now() or late):
        raise EndsTooLate(_field(command))


def _field(command: SaveShare) -> str:
    return "until_day" if command.days_before is None else "days_before"


def _check_order(event: TrainingEvent, others: Sequence[Named], command: SaveShare) -> None:
    """A cap outlasts every share that holds: else whoever is quick takes what is given out."""
    ends_at = end_of(command.until, command.days_before, event.starts_at)
    other = ShareSort.KEPT if command.sort is ShareSort.MOST else ShareSort.MOST
    now, starts_at = clock.now(), event.starts_at
    standing = [row for row, _ in others if row.sort is other and not queries.is_over(row, starts_at, now)]
    ends = [end_of(row.until, row.days_before, starts_at) for row in standing]
    known: list[datetime] = [one for one in ends if one is not None]
    if ends_at is None or not known:
        return
    if command.sort is ShareSort.MOST and ends_at < max(known):
        raise CapTooShort(max(known), _field(command))
    if command.sort is ShareSort.KEPT and ends_at > min(known):
        raise CapTooShort(ends_at, _field(command))


def remove_share(actor: Actor, share_id: int) -> int:
    """Keep nothing for them any more; those who wait are looked at at once. Answers the event."""
    event = lock_open_event(actor, queries.get_share(share_id).event_id)
    share = find(queries.list_shares(event.id, lock=True), share_id)
    db.session.delete(share)
    activity.record(actor, "remove_share", event, before=as_told(share), after={})
    promote(event, Cause.SHARE_RELEASED)
    return event.id


def as_told(row: AgencyShare | CourseShare) -> dict[str, object]:
    """What the log keeps of it: only what it says."""
    facts = {name: getattr(row, name, None) for name in LOGGED}
    return {name: told(value) for name, value in facts.items() if value is not None}
