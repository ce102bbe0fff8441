"""How somebody stands with a requirement on a day, and when that will next change. Plain Python."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from portal.kernel.months import months_later
from training.requirements.domain.clocks import (
    Clock,
    Completion,
    Cover,
    HoursClock,
    add_hours,
    opens_on,
    refreshable_until,
    run,
)
from training.requirements.domain.words import State, Takes

A_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Span:
    """From one day to another, both included; an open end is None."""

    starts_on: date
    ends_on: date | None = None

    def holds(self, day: date) -> bool:
        return self.starts_on <= day and (self.ends_on is None or day <= self.ends_on)

    def within(self, other: Span) -> Span | None:
        """What both have in common."""
        if self.starts_on >= other.starts_on and other.ends_on is None:
            return self
        ends = [one.ends_on for one in (self, other) if one.ends_on is not None]
        starts_on, ends_on = max(self.starts_on, other.starts_on), min(ends, default=None)
        return None if ends_on is not None and ends_on < starts_on else Span(starts_on, ends_on)


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """What a requirement asks for: courses, or hours, by a clock; accepted evidence always counts."""

    clock: Clock
    courses: frozenset[int] = frozenset()
    takes: Takes = Takes.ALL
    hours: HoursClock | None = None
    # How many days after somebody begins it is due.
    grace: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What is known of a person, as far as one requirement asks."""

    # When they are concerned: their posts, as long as the requirement is in force.
    concerned: Sequence[Span] = ()
    # By course, with the refreshers of each.
    completed: Mapping[int, Sequence[Completion]] = field(default_factory=dict)
    # Evidence that was accepted for the whole of it.
    evidence: Sequence[date] = ()
    # Days and minutes of training that count as hours.
    learned: Sequence[tuple[date, int]] = ()
    # Spans in which nothing is asked of them, and to which day what they have was prolonged.
    exempt: Sequence[Span] = ()
    extended_to: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """How somebody stands. `changes_on` is the first day on which it will be otherwise by itself."""

    state: State
    # The day by which something has to be done, or until which all is well; None for no such day.
    due_on: date | None = None
    changes_on: date | None = None
    cover: Cover | None = None
    # Since when they are concerned without a break.
    concerned_from: date | None = None


def assess(terms: Terms, facts: Facts, today: date) -> Standing:
    """How a person with these facts stands today.

    Nothing of it rests on the day but what `changes_on` says: until then the answer stays the same.
    """
    spans = joined(facts.concerned)
    span = next((one for one in spans if one.holds(today)), None)
    cover = cover_of(terms, facts, today)
    if span is None:
        turns = [*(one.starts_on for one in spans if one.starts_on > today), *_ahead(facts, today)]
        return Standing(state=State.NOT_REQUIRED, changes_on=min(turns, default=None), cover=cover)
    exempt = next((one for one in joined(facts.exempt) if one.holds(today)), None)
    if exempt is not None:
        found = _Found(State.EXEMPT, exempt.ends_on, after(exempt.ends_on))
    else:
        found = _of_cover(terms, facts, cover, today) or _of_newcomer(terms, facts, span, today)
    then = [found.changes_on, after(span.ends_on), *_ahead(facts, today)]
    return Standing(
        state=found.state,
        due_on=found.due_on,
        changes_on=min((one for one in then if one is not None), default=None),
        cover=cover,
        concerned_from=span.starts_on,
    )


@dataclass(frozen=True, slots=True)
class _Found:
    state: State
    due_on: date | None
    changes_on: date | None


def _ahead(facts: Facts, today: date) -> Iterable[date]:
    """Days to come on which something that is known now begins to count."""
    yield from (one.starts_on for one in facts.exempt if one.starts_on > today)
    yield from (one.on for several in facts.completed.values() for one in several if one.on > today)
    yield from (on for on in (*facts.evidence, *(day for day, _ in facts.learned)) if on > today)


def _of_cover(terms: Terms, facts: Facts, cover: Cover | None, today: date) -> _Found | None:
    """How somebody stands who has had it; None for whoever never did."""
    if cover is None:
        return None
    if cover.until is None:
        return _Found(State.CURRENT, None, None)
    until = cover.until
    steps = (
        (opens_on(until, terms.clock.window) - A_DAY, State.CURRENT, until),
        (until, State.RENEW, _prolonged(until, facts)),
        (facts.extended_to, State.EXTENDED, facts.extended_to),
        # Hours have no refresher.
        (refreshable_until(terms.clock, until) if terms.courses else None, State.REACTIVATABLE, until),
    )
    for last_day, state, due_on in steps:
        if last_day is not None and today <= last_day:
            return _Found(state, due_on, after(last_day))
    return _Found(State.EXPIRED, until, None)


def _prolonged(due_on: date, facts: Facts) -> date:
    """An exception gives time until its day from the moment it is made."""
    return max(due_on, facts.extended_to or due_on)


def _of_newcomer(terms: Terms, facts: Facts, span: Span, today: date) -> _Found:
    """How somebody stands who has never had it: due so long after they began."""
    due_on = span.starts_on + timedelta(days=terms.grace)
    if today <= due_on:
        begun, changes_on = _begun(terms, facts, today)
        turns = [one for one in (after(due_on), changes_on) if one is not None]
        state = State.IN_PROGRESS if begun else State.DUE
        return _Found(state, _prolonged(due_on, facts), min(turns))
    if facts.extended_to is not None and today <= facts.extended_to:
        return _Found(State.EXTENDED, facts.extended_to, after(facts.extended_to))
    return _Found(State.OVERDUE, due_on, None)


def _begun(terms: Terms, facts: Facts, today: date) -> tuple[bool, date | None]:
    """Whether part of what is needed is done and still counts, and when the last of it will not."""
    parts = [_last(_run(terms, facts, course, today)) for course in terms.courses]
    ends: list[date | None] = [one.until for one in parts if one is not None]
    if terms.hours is not None:
        ends += [months_later(on, terms.hours.months) for on, _ in facts.learned if on <= today]
    alive = [one for one in ends if one is None or one >= today]
    if not alive or None in alive:
        return bool(alive), None
    return True, after(max(one for one in alive if one is not None))


def cover_of(terms: Terms, facts: Facts, today: date) -> Cover | None:
    """What somebody has had last, by whichever way lasts longest."""
    ways = [way(terms, facts, today) for way in (_of_courses, _of_evidence, _of_hours)]
    best: Cover | None = None
    for one in ways:
        if one is not None and (best is None or one.outlasts(best)):
            best = one
    return best


def _of_courses(terms: Terms, facts: Facts, today: date) -> Cover | None:
    """All courses last as long as the one that runs out first; of any, the days are put together."""
    if not terms.courses:
        return None
    if terms.takes is Takes.ANY:
        together = [one for course in terms.courses for one in facts.completed.get(course, ())]
        return _last(run(terms.clock, [*_until(together, today), *_evidence(facts, today)]))
    return _together([_run(terms, facts, course, today) for course in sorted(terms.courses)])


def _together(each: Sequence[Sequence[Cover]]) -> Cover | None:
    """The last time that all of them counted at once; None when they never did."""
    common = [Span(date.min)]
    for cycles in each:
        spans = joined([Span(one.since, one.until) for one in cycles if _is_sound(one)])
        common = [both for one in common for other in spans if (both := one.within(other))]
    if not common:
        return None
    until = common[-1].ends_on
    since = max(one.since for cycles in each for one in cycles if until is None or one.since <= until)
    return Cover(since, until)


def _is_sound(cover: Cover) -> bool:
    return cover.until is None or cover.since <= cover.until


def _run(terms: Terms, facts: Facts, course: int, today: date) -> list[Cover]:
    known = [*_until(facts.completed.get(course, ()), today), *_evidence(facts, today)]
    return run(terms.clock, known)


def _of_evidence(terms: Terms, facts: Facts, today: date) -> Cover | None:
    return _last(run(terms.clock, _evidence(facts, today)))


def _of_hours(terms: Terms, facts: Facts, today: date) -> Cover | None:
    if terms.hours is None:
        return None
    return add_hours(terms.hours, [one for one in facts.learned if one[0] <= today])


def _evidence(facts: Facts, today: date) -> list[Completion]:
    return [Completion(on) for on in facts.evidence if on <= today]


def _until(completions: Sequence[Completion], today: date) -> list[Completion]:
    return [one for one in completions if one.on <= today]


def _last(cycles: Sequence[Cover]) -> Cover | None:
    return cycles[-1] if cycles else None


def after(day: date | None) -> date | None:
    return None if day is None else day + A_DAY


def joined(spans: Sequence[Span]) -> list[Span]:
    """The same days as spans that do not touch: a post that follows another is no break."""
    if len(spans) < 2:  # noqa: PLR2004  # as with nearly everybody
        return list(spans)
    found: list[Span] = []
    for one in sorted(spans, key=lambda span: span.starts_on):
        last = found[-1] if found else None
        if last is None or (last.ends_on is not None and one.starts_on > last.ends_on + A_DAY):
            found.append(one)
        elif last.ends_on is not None and (one.ends_on is None or one.ends_on > last.ends_on):
            found[-1] = Span(last.starts_on, one.ends_on)
    return found
