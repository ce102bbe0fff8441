"""The shortest way to become current: which courses are missing, or how many hours. Plain Python."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from portal.kernel.months import months_later
from training.requirements.domain.clocks import Completion, Cover, opens_on, refreshable_until, run
from training.requirements.domain.standing import Facts, Terms
from training.requirements.domain.words import Takes


@dataclass(frozen=True, slots=True)
class Missing:
    """A course that is needed now, and the refresher that would do as well."""

    course_id: int
    refresher_id: int | None = None


@dataclass(frozen=True, slots=True)
class Way:
    """What is still to be done: all of these courses or any one of them; or else so many minutes."""

    missing: tuple[Missing, ...] = ()
    takes: Takes = Takes.ALL
    minutes: int = 0


def shortest_way(terms: Terms, facts: Facts, refreshers: Mapping[int, int | None], today: date) -> Way:
    """What this person lacks today; courses that they have and need not renew yet are not among it."""
    missing = [
        Missing(course_id, refreshers.get(course_id) if _may_refresh(terms, cover, today) else None)
        for course_id, cover in _covers(terms, facts, today).items()
        if terms.takes is Takes.ANY or _needs_doing(terms, cover, today)
    ]
    return Way(tuple(missing), terms.takes, _minutes_missing(terms, facts, today))


def _covers(terms: Terms, facts: Facts, today: date) -> dict[int, Cover | None]:
    """What each course counts for."""
    found: dict[int, Cover | None] = {}
    for course_id in sorted(terms.courses):
        known = [*facts.completed.get(course_id, ()), *(Completion(on) for on in facts.evidence)]
        cycles = run(terms.clock, [one for one in known if one.on <= today])
        found[course_id] = cycles[-1] if cycles else None
    return found


def _needs_doing(terms: Terms, cover: Cover | None, today: date) -> bool:
    if cover is None:
        return True
    return cover.until is not None and today >= opens_on(cover.until, terms.clock.window)


def _may_refresh(terms: Terms, cover: Cover | None, today: date) -> bool:
    if cover is None or cover.until is None:
        return cover is not None
    return today <= refreshable_until(terms.clock, cover.until)


def _minutes_missing(terms: Terms, facts: Facts, today: date) -> int:
    """How many more are needed, of those that still count when the months for renewing are over."""
    if terms.hours is None:
        return 0
    ahead = months_later(today, terms.clock.window)
    counted = (
        minutes
        for on, minutes in facts.learned
        if on <= today and months_later(on, terms.hours.months) >= ahead
    )
    return max(terms.hours.minutes - sum(counted), 0)
