"""Reads about seat banks."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime, time
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, func, or_, select

from portal.kernel import clock
from portal.kernel.access import Actor, Permission, Role, can
from portal.kernel.db import db
from portal.kernel.rules import in_force
from portal.people.models import Agency
from training.bookings.domain import BookingStatus
from training.bookings.models import Booking
from training.catalogue.models import TrainingEvent
from training.shares.domain import Allowance, SeatRules, SeatsOf
from training.shares.models import SeatBank

# Whoever came, and whoever was expected in vain.
USED = frozenset({BookingStatus.ATTENDED, BookingStatus.PART, BookingStatus.NO_SHOW})


def is_used() -> ColumnElement[bool]:
    """Bookings that used a seat: a late withdrawal does, unless staff let it pass."""
    late = and_(Booking.is_late_cancel, Booking.late_waived_reason == "")
    ended = Booking.status.in_({BookingStatus.WITHDRAWN, BookingStatus.REMOVED})
    return or_(Booking.status.in_(USED), and_(ended, late))


def allowance_of(bank: SeatBank) -> Allowance:
    return Allowance(bank.agreed, bank.extra, bank.carried_over, bank.carried_forward)


def find_bank(agency_id: int, year: int) -> SeatBank | None:
    return db.session.scalar(select(SeatBank).where(SeatBank.agency_id == agency_id, SeatBank.year == year))


def led_by(actor: Actor) -> frozenset[int] | None:
    """The agencies whose seats this actor may read; None for all."""
    return None if can(actor, Permission.EVENT_MANAGE) else actor.agencies_as(Role.AGENCY_LEAD)


def _span(year: int) -> tuple[datetime, datetime]:
    rules = in_force(SeatRules)
    return (
        clock.at_london(rules.first_day(year), time.min),
        clock.at_london(rules.first_day(year + 1), time.min),
    )


def _counts(year: int) -> Any:  # noqa: ANN401  # a subquery
    """Seats used and places booked by agency, on events of a year."""
    first, end = _span(year)
    booked = Booking.status == BookingStatus.BOOKED
    return (
        select(
            Booking.agency_id,
            func.sum(case((is_used(), 1), else_=0)).label("used"),
            func.sum(case((booked, 1), else_=0)).label("booked"),
        )
        .join(TrainingEvent, TrainingEvent.id == Booking.event_id)
        .where(TrainingEvent.starts_at >= first, TrainingEvent.starts_at < end, or_(is_used(), booked))
        .group_by(Booking.agency_id)
        .subquery()
    )


def select_seats(year: int, agencies: Collection[int] | None) -> Select[*tuple[Any, ...]]:
    """How agencies stand in a year, by name: those with a bank, then those that used seats without one."""
    counts = _counts(year)
    statement: Select[*tuple[Any, ...]] = (
        select(
            Agency.id,
            Agency.name,
            SeatBank.agreed,
            SeatBank.extra,
            SeatBank.carried_over,
            SeatBank.carried_forward,
            func.coalesce(counts.c.used, 0).label("used"),
            func.coalesce(counts.c.booked, 0).label("booked"),
        )
        .outerjoin(SeatBank, and_(SeatBank.agency_id == Agency.id, SeatBank.year == year))
        .outerjoin(counts, counts.c.agency_id == Agency.id)
    )
    every = or_(SeatBank.id.is_not(None), counts.c.used > 0)
    return statement.where(every if agencies is None else Agency.id.in_(agencies)).order_by(
        SeatBank.id.is_(None), Agency.name, Agency.id
    )


def seats_of(row: Any) -> SeatsOf:  # noqa: ANN401  # a row of `select_seats`
    numbers = (row.agreed, row.extra, row.carried_over, row.carried_forward)
    allowance = Allowance(*(one or 0 for one in numbers))
    return SeatsOf(
        row.id, row.name, allowance, int(row.used), int(row.booked), is_agreed=row.agreed is not None
    )


def find_seats(agency_id: int, year: int) -> SeatsOf | None:
    """How one agency stands in a year; nothing where nothing was agreed."""
    row = db.session.execute(select_seats(year, {agency_id})).first()
    seats = None if row is None else seats_of(row)
    return seats if seats is not None and seats.is_agreed else None


def list_short(agencies: Collection[int], year: int) -> Sequence[SeatsOf]:
    """Those of these agencies that would use more than is left, with what they have booked."""
    rows = db.session.execute(select_seats(year, agencies)).all()
    return [one for one in map(seats_of, rows) if one.is_short]


def list_without(year: int) -> Sequence[Any]:
    """Agencies with which nothing was agreed for a year yet, to choose from."""
    banked = select(SeatBank.agency_id).where(SeatBank.year == year)
    return db.session.execute(
        select(Agency.id, Agency.name)
        .where(Agency.is_active, Agency.id.not_in(banked))
        .order_by(Agency.name, Agency.id)
    ).all()
