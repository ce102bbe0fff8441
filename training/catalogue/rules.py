"""Rules of courses and of the dates of events. Plain Python."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import pairwise

from portal.kernel import clock
from portal.kernel.text import span
from training.catalogue.domain import (
    ClosesAfterStart,
    CourseFormat,
    LinkMissing,
    NeverRunsOut,
    OpensTooLate,
    PlannedSitting,
    RenewalTooLong,
    SaveCourse,
    SittingsOverlap,
    StartsInThePast,
)

Sittings = Sequence[PlannedSitting]


def check_course(command: SaveCourse) -> None:
    """Raise what does not go together in what is said of a course."""
    is_listed_e_learning = command.format is CourseFormat.E_LEARNING and command.is_listed
    if is_listed_e_learning and not command.e_learning_link:
        raise LinkMissing
    valid, renewable = command.valid_for_months, command.renew_within_months
    if valid is None:
        if renewable is not None or command.refresher_id is not None:
            raise NeverRunsOut
    elif renewable is not None and renewable >= valid:
        raise RenewalTooLong


def find_circle(course_id: int, needs: Mapping[int, frozenset[int]]) -> int | None:
    """A course that this one needs and that would, however far round, need this one; None when none does."""
    for first in sorted(needs.get(course_id, ())):
        seen, ahead = {first}, [first]
        while ahead:
            following = needs.get(ahead.pop(), frozenset())
            if course_id in following:
                return first
            ahead.extend(following - seen)
            seen |= following
    return None


def check_sittings(sittings: Sittings, now: datetime) -> None:
    """Raise `StartsInThePast` or `SittingsOverlap`. The sittings come in order of their start."""
    if sittings and sittings[0].starts_at <= now:
        raise StartsInThePast
    for before, after in pairwise(sittings):
        if after.starts_at < before.ends_at:
            raise SittingsOverlap


def closing(asked: datetime | None, starts_at: datetime | None) -> datetime | None:
    """When booking closes: never after the start. Raise `ClosesAfterStart` for a later day than that."""
    if asked is None or starts_at is None:
        return asked
    if asked - starts_at > timedelta(days=1):
        raise ClosesAfterStart
    return min(asked, starts_at)


def check_opening(opens_at: datetime | None, closes_at: datetime | None, starts_at: datetime | None) -> None:
    """Raise `OpensTooLate` when nobody could ever book."""
    if opens_at is not None and any(one is not None and one <= opens_at for one in (closes_at, starts_at)):
        raise OpensTooLate


@dataclass(frozen=True, slots=True)
class Clash:
    """A sitting elsewhere at the same time, and who or what cannot be in both."""

    taken: str
    code: str
    title: str
    starts_at: datetime
    ends_at: datetime

    def __str__(self) -> str:
        return f"{self.taken} is taken by {self.code}, “{self.title}”, {span(self.starts_at, self.ends_at)}"


def weeks_later(moment: datetime, weeks: int) -> datetime:
    """The same time on London's clocks so many weeks on, whatever the clocks did meanwhile."""
    local = clock.in_london(moment)
    return clock.at_london(local.date() + timedelta(weeks=weeks), local.time())


def moved(sittings: Sittings, weeks: int) -> tuple[PlannedSitting, ...]:
    return tuple(
        one._replace(starts_at=weeks_later(one.starts_at, weeks), ends_at=weeks_later(one.ends_at, weeks))
        for one in sittings
    )


def days_of(sittings: Sittings) -> list[date]:
    return [clock.in_london(one.starts_at).date() for one in sittings]
