"""The words of the catalogue, and what a course and an event say about themselves. Plain Python."""

from __future__ import annotations

from enum import StrEnum


class CourseFormat(StrEnum):
    FACE_TO_FACE = "face_to_face"
    VIRTUAL = "virtual"
    E_LEARNING = "e_learning"
    BRIEFING = "briefing"
    FORUM = "forum"

    @property
    def label(self) -> str:
        return _FORMAT_LABELS[self]


_FORMAT_LABELS = {
    CourseFormat.FACE_TO_FACE: "Face to face",
    CourseFormat.VIRTUAL: "Virtual classroom",
    CourseFormat.E_LEARNING: "E-learning",
    CourseFormat.BRIEFING: "Briefing",
    CourseFormat.FORUM: "Practitioner forum",
}


class CourseLevel(StrEnum):
    INTRODUCTION = "introduction"
    CORE = "core"
    ADVANCED = "advanced"

    @property
    def label(self) -> str:
        return self.value.capitalize()


class EventState(StrEnum):
    """Planned events are drafts that only staff see; a cancelled one stays, with its reason."""

    PLANNED = "planned"
    OPEN = "open"
    CANCELLED = "cancelled"

    @property
    def label(self) -> str:
        return self.value.capitalize()
