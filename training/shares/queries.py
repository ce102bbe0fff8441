"""Reads about places by agency."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import CompoundSelect, Executable, bindparam, case, func, literal, select, union_all
from sqlalchemy.orm import aliased

from portal.kernel import clock
from portal.kernel.db import db
from portal.kernel.errors import NotFound
from portal.kernel.rules import in_force
from portal.people.domain import AgencyKind
from portal.people.models import Agency
from training.bookings import hooks
from training.bookings.domain import LIVE, BookingStatus
from training.bookings.models import Booking, holds_place
from training.catalogue.domain import EventState
from training.catalogue.models import TrainingEvent
from training.shares.domain import Group, Mix, MixRules, Origin, People, Share, Shares, ShareSort, end_of, mix
from training.shares.models import AgencyShare, CourseShare, Reservation

# A share with the name of its one agency, if it is for one.
Named = tuple[AgencyShare, str | None]


def list_shares(event_id: int, *, lock: bool = False) -> Sequence[Named]:
    """Shares and caps of an event, locked after it in the order of their ids (docs/training.md 4.2)."""
    rows = db.session.execute(_LOCKED_SHARES if lock else _SHARES, {"event_id": event_id})
    return [(row[0], row[1]) for row in rows]


# Built once: asked for with every booking.
_SHARES = (
    select(AgencyShare, Agency.name)
    .outerjoin(Agency, Agency.id == AgencyShare.agency_id)
    .where(AgencyShare.event_id == bindparam("event_id"))
    .order_by(AgencyShare.id)
)
_LOCKED_SHARES = _SHARES.with_for_update(of=AgencyShare).execution_options(populate_existing=True)


def get_share(share_id: int) -> AgencyShare:
    """Raise `NotFound` when there is no such share."""
    share = db.session.get(AgencyShare, share_id)
    if share is None:
        raise NotFound
    return share


def list_course_shares(course_id: int) -> Sequence[tuple[CourseShare, str | None]]:
    """What new events of a course begin with, each with the name of its one agency."""
    rows = db.session.execute(
        select(CourseShare, Agency.name)
        .outerjoin(Agency, Agency.id == CourseShare.agency_id)
        .where(CourseShare.course_id == course_id)
        .order_by(CourseShare.id)
    )
    return [(row[0], row[1]) for row in rows]


def get_course_share(row_id: int) -> CourseShare:
    """Raise `NotFound` when there is no such row."""
    found = db.session.get(CourseShare, row_id)
    if found is None:
        raise NotFound
    return found


def group_of(row: AgencyShare | CourseShare, name: str | None) -> Group:
    return Group(row.kind, row.agency_id, name or "")


def holding_now(
    rows: Sequence[Named], starts_at: datetime | None, now: datetime
) -> tuple[list[Share], list[Share]]:
    """The shares and the caps that have not ended and were not given out."""
    found: dict[ShareSort, list[Share]] = {ShareSort.KEPT: [], ShareSort.MOST: []}
    for row, name in rows:
        if not is_over(row, starts_at, now):
            ends_at = end_of(row.until, row.days_before, starts_at)
            found[row.sort].append(Share(group_of(row, name), row.places, ends_at, row.id))
    return found[ShareSort.KEPT], found[ShareSort.MOST]


@dataclass(frozen=True, slots=True)
class Origins:
    """Where those come from who are on an event."""

    # Whoever has a place, with and without a name.
    holders: Counter[Origin] = field(default_factory=Counter)
    booked: Counter[Origin] = field(default_factory=Counter)
    held: Counter[Origin] = field(default_factory=Counter)
    waiting: Counter[Origin] = field(default_factory=Counter)
    # Of each agency that somebody comes from.
    kinds: dict[int, AgencyKind] = field(default_factory=dict)


def read_origins(event_id: int, also: int | None = None) -> Origins:
    """Where those come from who have a place on an event or wait for one; held places count as well.

    Of the agency `also` the kind is read with the others, whoever comes from it.
    """
    found = Origins()
    statement: Executable = _ORIGINS if also is None else _ORIGINS_ALSO
    for agency_id, kind, booked, waiting in db.session.execute(
        statement, {"event_id": event_id, "also": also}
    ):
        who = Origin(agency_id, kind)
        found.booked[who] += booked
        found.waiting[who] += waiting
        if agency_id is not None:
            found.kinds[agency_id] = kind
    unnamed = hooks.count_unnamed([event_id]).get(event_id, 0)
    for agency_id, kind, places in db.session.execute(_HELD, {"event_id": event_id}) if unnamed else ():
        found.held[Origin(agency_id, kind)] += places
        unnamed -= places
    found.held[Origin()] += unnamed
    found.holders.update(found.booked)
    found.holders.update(found.held)
    return found


def read_mix(event: TrainingEvent, rows: Sequence[Named]) -> Mix:
    """How the places of an event are spread now; `rows` are its shares and caps."""
    return mix_of(event, rows, read_origins(event.id))


def mix_of(event: TrainingEvent, rows: Sequence[Named], origins: Origins) -> Mix:
    shares, caps = holding_now(rows, event.starts_at, clock.now())
    people = People(origins.booked, origins.held, origins.waiting)
    also = [cap.group for cap in caps if not cap.group.is_each]
    return mix(event.capacity, shares, people, also)


def find_miss(rows: Sequence[Named], starts_at: datetime | None, holders: Mapping[Origin, int]) -> str:
    """Why an event with these shares is likely to miss its mix, in one sentence; empty if it is not."""
    now = clock.now()
    if starts_at is None or starts_at <= now:
        return ""
    kept, _ = holding_now(rows, starts_at, now)
    over = [
        Share(group_of(row, name), row.places)
        for row, name in rows
        if row.sort is ShareSort.KEPT and is_over(row, starts_at, now)
    ]
    return Shares(kept, over, starts_at).miss(holders, now, in_force(MixRules))


def list_misses() -> Mapping[int, str]:
    """The open events to come that are likely to miss their mix, each with its reason. One statement."""
    shares: dict[int, dict[int, Named]] = {}
    holders: dict[int, dict[Origin, int]] = {}
    starts: dict[int, datetime] = {}
    for share, name, starts_at, agency_id, kind, number in db.session.execute(_MISSES, {"now": clock.now()}):
        starts[share.event_id] = starts_at
        shares.setdefault(share.event_id, {})[share.id] = (share, name)
        holders.setdefault(share.event_id, {})[Origin(agency_id, kind)] = int(number or 0)
    found = {
        event_id: find_miss(list(rows.values()), starts[event_id], holders[event_id])
        for event_id, rows in shares.items()
    }
    return {event_id: reason for event_id, reason in found.items() if reason}


_AHEAD = (
    select(AgencyShare.event_id)
    .join(TrainingEvent, TrainingEvent.id == AgencyShare.event_id)
    .where(
        AgencyShare.sort == ShareSort.KEPT,
        TrainingEvent.state == EventState.OPEN,
        TrainingEvent.starts_at > bindparam("now"),
    )
)
_places = union_all(
    select(Booking.event_id, Booking.agency_id, func.count().label("number"))
    .where(holds_place(), Booking.event_id.in_(_AHEAD))
    .group_by(Booking.event_id, Booking.agency_id),
    select(Reservation.event_id, Reservation.agency_id, Reservation.places.label("number")).where(
        Reservation.places > 0, Reservation.event_id.in_(_AHEAD)
    ),
).subquery()
_each = (
    select(_places.c.event_id, _places.c.agency_id, func.sum(_places.c.number).label("number"))
    .group_by(_places.c.event_id, _places.c.agency_id)
    .subquery()
)
_from = aliased(Agency)
_MISSES = (
    select(AgencyShare, Agency.name, TrainingEvent.starts_at, _each.c.agency_id, _from.kind, _each.c.number)
    .join(TrainingEvent, TrainingEvent.id == AgencyShare.event_id)
    .outerjoin(Agency, Agency.id == AgencyShare.agency_id)
    .outerjoin(_each, _each.c.event_id == AgencyShare.event_id)
    .outerjoin(_from, _from.id == _each.c.agency_id)
    .where(AgencyShare.event_id.in_(_AHEAD))
    .order_by(AgencyShare.event_id, AgencyShare.id)
)


_ORIGINS = (
    select(
        Booking.agency_id,
        Agency.kind,
        func.sum(case((holds_place(), 1), else_=0)),
        func.sum(case((Booking.status == BookingStatus.WAITING, 1), else_=0)),
    )
    .outerjoin(Agency, Agency.id == Booking.agency_id)
    .where(Booking.event_id == bindparam("event_id"), Booking.status.in_(LIVE))
    .group_by(Booking.agency_id, Agency.kind)
)

_ORIGINS_ALSO: CompoundSelect[*tuple[Any, ...]] = union_all(
    _ORIGINS, select(Agency.id, Agency.kind, literal(0), literal(0)).where(Agency.id == bindparam("also"))
)

_HELD = (
    select(Reservation.agency_id, Agency.kind, func.sum(Reservation.places))
    .outerjoin(Agency, Agency.id == Reservation.agency_id)
    .where(Reservation.event_id == bindparam("event_id"), Reservation.places > 0)
    .group_by(Reservation.agency_id, Agency.kind)
)


def find_kind(agency_id: int) -> AgencyKind | None:
    return db.session.scalar(select(Agency.kind).where(Agency.id == agency_id))


def list_agencies() -> Sequence[tuple[int, str]]:
    """Agencies that are part of the partnership, to choose from."""
    rows = db.session.execute(
        select(Agency.id, Agency.name).where(Agency.is_active).order_by(Agency.name, Agency.id)
    )
    return [(row[0], row[1]) for row in rows]


def list_ended(now: datetime) -> Sequence[int]:
    """Open events to come with a share or a cap that has ended and was not looked at since."""
    rows = db.session.execute(
        select(AgencyShare.event_id, AgencyShare.until, AgencyShare.days_before, TrainingEvent.starts_at)
        .join(TrainingEvent, TrainingEvent.id == AgencyShare.event_id)
        .where(
            AgencyShare.released_at.is_(None),
            TrainingEvent.state == EventState.OPEN,
            TrainingEvent.starts_at > clock.now(),
        )
        .order_by(AgencyShare.event_id)
    )
    ends = ((row.event_id, end_of(row.until, row.days_before, row.starts_at)) for row in rows)
    return sorted({event_id for event_id, ends_at in ends if has_ended(ends_at, now)})


def has_ended(ends_at: datetime | None, now: datetime) -> bool:
    return ends_at is not None and ends_at <= now


def is_over(row: AgencyShare, starts_at: datetime | None, now: datetime) -> bool:
    """Whether it was given out, which stands wherever the event moves to, or has ended this very minute."""
    return row.released_at is not None or has_ended(end_of(row.until, row.days_before, starts_at), now)


def count_kept() -> Mapping[int, tuple[str, int, int]]:
    """Code, places and places kept of each event to come that keeps some."""
    now = clock.now()
    rows = db.session.execute(
        select(AgencyShare, TrainingEvent.code, TrainingEvent.capacity, TrainingEvent.starts_at)
        .join(TrainingEvent, TrainingEvent.id == AgencyShare.event_id)
        .where(AgencyShare.sort == ShareSort.KEPT, TrainingEvent.state != EventState.CANCELLED)
        .order_by(TrainingEvent.id, AgencyShare.id)
    )
    kept: dict[int, tuple[str, int, int]] = {}
    for row in rows:
        share = row.AgencyShare
        if not is_over(share, row.starts_at, now):
            places = kept.get(share.event_id, (row.code, row.capacity, 0))[2]
            kept[share.event_id] = (row.code, row.capacity, places + share.places)
    return kept
