"""Kept places that are given out, kept again, or come with a new event. Callers commit.

What was given out stays given out, wherever the event moves to: people have booked since. Only an act of
those who run training keeps it again.
"""

from __future__ import annotations

from portal.kernel import activity, clock
from portal.kernel.access import SYSTEM, Actor
from portal.kernel.db import db
from training.bookings.promotion import Cause, promote
from training.catalogue.models import TrainingEvent
from training.catalogue.queries import get_event
from training.shares import queries
from training.shares.domain import MoreThanThere, SaveShare, ShareSort, end_of
from training.shares.models import AgencyShare
from training.shares.services.sharing import as_told, check, find, lock_open_event


def release_ended(event_id: int) -> None:
    """What was kept for some is everybody's now: those who wait are looked at. Safe to call twice."""
    event = get_event(event_id, lock=True)
    now = clock.now()
    ended = [
        row
        for row, _ in queries.list_shares(event.id, lock=True)
        if row.released_at is None and queries.is_over(row, event.starts_at, now)
    ]
    if not ended:
        return
    for row in ended:
        row.released_at = now
    places = sum(row.places for row in ended if row.sort is ShareSort.KEPT)
    activity.record(SYSTEM, "release_share", event, places=places, before={"kept": places}, after={"kept": 0})
    promote(event, Cause.SHARE_RELEASED)


def restore_share(actor: Actor, share_id: int) -> int:
    """Keep or limit once more what was given out, while its end is still to come. Answers the event.

    By the rules of a new one: who has a place keeps it, and no more is kept than is left.
    """
    event = lock_open_event(actor, queries.get_share(share_id).event_id)
    rows = queries.list_shares(event.id, lock=True)
    share = find(rows, share_id)
    if share.released_at is None:
        return event.id
    group = next(queries.group_of(row, name) for row, name in rows if row.id == share_id)
    ends = share.until, share.days_before
    check(event, rows, SaveShare(event.id, share_id, share.sort, group, share.places, *ends))
    share.released_at = None
    told = as_told(share)
    activity.record(
        actor, "restore_share", event, before=told | {"given_out": True}, after=told | {"given_out": False}
    )
    promote(event)
    return event.id


def hear_of_new_event(actor: Actor, event: TrainingEvent) -> None:
    """A new event begins with what its course says, as far as there are places and time for it."""
    left, added = event.capacity, []
    for row, _ in queries.list_course_shares(event.course_id):
        is_kept = row.sort is ShareSort.KEPT
        ends_at = end_of(None, row.days_before, event.starts_at)
        if queries.has_ended(ends_at, clock.now()) or (is_kept and row.places > left):
            continue
        left -= row.places if is_kept else 0
        facts = {one: getattr(row, one) for one in ("sort", "kind", "agency_id", "places", "days_before")}
        added.append(AgencyShare(event_id=event.id, **facts))
    if added:
        db.session.add_all(added)
        after = {"shares": [as_told(one) for one in added]}
        activity.record(actor, "copy_shares", event, before={}, after=after)


def hear_of_change(event: TrainingEvent) -> None:
    """Fewer places than are kept are refused. Raises `MoreThanThere`."""
    rows = queries.list_shares(event.id, lock=True)
    kept = sum(share.places for share in queries.holding_now(rows, event.starts_at, clock.now())[0])
    if kept > event.capacity:
        raise MoreThanThere(kept)
