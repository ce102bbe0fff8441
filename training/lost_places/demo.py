"""Lost places in the demo partnership: open questions, reasons to look at, and somebody on each rung."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from typing import Any

from sqlalchemy import case, func, select, update

from portal.kernel import clock
from portal.kernel.bulk import add_rows, table_of
from portal.kernel.db import db
from portal.kernel.slice import DemoPlan
from portal.people.demo.cast import find_cast
from training.attendance.domain import AttendanceMark
from training.attendance.models import SittingMark
from training.bookings.domain import BookingStatus
from training.bookings.models import Booking, StatusEntry
from training.catalogue.models import TrainingEvent
from training.lost_places.domain import LadderRules, LossKind, LossState, ReasonsKept, counts_from
from training.lost_places.models import LedgerEntry, LostPlace
from training.lost_places.rules import EntryWhy

# After the registers, and before anything rests on their results.
ORDER = 45
# So many people are made to stand on the second and on the third rung.
ON_RUNG = {2: 2, 3: 2}
REASONS = ("I had a migraine", "My child was ill", "The bus did not come", "I was needed at work")
NOTES = {LossState.REFUSED: "Please tell us beforehand next time", LossState.WAIVED: "That happens"}
# The newest of all: half of them with a reason to look at.
OPEN_QUESTIONS = 6
OLDER = {LossState.REFUSED: 40, LossState.OPEN: 35, LossState.WAIVED: 25}
A_DAY = timedelta(days=1)

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Missed:
    """A booking whose person did not come."""

    booking_id: int
    agency_id: int | None
    starts_at: datetime
    noted_at: datetime
    must_count: bool


def load(plan: DemoPlan) -> None:
    """Note who did not come, with what became of it."""
    rng = Random(f"{plan.seed}/lost_places")  # noqa: S311  # invented data, no secret
    chosen = _put_on_rungs()
    missed = _list_missed(chosen)
    decider = find_cast()["coordinator"].person_id
    states = {one.booking_id: _state(rng, one) for one in missed}
    newest = sorted(missed, key=lambda one: one.noted_at, reverse=True)[:OPEN_QUESTIONS]
    states |= {one.booking_id: (LossState.ANSWERED, LossState.OPEN)[n % 2] for n, one in enumerate(newest)}
    add_rows(LostPlace, (_loss(rng, one, states[one.booking_id], decider) for one in missed))
    add_rows(LedgerEntry, _entries(missed, states))
    plan.say(f"{len(missed):,} places lost")


def _put_on_rungs() -> set[int]:
    """Some people missed two and three events; answers their bookings. The demo lead's own come first."""
    since = clock.at_london(counts_from(clock.today(), LadderRules()) + A_DAY, datetime.min.time())
    agency_id = find_cast()["agency-lead"].agency_id
    rows = db.session.execute(
        select(Booking.person_id, Booking.id, Booking.event_id, TrainingEvent.result_confirmed_at)
        .join(TrainingEvent, TrainingEvent.id == Booking.event_id)
        .where(
            Booking.status.in_({BookingStatus.ATTENDED, BookingStatus.NO_SHOW}),
            Booking.person_id.not_in([one.person_id for one in find_cast().values()]),
            TrainingEvent.starts_at > since,
            TrainingEvent.result_confirmed_at.is_not(None),
        )
        .order_by(case((Booking.agency_id == agency_id, 0), else_=1), Booking.person_id, Booking.id)
    )
    theirs: dict[int, list[Any]] = {}
    for row in rows:
        theirs.setdefault(row.person_id, []).append(row)
    return _miss(theirs)


def _miss(theirs: Mapping[int, Sequence[Any]]) -> set[int]:
    """The first people with enough bookings: so many on each rung."""
    chosen: list[Any] = []
    left = list(theirs)
    for rung, count in sorted(ON_RUNG.items(), reverse=True):
        able = [one for one in left if len(theirs[one]) >= rung][:count]
        chosen += [row for one in able for row in theirs[one][:rung]]
        left = [one for one in left if one not in able]
    ids = [row.id for row in chosen]
    booking, mark = table_of(Booking), table_of(SittingMark)
    db.session.execute(update(booking).where(booking.c.id.in_(ids)).values(status=BookingStatus.NO_SHOW))
    db.session.execute(
        update(mark).where(mark.c.booking_id.in_(ids)).values(mark=AttendanceMark.ABSENT, minutes_late=None)
    )
    add_rows(StatusEntry, (_entry(row) for row in chosen))
    return set(ids)


def _entry(row: Any) -> Row:  # noqa: ANN401  # a row
    return {"booking_id": row.id, "status": BookingStatus.NO_SHOW, "at": row.result_confirmed_at}


def _list_missed(chosen: set[int]) -> list[Missed]:
    noted = func.coalesce(TrainingEvent.result_confirmed_at, TrainingEvent.ends_at)
    rows = db.session.execute(
        select(Booking.id, Booking.agency_id, TrainingEvent.starts_at, noted)
        .join(TrainingEvent, TrainingEvent.id == Booking.event_id)
        .where(Booking.status == BookingStatus.NO_SHOW, TrainingEvent.starts_at.is_not(None))
        .order_by(Booking.id)
    )
    return [
        Missed(key, agency_id, starts_at, at, must_count=key in chosen)
        for key, agency_id, starts_at, at in rows
        if starts_at is not None
    ]


def _state(rng: Random, one: Missed) -> LossState:
    if one.must_count:
        return LossState.REFUSED
    return rng.choices(list(OLDER), list(OLDER.values()))[0]


def _loss(rng: Random, one: Missed, state: LossState, decider: int) -> Row:
    is_open, is_decided = state is LossState.OPEN, state in {LossState.REFUSED, LossState.WAIVED}
    is_old = clock.now() - one.noted_at > ReasonsKept().reasons
    return {
        "booking_id": one.booking_id,
        "kind": LossKind.NO_SHOW,
        "happened_on": clock.in_london(one.starts_at).date(),
        "noted_at": one.noted_at,
        "state": state,
        "times": 1,
        "asked_at": one.noted_at,
        "link_until": one.noted_at + LadderRules().link_lasts,
        "reason": "" if is_open or is_old else rng.choice(REASONS),
        "answered_at": None if is_open else one.noted_at + A_DAY,
        "note": NOTES[state] if is_decided and not is_old else "",
        "decided_at": one.noted_at + 2 * A_DAY if is_decided else None,
        "decided_by_id": decider if is_decided else None,
        "is_entered": one.agency_id is not None,
        "words_purged": is_old and not is_open,
    }


def _entries(missed: Sequence[Missed], states: Mapping[int, LossState]) -> Iterator[Row]:
    """Counted and not charged, as a partnership begins."""
    for one in missed:
        if one.agency_id is not None:
            yield _ledger(one, EntryWhy.LOST, 1, one.noted_at)
            if states[one.booking_id] is LossState.WAIVED:
                yield _ledger(one, EntryWhy.WAIVED, -1, one.noted_at + 2 * A_DAY)


def _ledger(one: Missed, why: EntryWhy, sign: int, at: datetime) -> Row:
    return {
        "agency_id": one.agency_id,
        "booking_id": one.booking_id,
        "kind": LossKind.NO_SHOW,
        "why": why,
        "sign": sign,
        "happened_on": clock.in_london(one.starts_at).date(),
        "half_days": 0,
        "full_days": 0,
        "pounds": 0,
        "entered_at": at,
    }
