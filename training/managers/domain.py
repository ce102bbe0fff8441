"""What managers are told of the training of their people, and how (docs/training.md 4.10). Plain Python."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from portal.kernel import clock
from portal.kernel.text import day as in_words
from portal.kernel.text import moment

# More of one kind are counted, so that no digest grows without end.
MOST_LINES = 40
# Copies look back so far: what a stopped portal left unsaid longer ago is no news.
COPIES_WITHIN = timedelta(days=2)
WEEK = timedelta(weeks=1)


class ManagerWay(StrEnum):
    """How an agency wants its managers to hear; the digest unless it chose."""

    DIGEST = "digest"
    COPIES = "copies"
    NONE = "none"

    @property
    def label(self) -> str:
        return {"digest": "One digest a week", "copies": "A copy at once", "none": "Nothing"}[self.value]

    @property
    def hint(self) -> str:
        return {
            "digest": "On Monday, with required training. Nothing comes when nothing has happened",
            "copies": "An email each time, none of required training. Best where managers have few people",
            "none": "Managers look at the pages of their people when they want to know",
        }[self.value]


class News(StrEnum):
    """What a manager hears of, and of nothing else."""

    REQUESTED = "requested"
    BOOKED = "booked"
    LATE = "late"
    NO_SHOW = "no_show"
    CERTIFICATE = "certificate"
    REQUIRED = "required"

    @property
    def what(self) -> str:
        """As in “Sam Taylor has a place on …”."""
        return {
            "requested": "asks for a place on",
            "booked": "has a place on",
            "late": "withdrew late from",
            "no_show": "did not attend",
            "certificate": "has a certificate for",
            "required": "has to see to",
        }[self.value]


@dataclass(frozen=True, slots=True)
class Told:
    """One piece of news for one manager. `key` is the id of the row that it stands in."""

    news: News
    key: int
    manager_id: int
    name: str
    course: str
    code: str
    starts_at: datetime | None
    # In place of the event's date.
    said: str = ""

    @property
    def when(self) -> str:
        if self.said:
            return self.said
        return moment(self.starts_at) if self.starts_at else "no date yet"

    @property
    def line(self) -> str:
        return f"- {self.name}: {self.course}, {self.when}"


@dataclass(frozen=True, slots=True)
class Week:
    """Seven of London's days, from a Monday; the key of a digest."""

    monday: date

    @classmethod
    def before(cls, day: date) -> Week:
        """The last one that was over on this day."""
        return cls(day - timedelta(days=day.weekday()) - WEEK)

    @property
    def since(self) -> datetime:
        return clock.at_london(self.monday, time.min)

    @property
    def until(self) -> datetime:
        return clock.at_london(self.monday + WEEK, time.min)

    @property
    def in_words(self) -> str:
        return f"{in_words(self.monday)} to {in_words(self.monday + WEEK - timedelta(days=1))}"


def by_manager(told: Iterable[Told]) -> dict[int, list[Told]]:
    """Each piece of news once, however many posts a person has under the same manager."""
    found: dict[int, dict[tuple[News, int], Told]] = {}
    for one in told:
        found.setdefault(one.manager_id, {})[one.news, one.key] = one
    return {manager_id: list(news.values()) for manager_id, news in sorted(found.items())}


def sections(told: Sequence[Told]) -> Mapping[str, str]:
    """The lines of a digest by what they tell; empty where there is nothing of it."""
    return {one.value: _lines([each for each in told if each.news is one]) for one in News}


def _lines(told: Sequence[Told]) -> str:
    lines = [one.line for one in told[:MOST_LINES]]
    if len(told) > MOST_LINES:
        lines.append(f"- and {len(told) - MOST_LINES:,} more")
    return "\n".join(lines)


@dataclass(frozen=True, slots=True)
class OfAgency:
    """An agency as the access table sees it."""

    agency_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ChooseWay:
    """Command: from now on managers of this agency hear in this way."""

    agency_id: int
    way: ManagerWay
