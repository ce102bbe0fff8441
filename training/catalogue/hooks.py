"""What the rooms above are told of courses: a room hands over the provider `course_changed`."""

from __future__ import annotations

from portal.kernel.slice import registry


def tell_course_changed(course_id: int) -> None:
    """What renews this course has changed, or its level, in this transaction."""
    for hear in registry().providers("course_changed"):
        hear(course_id)
