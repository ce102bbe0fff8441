"""What those who run training ask for. Plain Python."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from training.catalogue.domain.places import PlannedSitting
from training.catalogue.domain.words import CourseFormat, CourseLevel


@dataclass(frozen=True, slots=True, kw_only=True)
class SaveCourse:
    """Command: write a new course, or this one, as said here."""

    course_id: int | None
    title: str
    summary: str
    aims: str
    outcomes: str
    audience: str
    role_groups: tuple[str, ...]
    level: CourseLevel
    format: CourseFormat
    minutes: int
    e_learning_link: str
    principles: tuple[str, ...]
    audit_items: tuple[str, ...]
    lines: tuple[str, ...]
    prerequisite_ids: frozenset[int]
    is_common_core: bool
    requires_evaluation: bool
    valid_for_months: int | None
    renew_within_months: int | None
    refresher_id: int | None
    most_live_bookings: int | None
    asks_again: bool
    is_listed: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class SaveEvent:
    """Command: write a new event of this course, or this event, as said here."""

    course_id: int
    event_id: int | None
    venue_id: int | None
    online_link: str
    capacity: int
    booking_opens_at: datetime | None
    booking_closes_at: datetime | None
    sittings: tuple[PlannedSitting, ...]
    trainer_ids: frozenset[int]
    is_open: bool
    # Although the venue or a trainer is taken at that time, or the room is too small.
    despite_clash: bool = False

    @property
    def places(self) -> tuple[tuple[int | None, str], ...]:
        """Venue and link of each sitting; the event's own while it has no date."""
        given = self.venue_id, self.online_link
        return tuple(one.where(*given) for one in self.sittings) or (given,)

    @property
    def venue_ids(self) -> frozenset[int]:
        return frozenset(venue_id for venue_id, _ in self.places if venue_id is not None)


@dataclass(frozen=True, slots=True, kw_only=True)
class RepeatEvent:
    """Command: hold this event again, so many times, so many weeks apart."""

    event_id: int
    weeks_apart: int
    times: int
    is_open: bool
    despite_clash: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class SaveVenue:
    """Command: write a new venue, or this one, as said here."""

    venue_id: int | None
    name: str
    address: str
    local_area_id: int | None
    capacity: int | None
    access_notes: str
    contact: str
