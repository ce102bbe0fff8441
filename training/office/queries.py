"""Reads about lists of people to book."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from sqlalchemy import ColumnElement, ScalarSelect, func, select
from sqlalchemy.orm import joinedload

from portal.kernel.access import Actor
from portal.kernel.db import db
from portal.kernel.errors import NotFound
from portal.people.models import Person
from training.bookings.domain import BookingStatus
from training.bookings.models import Booking
from training.office.domain import ListState, Mode
from training.office.models import OfficeList, OfficeRow
from training.office.scope import is_mine


def find_open_list(actor: Actor, event_id: int, *, lock: bool = False) -> OfficeList | None:
    """The list this actor is putting together for the event, if there is one."""
    statement = select(OfficeList).where(
        OfficeList.event_id == event_id,
        OfficeList.made_by_id == actor.person_id,
        OfficeList.state == ListState.OPEN,
    )
    return db.session.scalar(statement.with_for_update() if lock else statement)


def count_on_list(actor: Actor, event_id: int) -> tuple[int, int] | None:
    """The id of this actor's open list for the event, and how many are on it."""
    row = db.session.execute(
        select(OfficeList.id, func.count(OfficeRow.id))
        .outerjoin(OfficeRow, OfficeRow.list_id == OfficeList.id)
        .where(
            OfficeList.event_id == event_id,
            OfficeList.made_by_id == actor.person_id,
            OfficeList.state == ListState.OPEN,
        )
        .group_by(OfficeList.id)
    ).first()
    return None if row is None else (row[0], row[1])


def get_list(actor: Actor, list_id: int, *, lock: bool = False) -> OfficeList:
    """A list that this actor made, with its event and course. Raises `NotFound` for anybody else's."""
    statement = (
        select(OfficeList)
        .where(OfficeList.id == list_id, OfficeList.made_by_id == actor.person_id)
        .execution_options(populate_existing=lock)
    )
    found = db.session.scalar(statement.with_for_update(of=OfficeList) if lock else statement)
    if found is None:
        raise NotFound
    return found


def list_rows(list_id: int) -> Sequence[OfficeRow]:
    """Everybody on a list with their person and booking: undecided lines first, else as they came."""
    return db.session.scalars(
        select(OfficeRow)
        .where(OfficeRow.list_id == list_id)
        .options(joinedload(OfficeRow.person), joinedload(OfficeRow.booking))
        .order_by(OfficeRow.person_id.is_not(None), OfficeRow.id)
        .execution_options(populate_existing=True)
    ).all()


def get_row(actor: Actor, list_id: int, row_id: int) -> OfficeRow:
    """One line of a list that this actor made. Raises `NotFound`."""
    row = db.session.scalar(
        select(OfficeRow)
        .join(OfficeList, OfficeList.id == OfficeRow.list_id)
        .where(
            OfficeRow.id == row_id,
            OfficeRow.list_id == list_id,
            OfficeList.made_by_id == actor.person_id,
            OfficeList.state == ListState.OPEN,
        )
    )
    if row is None:
        raise NotFound
    return row


def list_turns(event_id: int) -> Mapping[int, int]:
    """The turn on the waiting list of each booking that waits, from 1."""
    ids = db.session.scalars(
        select(Booking.id)
        .where(Booking.event_id == event_id, Booking.status == BookingStatus.WAITING)
        .order_by(Booking.priority.desc(), Booking.joined_at, Booking.id)
    )
    return {booking_id: turn for turn, booking_id in enumerate(ids, start=1)}


def select_party(booking_id: ColumnElement[int]) -> ScalarSelect[int]:
    """As SQL: the list by which the booking in this column was booked together with others."""
    return (
        select(OfficeRow.list_id)
        .join(OfficeList, OfficeList.id == OfficeRow.list_id)
        .where(
            OfficeRow.booking_id == booking_id,
            OfficeList.state == ListState.BOOKED,
            OfficeList.mode.in_([Mode.ALL_WAIT, Mode.ALL_OR_NONE]),
        )
        .limit(1)
        .scalar_subquery()
    )


def list_known(actor: Actor, person_ids: Collection[int]) -> list[int]:
    """Those of these people whom this actor may book."""
    statement = select(Person.id).where(
        Person.id.in_(person_ids), Person.merged_into_id.is_(None), is_mine(actor)
    )
    return list(db.session.scalars(statement.order_by(Person.search_name, Person.id)))
