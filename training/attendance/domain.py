"""The words and rules of registers (docs/training.md 4.6). Plain Python."""

from __future__ import annotations

from enum import StrEnum


class AttendanceMark(StrEnum):
    PRESENT = "present"
    LATE = "late"
    LEFT_EARLY = "left_early"
    ABSENT = "absent"
    EXCUSED = "excused"

    @property
    def label(self) -> str:
        return self.value.replace("_", " ").capitalize()


class TakenHow(StrEnum):
    """How a mark came to be: the way is evidence, and is stored with it."""

    TRAINER_LIST = "trainer_list"
    PRINTED_SHEET = "printed_sheet"
    DOOR_SCAN = "door_scan"
    SELF_CHECK_IN = "self_check_in"
