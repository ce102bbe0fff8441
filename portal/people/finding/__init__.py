"""Finding people and places, for the pages of this room and for the rooms above."""

from __future__ import annotations

from portal.people.finding.people import (
    get_visible_person,
    list_current_grants,
    list_posts,
    main_posts,
    select_people,
)
from portal.people.finding.places import IS_OFFERED, list_area_choices, list_local_areas

__all__ = [
    "IS_OFFERED",
    "get_visible_person",
    "list_area_choices",
    "list_current_grants",
    "list_local_areas",
    "list_posts",
    "main_posts",
    "select_people",
]
