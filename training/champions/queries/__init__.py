"""Reads about Champions."""

from __future__ import annotations

from training.champions.queries.roster import (
    SchoolGap,
    SchoolSubject,
    StaffMember,
    find_school_led_by,
    get_appointment,
    get_term,
    list_appointments_from,
    list_champion_courses,
    list_courses,
    list_gaps,
    list_grants_beyond,
    list_may_cover,
    list_open_appointments_of,
    list_pairs,
    list_schools_by_id,
    list_staff,
    list_staff_members,
    list_terms,
    lock_school,
    works_at,
)

__all__ = [
    "SchoolGap",
    "SchoolSubject",
    "StaffMember",
    "find_school_led_by",
    "get_appointment",
    "get_term",
    "list_appointments_from",
    "list_champion_courses",
    "list_courses",
    "list_gaps",
    "list_grants_beyond",
    "list_may_cover",
    "list_open_appointments_of",
    "list_pairs",
    "list_schools_by_id",
    "list_staff",
    "list_staff_members",
    "list_terms",
    "lock_school",
    "works_at",
]
