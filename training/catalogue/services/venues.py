"""Changes of the register of venues. Callers commit."""

from __future__ import annotations

from dataclasses import asdict

from portal.kernel import activity
from portal.kernel.access import Actor, Permission, require
from portal.kernel.db import db
from portal.kernel.differences import differences
from training.catalogue import queries
from training.catalogue.domain import SaveVenue, VenueInUse, VenueNameTaken
from training.catalogue.models import Venue


def save_venue(actor: Actor, command: SaveVenue) -> Venue:
    require(actor, Permission.EVENT_MANAGE)
    is_new = command.venue_id is None
    venue = (
        Venue(is_retired=False)
        if command.venue_id is None
        else queries.get_venue(command.venue_id, lock=True)
    )
    namesake = queries.find_venue_by_name(command.name)
    if namesake is not None and namesake != command.venue_id:
        raise VenueNameTaken
    values = asdict(command)
    del values["venue_id"]
    before = {} if is_new else {name: getattr(venue, name) for name in values}
    old, new = differences(before, values)
    if new:
        for name, value in values.items():
            setattr(venue, name, value)
        db.session.add(venue)
        activity.record(actor, "add_venue" if is_new else "save_venue", venue, before=old, after=new)
    return venue


def retire_venue(actor: Actor, venue_id: int) -> Venue:
    """Offer a venue for no new event. Raises `VenueInUse` while anything is still to be held there."""
    require(actor, Permission.EVENT_MANAGE)
    venue = queries.get_venue(venue_id, lock=True)
    events = queries.count_events_at(venue.id)
    if events:
        raise VenueInUse(events)
    return _set_retired(actor, "retire_venue", venue, is_retired=True)


def reopen_venue(actor: Actor, venue_id: int) -> Venue:
    require(actor, Permission.EVENT_MANAGE)
    return _set_retired(actor, "reopen_venue", queries.get_venue(venue_id, lock=True), is_retired=False)


def _set_retired(actor: Actor, verb: str, venue: Venue, *, is_retired: bool) -> Venue:
    if venue.is_retired is not is_retired:
        before, venue.is_retired = venue.is_retired, is_retired
        activity.record(actor, verb, venue, before={"is_retired": before}, after={"is_retired": is_retired})
    return venue
