"""How the portal writes days, times, counts and lists in British English."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from datetime import date, datetime

from portal.kernel import clock

MOST_WORDS_SOUGHT = 8


def day(value: date) -> str:
    """As in “3 March 2026”."""
    value = _london_day(value)
    return f"{value.day} {value:%B %Y}"


def long_day(value: date) -> str:
    """As in “Tuesday 3 March 2026”."""
    value = _london_day(value)
    return f"{value:%A} {day(value)}"


def clock_time(value: datetime) -> str:
    """As London's clocks show it: “2:30pm”, “midday”, “midnight”."""
    local = clock.in_london(value)
    if local.minute == 0 and local.hour in {0, 12}:
        return "midday" if local.hour else "midnight"
    minutes = f":{local:%M}" if local.minute else ""
    return f"{local.hour % 12 or 12}{minutes}{'am' if local.hour < 12 else 'pm'}"  # noqa: PLR2004  # noon


def moment(value: datetime) -> str:
    """As in “3 March 2026 at 2:30pm”."""
    return f"{day(value)} at {clock_time(value)}"


def span(start: datetime, end: datetime) -> str:
    """As in “Tuesday 3 March 2026, 9:30am to 4pm”; names both days when they differ."""
    if clock.in_london(start).date() == clock.in_london(end).date():
        return f"{long_day(start)}, {clock_time(start)} to {clock_time(end)}"
    return f"{long_day(start)}, {clock_time(start)} to {long_day(end)}, {clock_time(end)}"


def plural(count: int, one: str, many: str | None = None) -> str:
    """As in “1 place”, “2 places”, “1,200 places”."""
    return f"{count:,} {one if count == 1 else many or one + 's'}"


def listed(words: Sequence[str]) -> str:
    """As in “a”, “a and b”, “a, b and c”."""
    if len(words) <= 1:
        return "".join(words)
    return f"{', '.join(words[:-1])} and {words[-1]}"


def folded(value: str) -> str:
    """A form for finding and sorting: no case, no accents, single spaces."""
    if value.isascii():
        return " ".join(value.casefold().split())
    plain = unicodedata.normalize("NFKD", value)
    return " ".join("".join(c for c in plain if not unicodedata.combining(c)).casefold().split())


def sought(value: str) -> list[str]:
    """The first words of a search, folded: more find nothing new, and a database refuses hundreds."""
    return folded(value).split()[:MOST_WORDS_SOUGHT]


def _london_day(value: date) -> date:
    return clock.in_london(value).date() if isinstance(value, datetime) else value
