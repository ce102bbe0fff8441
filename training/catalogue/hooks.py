"""What the rooms above are told and asked: by the providers `course_changed` and `places_kept`."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from portal.kernel.slice import registry


def tell_course_changed(course_id: int) -> None:
    """What renews this course has changed, or its level, in this transaction."""
    for hear in registry().providers("course_changed"):
        hear(course_id)


def list_kept(event_ids: Collection[int]) -> Mapping[int, str]:
    """Whom free places of these events are kept for, as in “3 kept for schools”; no event without any."""
    found: dict[int, str] = {}
    for ask in registry().providers("places_kept") if event_ids else ():
        found |= ask(event_ids)
    return found
