"""Rules of courses and of the dates of events. Plain Python."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from itertools import pairwise

from portal.kernel.errors import RuleBroken
from training.catalogue.domain import (
    CourseFormat,
    LinkMissing,
    NeverRunsOut,
    RenewalTooLong,
    SaveCourse,
)


class SittingsOverlap(RuleBroken):
    message = "The sittings must not overlap"
    field = "sittings"


class StartsInThePast(RuleBroken):
    message = "An event cannot start in the past"
    field = "sittings"


class ClosesAfterStart(RuleBroken):
    message = "Booking must close before or on the day of the event"
    field = "closes_on"


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


def check_sittings(sittings: Sequence[tuple[datetime, datetime]], now: datetime) -> None:
    """Raise `StartsInThePast` or `SittingsOverlap`. The sittings come in order of their start."""
    if sittings and sittings[0][0] <= now:
        raise StartsInThePast
    for (_, ends_at), (starts_at, _) in pairwise(sittings):
        if starts_at < ends_at:
            raise SittingsOverlap


def closing(asked: datetime | None, starts_at: datetime | None) -> datetime | None:
    """When booking closes: never after the start. Raise `ClosesAfterStart` for a later day than that."""
    if asked is None or starts_at is None:
        return asked
    if asked - starts_at > timedelta(days=1):
        raise ClosesAfterStart
    return min(asked, starts_at)
