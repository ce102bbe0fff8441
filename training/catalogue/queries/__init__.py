"""Reads about courses, venues and events."""

from __future__ import annotations

from training.catalogue.queries.courses import (
    Needed,
    find_course_by_title,
    get_course,
    get_listed_course,
    get_needed,
    list_course_choices,
    list_needed,
    list_needs,
    list_tagged_courses,
    select_all_courses,
)
from training.catalogue.queries.events import (
    count_events_ahead,
    get_event,
    get_event_to_show,
    get_taught,
    list_sittings,
)
from training.catalogue.queries.places import days_of, list_days, list_places
from training.catalogue.queries.planning import (
    count_events_at,
    find_venue_by_name,
    get_venue,
    list_clashes,
    list_events_at,
    list_trainers,
    list_venues,
    list_venues_with_figures,
    lock_timetable,
)

__all__ = [
    "Needed",
    "count_events_ahead",
    "count_events_at",
    "days_of",
    "find_course_by_title",
    "find_venue_by_name",
    "get_course",
    "get_event",
    "get_event_to_show",
    "get_listed_course",
    "get_needed",
    "get_taught",
    "get_venue",
    "list_clashes",
    "list_course_choices",
    "list_days",
    "list_events_at",
    "list_needed",
    "list_needs",
    "list_places",
    "list_sittings",
    "list_tagged_courses",
    "list_trainers",
    "list_venues",
    "list_venues_with_figures",
    "lock_timetable",
    "select_all_courses",
]
