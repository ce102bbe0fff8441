"""Lots for a scarce event: planned, drawn once with a seed that is kept, and never again. Callers commit."""

from __future__ import annotations

import secrets

from portal.kernel import activity, clock
from portal.kernel.access import SYSTEM, Actor, Permission, require
from portal.kernel.text import moment
from training.bookings import draw, queries
from training.bookings.domain import (
    BookingStatus,
    DrawnAlready,
    DrawTooLate,
    PlanDraw,
    refuse_unless_bookable,
)
from training.bookings.promotion import Cause, awaits_draw, promote
from training.catalogue.domain import Availability, availability
from training.catalogue.models import TrainingEvent
from training.catalogue.queries import get_event

SEED_BYTES = 16


def plan_draw(actor: Actor, command: PlanDraw) -> TrainingEvent:
    """Say when lots are drawn; until then everybody waits. None takes it back, and places go in turn."""
    event = get_event(command.event_id, lock=True)
    require(actor, Permission.EVENT_MANAGE, event)
    refuse_planning(event)
    at = command.draw_at
    if at is not None and (at <= clock.now() or (event.starts_at is not None and at >= event.starts_at)):
        raise DrawTooLate
    before, event.draw_at = event.draw_at, at
    activity.record(
        actor,
        "plan_draw",
        event,
        before={"draw_at": before and moment(before)},
        after={"draw_at": at and moment(at)},
    )
    if at is None:
        promote(event, Cause.DRAW)
    return event


def refuse_planning(event: TrainingEvent) -> None:
    """Raise that lots were drawn, or that there is nothing to draw for any more."""
    if event.drawn_at is not None:
        raise DrawnAlready
    found = availability(event, clock.now())
    if found in {Availability.CANCELLED, Availability.STARTED}:
        refuse_unless_bookable(found)


def draw_lots(event_id: int, *, seed: str = "") -> TrainingEvent:
    """Put those who wait in the order of their lots, and promote in that order. Safe to run twice.

    Nobody can know the seed before, unless one was given.
    """
    event = get_event(event_id, lock=True)
    if not awaits_draw(event) or event.draw_at is None or event.draw_at > clock.now():
        return event
    event.draw_seed, event.drawn_at = seed or secrets.token_hex(SEED_BYTES), clock.now()
    waiting = {one.id: one for one in queries.list_bookings(event.id, frozenset({BookingStatus.WAITING}))}
    for rank, booking_id in enumerate(draw.order(event.draw_seed, waiting), start=1):
        waiting[booking_id].draw_rank = rank
    drawn: dict[str, object] = {"lots": len(waiting), "seed": event.draw_seed}
    activity.record(SYSTEM, "draw_lots", event, before={"seed": ""}, after=drawn)
    promote(event, Cause.DRAW)
    return event
