"""Reads about registers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import bindparam, or_, select

from portal.kernel import clock
from portal.kernel.access import Actor, Role
from portal.kernel.db import db
from portal.kernel.rules import in_force
from portal.people.models import Agency, Person
from training.attendance.domain import Marked, RegisterRules
from training.attendance.models import RegisterReopening, SittingMark
from training.bookings.domain import PLACE_HOLDERS
from training.bookings.models import Booking
from training.catalogue.domain import EventState
from training.catalogue.models import Course, EventTrainer, Sitting, TrainingEvent

# How many cards about registers a home page shows.
MOST_TO_TAKE = 5


@dataclass(frozen=True, slots=True)
class Entry:
    """One person of the register, with the mark for each sitting that has one."""

    booking_id: int
    name: str
    agency: str
    access_needs: str
    is_walk_in: bool
    marks: dict[int, Marked]


@dataclass(frozen=True, slots=True)
class Kept:
    """A mark as it stands, with its row."""

    row_id: int
    marked: Marked


@dataclass(frozen=True, slots=True)
class Holder:
    """Whoever can be on a register."""

    person_id: int
    name: str


def list_sittings(event_id: int) -> Sequence[Sitting]:
    return db.session.scalars(
        select(Sitting).where(Sitting.event_id == event_id).order_by(Sitting.starts_at, Sitting.id)
    ).all()


def list_entries(event_id: int) -> list[Entry]:
    """Everybody who holds a place, by name, with their marks; two statements."""
    marks: dict[int, dict[int, Marked]] = {}
    given = select(SittingMark.booking_id, SittingMark.sitting_id, SittingMark.mark, SittingMark.minutes_late)
    for booking_id, sitting_id, mark, late in db.session.execute(
        given.join(Sitting, Sitting.id == SittingMark.sitting_id).where(Sitting.event_id == event_id)
    ):
        marks.setdefault(booking_id, {})[sitting_id] = Marked(mark, late)
    return [
        Entry(row[0], f"{row[1]} {row[2]}", row[3] or "", row[4], row[5], marks.get(row[0], {}))
        for row in db.session.execute(_PEOPLE, {"event_id": event_id})
    ]


_PEOPLE = (
    select(
        Booking.id,
        Person.given_name,
        Person.family_name,
        Agency.name,
        Booking.access_needs,
        Booking.is_walk_in,
    )
    .join(Person, Person.id == Booking.person_id)
    .outerjoin(Agency, Agency.id == Booking.agency_id)
    .where(Booking.event_id == bindparam("event_id"), Booking.status.in_(PLACE_HOLDERS))
    .order_by(Person.family_name, Person.given_name, Booking.id)
)


def map_marks(sitting_id: int) -> dict[int, Kept]:
    """The marks of one sitting by booking id."""
    rows = select(SittingMark.booking_id, SittingMark.id, SittingMark.mark, SittingMark.minutes_late).where(
        SittingMark.sitting_id == sitting_id
    )
    return {row[0]: Kept(row[1], Marked(row[2], row[3])) for row in db.session.execute(rows)}


def find_mark(sitting_id: int, booking_id: int) -> Marked | None:
    """How somebody is marked for one sitting, or None while they are not."""
    row = db.session.execute(
        select(SittingMark.mark, SittingMark.minutes_late).where(
            SittingMark.sitting_id == sitting_id, SittingMark.booking_id == booking_id
        )
    ).first()
    return None if row is None else Marked(*row)


def list_marks_of(booking_id: int) -> Sequence[SittingMark]:
    """Every mark of one booking, in the order of the sittings."""
    return db.session.scalars(
        select(SittingMark)
        .join(Sitting, Sitting.id == SittingMark.sitting_id)
        .where(SittingMark.booking_id == booking_id)
        .order_by(Sitting.starts_at, SittingMark.id)
    ).all()


def map_holders(event_id: int) -> dict[int, Holder]:
    """Whoever can be on the register, by the booking."""
    holders = (
        select(Booking.id, Booking.person_id, Person.given_name, Person.family_name)
        .join(Person, Person.id == Booking.person_id)
        .where(Booking.event_id == event_id, Booking.status.in_(PLACE_HOLDERS))
    )
    return {row[0]: Holder(row[1], f"{row[2]} {row[3]}") for row in db.session.execute(holders)}


def list_reopenings(event_id: int) -> Sequence[Any]:
    """When, why, until when and by whom a register was opened again, newest first."""
    return db.session.execute(
        select(
            RegisterReopening.until,
            RegisterReopening.reopened_at,
            RegisterReopening.reason,
            (Person.given_name + " " + Person.family_name).label("name"),
        )
        .outerjoin(Person, Person.id == RegisterReopening.reopened_by_id)
        .where(RegisterReopening.event_id == event_id)
        .order_by(RegisterReopening.id.desc())
    ).all()


def list_registers_to_take(actor: Actor) -> Sequence[Any]:
    """Events this trainer teaches whose register is open and whose result is not confirmed."""
    if not actor.holds(Role.TRAINER):
        return []
    now, rules = clock.now(), in_force(RegisterRules)
    return db.session.execute(
        select(TrainingEvent.id.label("event_id"), TrainingEvent.starts_at, Course.title)
        .join(EventTrainer, EventTrainer.event_id == TrainingEvent.id)
        .join(Course, Course.id == TrainingEvent.course_id)
        .where(
            EventTrainer.person_id == actor.person_id,
            TrainingEvent.state == EventState.OPEN,
            TrainingEvent.result_confirmed_at.is_(None),
            TrainingEvent.starts_at <= now + rules.opens_before,
            or_(
                TrainingEvent.ends_at >= now - rules.closes_after,
                TrainingEvent.id.in_(
                    select(RegisterReopening.event_id).where(RegisterReopening.until >= now)
                ),
            ),
        )
        .order_by(TrainingEvent.starts_at, TrainingEvent.id)
        .limit(MOST_TO_TAKE)
    ).all()
