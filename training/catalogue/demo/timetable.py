"""When the demo partnership's events run, counted from today so that there is always one to go to."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from random import Random
from typing import Any

from portal.kernel import clock
from training.catalogue.domain import CourseFormat

PAST_PER_17_000, FEWEST_PAST = 600, 30
COMING_PER_17_000, FEWEST_COMING = 140, 24
USUAL_PEOPLE = 17_000
PAST_DAYS = (9, 540)
COMING_DAYS = (2, 170)
# What is so far ahead can be booked later.
FAR_AHEAD_DAYS = 150
OPENS_BEFORE = timedelta(days=90)
SITTINGS_APART = timedelta(days=7)
CLOSING_EARLY = 0.3
ALONE_SHARE = 0.67
SATURDAY, SUNDAY = 5, 6
# A day's training starts in the morning; shorter ones fit around a school day.
FULL_DAY_MINUTES = 300
STARTS = (time(9, 30), time(13, 0), time(15, 45))
TWILIGHT_MINUTES = 120
MORNING = STARTS[0]

# Course by its place in courses.json, and days from today.
STORIES: dict[str, tuple[str, int, int | None]] = {
    "today": ("GHP-0001", 2, 0),
    "yesterday": ("GHP-0002", 7, -1),
    "next": ("GHP-0003", 3, 12),
    "full": ("GHP-0004", 5, 19),
    "thin": ("GHP-0005", 8, 6),
    "cancelled": ("GHP-0006", 4, 15),
    "undated": ("GHP-0007", 6, None),
    "planned": ("GHP-0008", 10, 60),
    "last week": ("GHP-0009", 13, -6),
    "last term": ("GHP-0010", 1, -75),
    "last year": ("GHP-0011", 11, -400),
    "briefing": ("GHP-0012", 9, 9),
}
# Small ones on which every state of a booking can be seen: course, days from today, places.
STATES: dict[str, tuple[str, int, int, int]] = {
    "offered": ("GHP-0013", 11, 4, 6),
    "overbooked": ("GHP-0014", 11, 26, 6),
    "awaiting draw": ("GHP-0015", 6, 41, 8),
    "drawn": ("GHP-0016", 6, 48, 5),
    "first call": ("GHP-0017", 4, 34, 4),
}
STATE_CODES = {name: code for name, (code, *_) in STATES.items()}
STORY_CODES = {name: code for name, (code, _, _) in STORIES.items()}
# Where the story needs it on that very day, whatever weekday it is.
ON_THE_DAY = ("today", "yesterday")


@dataclass(frozen=True, slots=True)
class EventPlan:
    """One event before it has ids: course and venue by their place in the lists."""

    course: int
    venue: int | None
    capacity: int
    trainers: tuple[int, ...]
    sittings: list[tuple[datetime, datetime]] = field(default_factory=list)
    opens_at: datetime | None = None
    closes_at: datetime | None = None
    is_open: bool = True
    # People meet on the first day, and join from wherever they are on the others.
    goes_on_online: bool = False


class Timetable:
    def __init__(self, rng: Random, courses: list[dict[str, Any]], venues: int, trainers: list[int]) -> None:
        self._rng = rng
        self._courses = courses
        self._venues = venues
        self._trainers = trainers
        self._today = clock.today()

    def stories(self) -> Iterator[EventPlan]:
        """What the demo accounts book, teach and remember; all taught by the demo trainer."""
        for name, (_, course, days) in STORIES.items():
            sittings = []
            if days is not None:
                day = self._today + timedelta(days=days)
                sittings = self._sittings(course, day if name in ON_THE_DAY else _workday(day, days), MORNING)
            yield EventPlan(
                course=course,
                venue=self._venue(course),
                capacity=self._courses[course]["capacity"][0],
                trainers=(self._trainers[0],),
                sittings=sittings,
                is_open=name != "planned",
            )

    def states(self) -> Iterator[EventPlan]:
        """All in the first venue, taught by the demo trainer."""
        for _, course, days, places in STATES.values():
            day = _workday(self._today + timedelta(days=days), days)
            sittings = self._sittings(course, day, MORNING)
            yield EventPlan(course, 0, places, (self._trainers[0],), sittings)

    def past(self, people: int) -> Iterator[EventPlan]:
        """Long ago first."""
        count = max(FEWEST_PAST, people * PAST_PER_17_000 // USUAL_PEOPLE)
        yield from self._spread(sorted(-self._rng.randint(*PAST_DAYS) for _ in range(count)))

    def coming(self, people: int) -> Iterator[EventPlan]:
        count = max(FEWEST_COMING, people * COMING_PER_17_000 // USUAL_PEOPLE)
        days = sorted(self._rng.randint(*COMING_DAYS) for _ in range(count))
        for number, one in enumerate(self._spread(days)):
            has_days = one.venue is not None and len(one.sittings) > 1
            yield replace(one, goes_on_online=has_days and number % 2 == 0)

    def _spread(self, offsets: list[int]) -> Iterator[EventPlan]:
        for days in offsets:
            yield self._event(days)

    def _event(self, days: int) -> EventPlan:
        rng = self._rng
        weights = [one["popularity"] for one in self._courses]
        course = rng.choices(range(len(self._courses)), weights)[0]
        start = self._draw_start(self._courses[course]["minutes"])
        sittings = self._sittings(course, _workday(self._today + timedelta(days=days), days), start)
        closes_at = sittings[0][0] - timedelta(days=2) if rng.random() < CLOSING_EARLY else None
        return EventPlan(
            course=course,
            venue=self._venue(course),
            capacity=rng.randint(*self._courses[course]["capacity"]),
            trainers=self._draw_trainers(),
            sittings=sittings,
            opens_at=sittings[0][0] - OPENS_BEFORE if days > FAR_AHEAD_DAYS else None,
            closes_at=closes_at,
        )

    def _draw_trainers(self) -> tuple[int, ...]:
        wanted = 1 if self._rng.random() < ALONE_SHARE else 2
        return tuple(sorted(self._rng.sample(self._trainers, min(wanted, len(self._trainers)))))

    def _draw_start(self, minutes: int) -> time:
        if minutes >= FULL_DAY_MINUTES:
            return MORNING
        return self._rng.choice(STARTS if minutes <= TWILIGHT_MINUTES else STARTS[:2])

    def _sittings(self, course: int, day: date, start: time) -> list[tuple[datetime, datetime]]:
        """A course of several days meets once a week; the last sitting is never today by accident."""
        given = self._courses[course]
        number = given.get("sittings", 1)
        minutes = timedelta(minutes=given["minutes"] // number)
        # Past events end in the past: their weeks count back.
        first = day - SITTINGS_APART * (number - 1) if day < self._today else day
        starts = [clock.at_london(first + SITTINGS_APART * turn, start) for turn in range(number)]
        return [(one, one + minutes) for one in starts]

    def _venue(self, course: int) -> int | None:
        is_online = self._courses[course]["format"] in {CourseFormat.VIRTUAL, CourseFormat.E_LEARNING}
        return None if is_online else self._rng.randrange(self._venues)


def _workday(day: date, direction: int) -> date:
    """A day of work and school near this one, further from today over the turn of the year."""
    if (day.month, day.day) >= (12, 20) or (day.month, day.day) <= (1, 4):
        day += timedelta(days=17 if direction > 0 else -17)
    return day + timedelta(days={SATURDAY: -1, SUNDAY: 1}.get(day.weekday(), 0))
