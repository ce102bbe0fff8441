"""What must always be true of bookings, tested against the live data (docs/training.md 4.1)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import aliased

from portal.kernel import clock
from portal.kernel.db import db
from portal.kernel.outbox import OutgoingMessage
from portal.kernel.rules import in_force
from portal.kernel.slice import Check
from portal.kernel.text import moment
from training.bookings import draw, hooks
from training.bookings.domain import LIVE, BookingRules, BookingStatus
from training.bookings.models import Booking, StatusEntry, holds_place
from training.catalogue.domain import EventState
from training.catalogue.models import TrainingEvent

# A round of the timetable may be late; after three of them nobody is at work.
TIMETABLE_LATE = timedelta(minutes=15)


def find_wrong_counts() -> Iterator[str]:
    """I1: an event counts the places that are held, and no more than capacity and overbooking allow.

    Places reserved without a name are held too.
    """
    rows = db.session.execute(_COUNTS).all()
    unnamed = hooks.count_unnamed([row.id for row in rows])
    for row in rows:
        held = row.held + unnamed.get(row.id, 0)
        if row.places_taken != held or row.places_taken > row.limit:
            yield f"{row.code} counts {row.places_taken} places, {held} are held, {row.limit} are allowed"


_HELD = (
    select(Booking.event_id, func.count(Booking.id).label("held"))
    .where(holds_place())
    .group_by(Booking.event_id)
    .subquery()
)
_COUNTS = (
    select(
        TrainingEvent.id,
        TrainingEvent.code,
        TrainingEvent.places_taken,
        func.coalesce(_HELD.c.held, 0).label("held"),
        (TrainingEvent.capacity + TrainingEvent.overbooked).label("limit"),
    )
    .outerjoin(_HELD, _HELD.c.event_id == TrainingEvent.id)
    .order_by(TrainingEvent.id)
)


def find_doubles() -> Iterator[str]:
    """I2: nobody has two live bookings on one event."""
    live = func.count(Booking.id)
    rows = db.session.execute(
        select(Booking.person_id, Booking.event_id, live.label("live"))
        .where(Booking.status.in_(LIVE))
        .group_by(Booking.person_id, Booking.event_id)
        .having(live > 1)
        .order_by(Booking.event_id, Booking.person_id)
    )
    for row in rows:
        yield f"Person {row.person_id} has {row.live} live bookings on event {row.event_id}"


def find_forgotten() -> Iterator[str]:
    """I3: nobody waits while they could be promoted, unless a reason for passing them over is kept."""
    now = clock.now()
    closed = and_(TrainingEvent.booking_closes_at.is_not(None), TrainingEvent.booking_closes_at <= now)
    early = and_(TrainingEvent.booking_opens_at.is_not(None), TrainingEvent.booking_opens_at > now)
    waiting = func.count(Booking.id)
    rows = db.session.execute(
        select(TrainingEvent.code, waiting.label("waiting"))
        .join(Booking, Booking.event_id == TrainingEvent.id)
        .where(
            TrainingEvent.state == EventState.OPEN,
            TrainingEvent.places_taken < TrainingEvent.capacity,
            TrainingEvent.starts_at > now + in_force(BookingRules).freeze,
            ~closed,
            ~early,
            Booking.status == BookingStatus.WAITING,
            Booking.skip_reason == "",
            or_(TrainingEvent.draw_at.is_(None), TrainingEvent.drawn_at.is_not(None)),
        )
        .group_by(TrainingEvent.id, TrainingEvent.code)
        .order_by(TrainingEvent.id)
    )
    for row in rows:
        yield f"{row.code} has free places while {row.waiting} wait"


def find_stale_statuses() -> Iterator[str]:
    """A booking stands where its newest status entry says."""
    later = aliased(StatusEntry)
    newest = select(func.max(later.id)).where(later.booking_id == Booking.id).scalar_subquery()
    rows = db.session.execute(
        select(Booking.id, Booking.status, StatusEntry.status.label("entry"))
        .outerjoin(StatusEntry, StatusEntry.id == newest)
        .where(or_(StatusEntry.id.is_(None), StatusEntry.status != Booking.status))
        .order_by(Booking.id)
    )
    for row in rows:
        yield f"Booking {row.id} is {row.status}, its newest entry says {row.entry or 'nothing'}"


def find_repeated_letters() -> Iterator[str]:
    """I5: one message for each booking, kind and version; one sent again on purpose counts apart."""
    many = func.count(OutgoingMessage.id)
    key = (OutgoingMessage.about, OutgoingMessage.kind, OutgoingMessage.version, OutgoingMessage.again)
    rows = db.session.execute(
        select(OutgoingMessage.about, OutgoingMessage.kind, OutgoingMessage.version, many.label("many"))
        .where(OutgoingMessage.about.startswith("booking:"))
        .group_by(*key)
        .having(many > 1)
        .order_by(OutgoingMessage.about)
    )
    for row in rows:
        yield f"{row.about} was sent “{row.kind}” version {row.version} {row.many} times"


def find_offers_run_out() -> Iterator[str]:
    """I3: no place is held for somebody whose time to take it is over; the timetable lapses offers."""
    latest = clock.now() - TIMETABLE_LATE
    rows = db.session.execute(
        select(Booking.id, TrainingEvent.code, Booking.offer_until)
        .join(TrainingEvent, TrainingEvent.id == Booking.event_id)
        .where(
            Booking.status == BookingStatus.OFFERED,
            or_(Booking.offer_until.is_(None), Booking.offer_until <= latest),
        )
        .order_by(Booking.id)
    )
    for row in rows:
        until = "without an end" if row.offer_until is None else f"until {moment(row.offer_until)}"
        yield f"Booking {row.id} holds a place on {row.code} that was offered {until}"


def find_other_lots() -> Iterator[str]:
    """The order of a draw is the one its published seed gives (docs/training.md 4.4 step 7)."""
    drawn: dict[tuple[str, str], list[int]] = {}
    rows = db.session.execute(
        select(TrainingEvent.code, TrainingEvent.draw_seed, Booking.id)
        .join(Booking, Booking.event_id == TrainingEvent.id)
        .where(TrainingEvent.drawn_at.is_not(None), Booking.draw_rank.is_not(None))
        .order_by(TrainingEvent.id, Booking.draw_rank)
    )
    for code, seed, booking_id in rows:
        drawn.setdefault((code, seed), []).append(booking_id)
    for (code, seed), booking_ids in drawn.items():
        if booking_ids != draw.order(seed, booking_ids):
            yield f"The lots of {code} stand in another order than its seed gives"


CHECKS = (
    Check("I1 places", find_wrong_counts),
    Check("I2 one booking each", find_doubles),
    Check("I3 waiting list", find_forgotten),
    Check("I3 offers", find_offers_run_out),
    Check("Lots", find_other_lots),
    Check("Status entries", find_stale_statuses),
    Check("I5 messages", find_repeated_letters),
)
