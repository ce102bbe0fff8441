"""Finding whoever came without a booking, within what this trainer may know. Reads only."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, and_, exists, or_, select

from portal.kernel import clock
from portal.kernel.access import Actor, Permission, can
from portal.kernel.db import db
from portal.people.finding.people import named, select_named
from portal.people.models import Agency, Person, Post
from portal.people.scope import held_on
from portal.people.searching import found
from training.bookings.domain import LIVE
from training.bookings.models import Booking
from training.catalogue.models import Sitting
from training.checkin.domain import Outcome
from training.checkin.models import CheckInTry, DoorScan

MOST_FOUND = 10
# Whoever is refused for these is in the room and has no booking that counts.
WITHOUT_BOOKING = (Outcome.NOT_BOOKED, Outcome.WRONG_EVENT, Outcome.CANCELLED)


def list_found(actor: Actor, words: str) -> Sequence[Any]:
    """Those of this name whom this person may see; of others only who is known by exactly this key."""
    if not words.strip():
        return []
    if can(actor, Permission.PERSON_READ):
        statement = found(words, lambda wanted: select_named(actor, words, wanted)).statement
    elif "@" in words or any(one.isdigit() for one in words):
        # A reference or an address that they were told; never a name, which would list the workforce.
        statement = named(words, [])[0]
    else:
        return []
    ids = [row.id for row in db.session.execute(statement.limit(MOST_FOUND))]
    return _described(ids)


def list_refused(sitting_id: int) -> Sequence[Any]:
    """People who were refused at this door for want of a booking, and still have none."""
    tried = select(CheckInTry.person_id).where(
        CheckInTry.sitting_id == sitting_id, CheckInTry.outcome.in_(WITHOUT_BOOKING)
    )
    scanned = (
        select(Booking.person_id)
        .join(DoorScan, DoorScan.booking_id == Booking.id)
        .where(DoorScan.sitting_id == sitting_id, DoorScan.outcome.in_(WITHOUT_BOOKING))
    )
    event_id = select(Sitting.event_id).where(Sitting.id == sitting_id).scalar_subquery()
    booked = exists().where(
        Booking.event_id == event_id, Booking.person_id == Person.id, Booking.status.in_(LIVE)
    )
    return _read(or_(Person.id.in_(tried), Person.id.in_(scanned)) & ~booked)


def may_add(actor: Actor, sitting_id: int, words: str, person_id: int) -> bool:
    """Whether this page could have offered them: a number of a row opens nobody's record."""
    offered = (*list_refused(sitting_id), *list_found(actor, words))
    return any(one.id == person_id for one in offered)


def _described(ids: Sequence[int]) -> Sequence[Any]:
    rows = {row.id: row for row in _read(Person.id.in_(ids))}
    return [rows[key] for key in ids if key in rows]


def _read(which: ColumnElement[bool]) -> Sequence[Any]:
    """Each person once, with where they work today to tell two of a name apart."""
    agency = (
        select(Agency.name)
        .join(Post, and_(Post.agency_id == Agency.id, held_on(Post, clock.today())))
        .where(Post.person_id == Person.id)
        .order_by(Post.id)
        .limit(1)
        .scalar_subquery()
    )
    statement = select(Person.id, Person.given_name, Person.family_name, agency.label("agency"))
    in_order = (Person.family_name, Person.given_name, Person.id)
    return db.session.execute(
        statement.where(which, Person.merged_into_id.is_(None)).order_by(*in_order)
    ).all()
