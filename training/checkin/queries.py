"""Reads about the door."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import case, func, select
from sqlalchemy.orm import aliased

from portal.kernel import clock
from portal.kernel.db import db
from portal.people.models import Person
from training.attendance.models import SittingMark
from training.bookings.domain import LIVE, PLACE_HOLDERS, BookingStatus
from training.bookings.models import Booking
from training.catalogue.domain import EventState
from training.catalogue.models import Sitting, TrainingEvent
from training.checkin.domain import Outcome
from training.checkin.models import CheckInTry, DoorScan, DoorScanReview

# A code is looked for among sittings of so long before and after too: who comes too early is told so.
NEAR = timedelta(hours=24)
A_DAY = timedelta(days=1)


def list_sittings_near(now: datetime) -> Sequence[Sitting]:
    """Sittings whose room may show a code, of events that people know of."""
    return db.session.scalars(
        select(Sitting)
        .join(TrainingEvent, TrainingEvent.id == Sitting.event_id)
        .where(
            Sitting.starts_at <= now + NEAR,
            Sitting.starts_at >= now - 2 * NEAR,
            Sitting.ends_at >= now - NEAR,
            TrainingEvent.state != EventState.PLANNED,
        )
        .order_by(Sitting.id)
    ).all()


def list_expecting(sittings: Collection[Sitting], person_id: int) -> set[int]:
    """On which of these sittings' events this person has a place."""
    return set(
        db.session.scalars(
            select(Booking.event_id).where(
                Booking.event_id.in_({one.event_id for one in sittings}),
                Booking.person_id == person_id,
                Booking.status.in_(PLACE_HOLDERS),
            )
        )
    )


@dataclass(frozen=True, slots=True)
class Known:
    """The booking that counts of somebody on one event."""

    booking_id: int
    status: BookingStatus


def find_known(event_id: int, person_id: int) -> Known | None:
    """Their live booking on this event, or the newest of those that have ended."""
    row = db.session.execute(
        select(Booking.id, Booking.status)
        .where(Booking.event_id == event_id, Booking.person_id == person_id)
        .order_by(case((Booking.status.in_(LIVE), 0), else_=1), Booking.id.desc())
        .limit(1)
    ).first()
    return None if row is None else Known(*row)


def is_expected_elsewhere(event_id: int, person_id: int, now: datetime) -> bool:
    """Whether they have a place on another event of this day."""
    midnight = clock.at_london(now.astimezone(clock.LONDON).date(), datetime.min.time())
    found = db.session.scalar(
        select(Sitting.id)
        .join(Booking, Booking.event_id == Sitting.event_id)
        .where(
            Booking.person_id == person_id,
            Booking.event_id != event_id,
            Booking.status.in_(PLACE_HOLDERS),
            Sitting.starts_at >= midnight,
            Sitting.starts_at < midnight + A_DAY,
        )
        .limit(1)
    )
    return found is not None


def lock_person(person_id: int) -> None:
    """Whatever else this person tries at the same moment waits until we are done."""
    db.session.execute(select(Person.id).where(Person.id == person_id).with_for_update(key_share=True))


def count_wrong_codes(person_id: int, since: datetime) -> int:
    return (
        db.session.scalar(
            select(func.count(CheckInTry.id)).where(
                CheckInTry.person_id == person_id,
                CheckInTry.at > since,
                CheckInTry.outcome == Outcome.UNKNOWN,
            )
        )
        or 0
    )


def list_tries(sitting_id: int) -> Sequence[Any]:
    """Who tried to check in to a sitting, when, and what came of it; the newest first."""
    return db.session.execute(
        select(CheckInTry.at, CheckInTry.outcome, CheckInTry.device, _NAME.label("name"))
        .join(Person, Person.id == CheckInTry.person_id)
        .where(CheckInTry.sitting_id == sitting_id)
        .order_by(CheckInTry.at.desc(), CheckInTry.id.desc())
    ).all()


_NAME = Person.given_name + " " + Person.family_name


def list_marked(sitting_id: int) -> Sequence[Any]:
    """Everybody with a mark for a sitting: how, by whose hand and when; the newest first."""
    by = aliased(Person)
    return db.session.execute(
        select(
            _NAME.label("name"),
            SittingMark.mark,
            SittingMark.minutes_late,
            SittingMark.taken_how,
            SittingMark.marked_at,
            (by.given_name + " " + by.family_name).label("by"),
        )
        .join(Booking, Booking.id == SittingMark.booking_id)
        .join(Person, Person.id == Booking.person_id)
        .outerjoin(by, by.id == SittingMark.marked_by_id)
        .where(SittingMark.sitting_id == sitting_id)
        .order_by(SittingMark.marked_at.desc(), SittingMark.id.desc())
    ).all()


def count_expected(event_id: int) -> int:
    holders = select(func.count(Booking.id)).where(
        Booking.event_id == event_id, Booking.status.in_(PLACE_HOLDERS)
    )
    return db.session.scalar(holders) or 0


def count_marked(sitting_id: int) -> int:
    return (
        db.session.scalar(select(func.count(SittingMark.id)).where(SittingMark.sitting_id == sitting_id)) or 0
    )


@dataclass(frozen=True, slots=True)
class Holder:
    """Whose code it is, and of which booking."""

    booking_id: int
    event_id: int
    person_id: int
    name: str


def map_holders(codes: Collection[str]) -> dict[str, Holder]:
    """By code of the door."""
    rows = db.session.execute(
        select(Booking.door_code, Booking.id, Booking.event_id, Booking.person_id, _NAME)
        .join(Person, Person.id == Booking.person_id)
        .where(Booking.door_code.in_(codes))
    )
    return {row[0]: Holder(*row[1:]) for row in rows}


def map_scans(once: Collection[str]) -> dict[str, tuple[Outcome, str]]:
    """What came of those of these scans that are kept already, and whose they were."""
    rows = db.session.execute(
        select(DoorScan.once, DoorScan.outcome, _NAME)
        .outerjoin(Booking, Booking.id == DoorScan.booking_id)
        .outerjoin(Person, Person.id == Booking.person_id)
        .where(DoorScan.once.in_(once))
    )
    return {row[0]: (row[1], row[2] or "") for row in rows}


def list_scans(event_id: int) -> Sequence[Any]:
    """Every scan at an event's doors with its person, their mark and what was decided; the newest first."""
    return db.session.execute(_SCANS.where(Sitting.event_id == event_id)).all()


_SCANS = (
    select(
        DoorScan,
        _NAME.label("name"),
        Booking.person_id,
        Booking.status,
        SittingMark.mark,
        SittingMark.minutes_late,
        DoorScanReview.decision,
        Sitting.starts_at,
    )
    .join(Sitting, Sitting.id == DoorScan.sitting_id)
    .outerjoin(Booking, Booking.id == DoorScan.booking_id)
    .outerjoin(Person, Person.id == Booking.person_id)
    .outerjoin(
        SittingMark,
        (SittingMark.booking_id == DoorScan.booking_id) & (SittingMark.sitting_id == DoorScan.sitting_id),
    )
    .outerjoin(DoorScanReview, DoorScanReview.scan_id == DoorScan.id)
    .order_by(DoorScan.received_at.desc(), DoorScan.id.desc())
)


def count_to_review(event_id: int) -> int:
    """Scans that came in late and that nobody has decided about."""
    waiting = (
        select(func.count(DoorScan.id))
        .join(Sitting, Sitting.id == DoorScan.sitting_id)
        .outerjoin(DoorScanReview, DoorScanReview.scan_id == DoorScan.id)
        .where(Sitting.event_id == event_id, DoorScan.is_late, DoorScanReview.id.is_(None))
    )
    return db.session.scalar(waiting) or 0
