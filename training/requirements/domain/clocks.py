"""The four clocks by which training runs out (docs/training.md 4.9). Plain Python; all days are London's.

A cover's last day is the last on which it counts. Months are counted as `months_later` counts them: the 31st
of one month, and 29 February, become the last day of a month that is shorter.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from portal.kernel.months import A_YEAR, months_later
from training.requirements.domain.words import Basis


@dataclass(frozen=True, slots=True, order=True)
class Completion:
    """Something that was completed; a refresher counts only for whoever had the course itself before."""

    on: date
    is_refresher: bool = False


@dataclass(frozen=True, slots=True)
class Cover:
    """One cycle: what was completed on `since` counts until the end of `until`; None is for ever."""

    since: date
    until: date | None

    def outlasts(self, other: Cover) -> bool:
        if other.until is None:
            return False
        return self.until is None or self.until > other.until


@dataclass(frozen=True, slots=True, kw_only=True)
class Clock:
    """The numbers of a clock. `valid` months of None: it never runs out."""

    basis: Basis
    valid: int | None = None
    # How many months before the last day renewing begins.
    window: int = 0
    # For how many months after the last day a refresher is enough.
    reactivate: int = 0
    # The fixed day that all others are counted from, and how many months it leaves at least.
    base_on: date | None = None
    least: int = 0


@dataclass(frozen=True, slots=True)
class HoursClock:
    """So many minutes within so many months."""

    minutes: int
    months: int


def run(clock: Clock, completions: Iterable[Completion]) -> list[Cover]:
    """The cycles that these completions make, oldest first, each lasting longer than the one before.

    What would not last longer makes no cycle: doing more training never makes anybody due sooner.
    """
    cycles: list[Cover] = []
    ends: set[date] = set()
    for one in sorted(completions):
        last = cycles[-1] if cycles else None
        if one.is_refresher and not _may_refresh(clock, last, one.on):
            continue
        cover = Cover(one.on, _until(clock, one.on, ends))
        if last is None or cover.outlasts(last):
            cycles.append(cover)
    return cycles


def _may_refresh(clock: Clock, last: Cover | None, on: date) -> bool:
    """A refresher is enough while the course counts, and so long after."""
    if last is None:
        return False
    return last.until is None or on <= refreshable_until(clock, last.until)


def refreshable_until(clock: Clock, until: date) -> date:
    """The last day on which a refresher is enough."""
    return months_later(until, clock.reactivate)


def opens_on(until: date, window: int) -> date:
    """The first day on which renewing counts as renewing in time."""
    return months_later(until, -window)


def _until(clock: Clock, on: date, ends: set[date]) -> date | None:
    """The last day of what was completed on this day.

    `ends` are the last days by which all before could be counted, and gains those of this one: what is done
    in the window of any of them carries on from it, so that one more in between never takes a day away.
    """
    if clock.valid is None:
        return None
    if clock.basis is Basis.FIXED:
        return _fixed(clock, clock.valid, on)
    if clock.basis is not Basis.OLD_EXPIRY:
        return months_later(on, clock.valid)
    renewed = (one for one in ends if opens_on(one, clock.window) <= on <= one)
    found = {months_later(one, clock.valid) for one in (on, *renewed)}
    ends |= found
    return max(found)


def _fixed(clock: Clock, valid: int, on: date) -> date:
    """The first of the fixed days that leaves at least the shortest time. The base may lie in the future."""
    base = clock.base_on or on
    earliest = months_later(on, clock.least)
    apart = (earliest.year - base.year) * A_YEAR + earliest.month - base.month
    # One step before the division says: a shorter month may have drawn the day in.
    step = apart // valid - 1
    while months_later(base, step * valid) < earliest:
        step += 1
    return months_later(base, step * valid)


def add_hours(clock: HoursClock, learned: Iterable[tuple[date, int]]) -> Cover | None:
    """The cover that these hours give, added up newest first within the months; None when they never did.

    It begins with the oldest day that is needed and lasts until that day falls out of the months. So a lapse
    is healed by older hours that come to light, but never by hours outside the months.
    """
    days = _by_day(learned)
    return next((found for start in range(len(days)) if (found := _sum_from(clock, days[start:]))), None)


def _by_day(learned: Iterable[tuple[date, int]]) -> list[tuple[date, int]]:
    found: dict[date, int] = {}
    for on, minutes in learned:
        found[on] = found.get(on, 0) + minutes
    return sorted(found.items(), reverse=True)


def _sum_from(clock: HoursClock, days: Sequence[tuple[date, int]]) -> Cover | None:
    """The same counted back from the first of these days, which is the newest."""
    total, newest = 0, days[0][0]
    for on, minutes in days:
        last_day = months_later(on, clock.months)
        if last_day < newest:
            return None
        total += minutes
        if total >= clock.minutes:
            return Cover(on, last_day)
    return None
