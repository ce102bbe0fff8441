"""The only module that may ask what time it is. Instants are aware and in UTC; days are London's."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

LONDON = ZoneInfo("Europe/London")


def now() -> datetime:
    return datetime.now(UTC)


def today() -> date:
    """The date on a wall calendar in London, which at midnight in summer is not the date in UTC."""
    return in_london(now()).date()


def in_london(moment: datetime) -> datetime:
    return moment.astimezone(LONDON)


def at_london(day: date, at: time) -> datetime:
    """The instant, in UTC, at which London's clocks show this time on this day."""
    return datetime.combine(day, at, tzinfo=LONDON).astimezone(UTC)
