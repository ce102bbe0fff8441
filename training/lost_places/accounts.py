"""What the ledger comes to: by agency and year, and the rows behind it. Reads only."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, time
from typing import Any

from sqlalchemy import ColumnElement, Result, Select, and_, case, func, select, true

from portal.kernel import clock
from portal.kernel.access import Actor, Permission, Role, can
from portal.kernel.db import db
from portal.kernel.months import year_of
from portal.kernel.rules import in_force
from portal.people.models import Agency, Person
from portal.people.scope import sees_person
from training.bookings.domain import LEARNERS
from training.bookings.models import Booking
from training.catalogue.models import Course, TrainingEvent
from training.lost_places.domain import LossKind
from training.lost_places.models import LedgerEntry
from training.lost_places.rules import A_DAY, LedgerRules, Quarter, quarters, year_span
from training.lost_places.scope import OfAgency


def may_read(actor: Actor, agency_id: int) -> bool:
    return can(actor, Permission.LOST_PLACE_READ, OfAgency(agency_id))


def _is_theirs(actor: Actor) -> ColumnElement[bool]:
    """The ledgers of the agencies this actor leads; those who run training see all."""
    if can(actor, Permission.EVENT_MANAGE):
        return true()
    return LedgerEntry.agency_id.in_(actor.agencies_as(Role.AGENCY_LEAD))


def _in_year(year: int) -> ColumnElement[bool]:
    first, after = year_span(year, in_force(LedgerRules))
    return and_(LedgerEntry.happened_on >= first, LedgerEntry.happened_on < after)


def _sums() -> tuple[ColumnElement[int], ...]:
    """Places that people did not come to, that they gave up late, and pounds, with what was taken back."""

    def places(kind: LossKind) -> ColumnElement[int]:
        return func.coalesce(func.sum(case((LedgerEntry.kind == kind, LedgerEntry.sign), else_=0)), 0)

    return (
        places(LossKind.NO_SHOW).label("no_shows"),
        places(LossKind.LATE_WITHDRAWAL).label("late"),
        func.coalesce(func.sum(LedgerEntry.pounds), 0).label("pounds"),
    )


def select_agencies(actor: Actor, year: int) -> Select[*tuple[Any, ...]]:
    """Agencies with anything in their ledger of this year, those that lost most first."""
    lost = func.sum(LedgerEntry.sign)
    statement: Select[*tuple[Any, ...]] = select(Agency.id, Agency.name, Agency.kind, *_sums())
    return (
        statement.join(LedgerEntry, LedgerEntry.agency_id == Agency.id)
        .where(_in_year(year), _is_theirs(actor))
        .group_by(Agency.id, Agency.name, Agency.kind)
        .order_by(lost.desc(), Agency.name, Agency.id)
    )


def read_totals(agency_id: int, year: int) -> Any:  # noqa: ANN401  # a row
    return db.session.execute(
        select(*_sums()).where(LedgerEntry.agency_id == agency_id, _in_year(year))
    ).one()


def select_entries(actor: Actor, agency_id: int, year: int) -> Select[*tuple[Any, ...]]:
    """The rows of one ledger, newest first; with names of those people whom this actor may know of."""
    statement: Select[*tuple[Any, ...]] = select(
        LedgerEntry.id,
        LedgerEntry.entered_at,
        LedgerEntry.happened_on,
        LedgerEntry.kind,
        LedgerEntry.why,
        LedgerEntry.sign,
        LedgerEntry.half_days,
        LedgerEntry.full_days,
        LedgerEntry.pounds,
        TrainingEvent.code,
        Course.title,
        Person.given_name,
        Person.family_name,
    )
    return (
        statement.select_from(LedgerEntry)
        .join(Booking, Booking.id == LedgerEntry.booking_id)
        .join(TrainingEvent, TrainingEvent.id == Booking.event_id)
        .join(Course, Course.id == TrainingEvent.course_id)
        .outerjoin(Person, and_(Person.id == Booking.person_id, sees_person(actor)))
        .where(LedgerEntry.agency_id == agency_id, _in_year(year))
        .order_by(LedgerEntry.entered_at.desc(), LedgerEntry.id.desc())
    )


def read_quarters(agency_id: int, year: int) -> list[Quarter]:
    """What an agency made of its places, quarter by quarter of those that have begun. Two statements."""
    found = quarters(year, in_force(LedgerRules), clock.today())
    if not found:
        return []
    used, lost = _used_in(found, agency_id), _lost_in(found, agency_id)
    numbers = [used.get(number, {}) | lost.get(number, {}) for number in range(len(found))]
    return [Quarter(first=one.first, last=one.last, **own) for one, own in zip(found, numbers, strict=True)]


def _used_in(found: Sequence[Quarter], agency_id: int) -> dict[int, dict[str, int]]:
    """Places of those who attended, in whole or part, and how many of them came instead of somebody else."""
    ends = [clock.at_london(one.last + A_DAY, time.min) for one in found]
    begins = clock.at_london(found[0].first, time.min)
    starts = TrainingEvent.starts_at
    instead = func.sum(case((Booking.replaces_id.is_not(None), 1), else_=0)).label("substitutes")
    which = case(*((starts < end, number) for number, end in enumerate(ends)), else_=len(ends))
    rows = db.session.execute(
        select(which.label("quarter"), func.count().label("used"), instead)
        .join(TrainingEvent, TrainingEvent.id == Booking.event_id)
        .where(Booking.agency_id == agency_id, Booking.status.in_(LEARNERS))
        .where(starts >= begins, starts < ends[-1])
        .group_by("quarter")
    )
    return _numbers(rows)


def _lost_in(found: Sequence[Quarter], agency_id: int) -> dict[int, dict[str, int]]:
    day = LedgerEntry.happened_on
    which = case(*((day <= one.last, number) for number, one in enumerate(found)), else_=len(found))
    rows = db.session.execute(
        select(which.label("quarter"), *_sums())
        .where(LedgerEntry.agency_id == agency_id, day >= found[0].first, day <= found[-1].last)
        .group_by("quarter")
    )
    return _numbers(rows)


def _numbers(rows: Result[Any]) -> dict[int, dict[str, int]]:
    """By quarter. Sums of one database are whole numbers, of the other decimal ones."""
    found = {}
    for row in rows.mappings():
        found[row["quarter"]] = {name: int(row[name]) for name in row if name != "quarter"}
    return found


def read_since() -> date | None:
    """The day from which on places are counted; None before the first."""
    first = db.session.scalar(select(func.min(LedgerEntry.entered_at)))
    return None if first is None else clock.in_london(first).date()


def list_years(actor: Actor) -> Sequence[int]:
    """Every year from the first that the ledger knows to the last."""
    row: Any = db.session.execute(
        select(func.min(LedgerEntry.happened_on), func.max(LedgerEntry.happened_on)).where(_is_theirs(actor))
    ).one()
    if row[0] is None:
        return []
    rules = in_force(LedgerRules)
    return range(year_of(row[0], rules.year_begins), year_of(row[1], rules.year_begins) + 1)
