"""Reads about places that are held without a name."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, ScalarSelect, Select, and_, false, func, or_, select, update

from portal.kernel import clock
from portal.kernel.access import Actor, Permission, Role, can
from portal.kernel.db import db
from portal.kernel.errors import NotFound
from portal.people.models import Agency, Person, Post, School
from portal.people.scope import is_current
from training.bookings.domain import LIVE
from training.bookings.models import Booking
from training.catalogue.domain import EventState
from training.catalogue.models import Course, TrainingEvent
from training.shares.models import NamedPlace, Reservation


def is_mine(actor: Actor) -> ColumnElement[bool]:
    """Reservations that this actor may name and give back: their own, their agency's, or all."""
    if can(actor, Permission.EVENT_MANAGE):
        return Reservation.id.is_not(None)
    led = actor.agencies_as(Role.AGENCY_LEAD)
    own = Reservation.holder_id == actor.person_id
    return or_(own, Reservation.agency_id.in_(led)) if led else own


def get_reservation(actor: Actor, reservation_id: int, *, lock: bool = False) -> Reservation:
    """Raise `NotFound`, also for one that this actor has no part in. Lock its event first."""
    statement = select(Reservation).where(Reservation.id == reservation_id, is_mine(actor))
    found = db.session.scalar(
        statement.with_for_update().execution_options(populate_existing=True) if lock else statement
    )
    if found is None:
        raise NotFound
    return found


def find_locked(reservation_id: int) -> Reservation | None:
    """Whoever asks; its event is locked already."""
    return db.session.get(Reservation, reservation_id, with_for_update=True, populate_existing=True)


def find_reservation(event_id: int, holder_id: int, agency_id: int | None) -> Reservation | None:
    """What this person holds on an event for an agency already, to be added to; the event is locked."""
    same = Reservation.agency_id.is_(None) if agency_id is None else Reservation.agency_id == agency_id
    return db.session.scalar(
        select(Reservation)
        .where(Reservation.event_id == event_id, Reservation.holder_id == holder_id, same)
        .order_by(Reservation.id)
        .limit(1)
        .with_for_update()
        .execution_options(populate_existing=True)
    )


def count_for_course(holder_id: int, course_id: int) -> int:
    """How many places of a course this person holds on dates to come, those they named since included."""
    ahead = (
        Reservation.holder_id == holder_id,
        TrainingEvent.course_id == course_id,
        TrainingEvent.state != EventState.CANCELLED,
        or_(TrainingEvent.starts_at.is_(None), TrainingEvent.starts_at > clock.now()),
    )
    held = (
        select(func.coalesce(func.sum(Reservation.places), 0))
        .join(TrainingEvent, TrainingEvent.id == Reservation.event_id)
        .where(*ahead)
    )
    named = (
        select(func.count(NamedPlace.id))
        .join(Reservation, Reservation.id == NamedPlace.reservation_id)
        .join(TrainingEvent, TrainingEvent.id == Reservation.event_id)
        .join(Booking, Booking.id == NamedPlace.booking_id)
        .where(*ahead, Booking.status.in_(LIVE))
    )
    row = db.session.execute(select(held.scalar_subquery(), named.scalar_subquery())).one()
    return int(row[0]) + int(row[1])


def count_held(event_ids: Collection[int]) -> Mapping[int, int]:
    """Places of these events that are held without a name."""
    rows = db.session.execute(
        select(Reservation.event_id, func.sum(Reservation.places))
        .where(Reservation.event_id.in_(event_ids), Reservation.places > 0)
        .group_by(Reservation.event_id)
    )
    return {row[0]: int(row[1]) for row in rows}


def _named() -> ScalarSelect[int]:
    """How many of a reservation were named and are still booked or wait."""
    return (
        select(func.count(NamedPlace.id))
        .join(Booking, Booking.id == NamedPlace.booking_id)
        .where(NamedPlace.reservation_id == Reservation.id, Booking.status.in_(LIVE))
        .correlate(Reservation)
        .scalar_subquery()
    )


def select_reservations(actor: Actor, *, past: bool = False) -> Select[*tuple[Any, ...]]:
    """What this actor may name or give back, soonest first; with `past` what is over."""
    statement: Select[*tuple[Any, ...]] = select(
        Reservation.id,
        Reservation.places,
        Reservation.released_at,
        Reservation.event_id,
        TrainingEvent.code,
        TrainingEvent.starts_at,
        Course.title,
        Agency.name.label("agency"),
        Person.given_name,
        Person.family_name,
        _named().label("named"),
    )
    over = or_(TrainingEvent.starts_at <= clock.now(), TrainingEvent.state == EventState.CANCELLED)
    return (
        statement.join(TrainingEvent, TrainingEvent.id == Reservation.event_id)
        .join(Course, Course.id == TrainingEvent.course_id)
        .join(Person, Person.id == Reservation.holder_id)
        .outerjoin(Agency, Agency.id == Reservation.agency_id)
        .where(is_mine(actor), over if past else ~func.coalesce(over, false()))
        .order_by(TrainingEvent.starts_at.desc() if past else TrainingEvent.starts_at, Reservation.id)
    )


def list_agencies_of(actor: Actor) -> Sequence[tuple[int, str]]:
    """Agencies that this actor may hold places for: where they work, lead, or are a school's Champion."""
    mine: list[ColumnElement[bool]] = [Agency.id.in_(actor.agencies_as(Role.AGENCY_LEAD))]
    schools = actor.schools_as(Role.CHAMPION)
    mine.append(Agency.id.in_(select(School.agency_id).where(School.id.in_(schools))))
    posts = select(Post.agency_id).where(Post.person_id == actor.person_id, is_current(Post))
    mine.append(Agency.id.in_(posts))
    every = can(actor, Permission.EVENT_MANAGE)
    rows = db.session.execute(
        select(Agency.id, Agency.name)
        .where(and_(Agency.is_active) if every else and_(Agency.is_active, or_(*mine)))
        .order_by(Agency.name, Agency.id)
    )
    return [(row[0], row[1]) for row in rows]


def list_due(before: datetime) -> Sequence[Any]:
    """Places held on events that begin before this moment, or were called off, with their events."""
    return db.session.execute(
        select(Reservation.id, Reservation.event_id)
        .join(TrainingEvent, TrainingEvent.id == Reservation.event_id)
        .where(
            Reservation.places > 0,
            or_(TrainingEvent.starts_at <= before, TrainingEvent.state == EventState.CANCELLED),
        )
        .order_by(Reservation.event_id, Reservation.id)
    ).all()


def forget_warnings(event_id: int) -> None:
    db.session.execute(
        update(Reservation)
        .where(Reservation.event_id == event_id, Reservation.places > 0)
        .values(warned_at=None)
    )


def list_to_warn(before: datetime) -> Sequence[tuple[Reservation, TrainingEvent, Person, str]]:
    """Places held on open events that begin before this moment, whose holder was not written to yet."""
    rows = db.session.execute(
        select(Reservation, TrainingEvent, Person, Course.title)
        .join(TrainingEvent, TrainingEvent.id == Reservation.event_id)
        .join(Course, Course.id == TrainingEvent.course_id)
        .join(Person, Person.id == Reservation.holder_id)
        .where(
            Reservation.places > 0,
            Reservation.warned_at.is_(None),
            TrainingEvent.state == EventState.OPEN,
            TrainingEvent.starts_at <= before,
        )
        .order_by(Reservation.id)
        .with_for_update(of=Reservation)
    )
    return [(row[0], row[1], row[2], row[3]) for row in rows]


def list_overheld() -> Sequence[Any]:
    """Whoever holds more places for a course, on dates to come, than they might when they held them."""
    held, most = func.sum(Reservation.places + _named()), func.max(Reservation.most)
    return db.session.execute(
        select(Reservation.holder_id, TrainingEvent.course_id, held.label("held"), most.label("most"))
        .join(TrainingEvent, TrainingEvent.id == Reservation.event_id)
        .where(TrainingEvent.state != EventState.CANCELLED, TrainingEvent.starts_at > clock.now())
        .group_by(Reservation.holder_id, TrainingEvent.course_id)
        .having(held > most)
        .order_by(Reservation.holder_id, TrainingEvent.course_id)
    ).all()
