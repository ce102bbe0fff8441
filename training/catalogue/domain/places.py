"""Where and when people meet. Plain Python."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple


class PlannedSitting(NamedTuple):
    """Start and end of a sitting, and its own place where it has one."""

    starts_at: datetime
    ends_at: datetime
    venue_id: int | None = None
    online_link: str = ""

    @property
    def span(self) -> tuple[datetime, datetime]:
        return self.starts_at, self.ends_at

    @property
    def has_own(self) -> bool:
        return self.venue_id is not None or self.online_link != ""

    def where(self, venue_id: int | None, online_link: str) -> tuple[int | None, str]:
        """Venue and link, where its event has these.

        A place of its own stands by itself: a day that is online has no hall because the event has one.
        """
        return (self.venue_id, self.online_link) if self.has_own else (venue_id, online_link)


class Place(NamedTuple):
    """A room, a meeting that is joined online, both, or neither while nobody has said."""

    venue: str = ""
    address: str = ""
    access_notes: str = ""
    online_link: str = ""

    @property
    def room(self) -> str:
        """Venue and address on one line; empty where there is none."""
        return ", ".join(part for part in (self.venue, " ".join(self.address.split())) if part)


class Day(NamedTuple):
    """A sitting with the place where it is held, its own or its event's."""

    starts_at: datetime
    ends_at: datetime
    place: Place


def places_of(days: Sequence[Day]) -> list[Place]:
    """Where an event is held, each place once, in the order of its days."""
    return list(dict.fromkeys(day.place for day in days))
