"""The words and rules of registers (docs/training.md 4.6). Plain Python."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from fractions import Fraction

from portal.kernel.errors import RuleBroken
from portal.kernel.rules import Unit, adjustable, amount, in_force
from training.bookings.domain import BookingStatus


class AttendanceMark(StrEnum):
    PRESENT = "present"
    LATE = "late"
    LEFT_EARLY = "left_early"
    ABSENT = "absent"
    EXCUSED = "excused"

    @property
    def label(self) -> str:
        return _LABELS.get(self, self.value.replace("_", " ").capitalize())

    @property
    def was_there(self) -> bool:
        """For all of it that counts: somebody too late to count is marked absent."""
        return self in {AttendanceMark.PRESENT, AttendanceMark.LATE}


_LABELS = {AttendanceMark.LATE: "Late, in time to count"}


class TakenHow(StrEnum):
    """How a mark came to be: the way is evidence, and is stored with it."""

    TRAINER_LIST = "trainer_list"
    PRINTED_SHEET = "printed_sheet"
    DOOR_SCAN = "door_scan"
    SELF_CHECK_IN = "self_check_in"


@adjustable("registers", "Registers and attendance")
@dataclass(frozen=True, slots=True)
class RegisterRules:
    """What a partnership may set for itself."""

    opens_before: timedelta = amount(
        15,
        Unit.MINUTES,
        within=(0, 240),
        label="Register opens",
        says="So long before a sitting begins its register can be taken",
    )
    closes_after: timedelta = amount(
        14,
        Unit.DAYS,
        within=(0, 90),
        label="Register closes to trainers",
        says="So long after an event its trainers may still change the register",
    )
    left_early_counts: Fraction = amount(
        50,
        Unit.PERCENT,
        within=(0, 100),
        label="Left early counts as",
        says="Whoever left early is counted for this share of the sitting",
    )
    part_from: Fraction = amount(
        50,
        Unit.PERCENT,
        within=(1, 100),
        label="Attended in part from",
        says="From this share of all minutes on the event counts as attended in part",
    )


@dataclass(frozen=True, slots=True)
class TakeRegister:
    """Command: write these marks, by booking id, for one sitting."""

    event_id: int
    sitting_id: int
    marks: Mapping[int, AttendanceMark]


@dataclass(frozen=True, slots=True)
class ConfirmResult:
    """Command: what the register comes to is the result of this event."""

    event_id: int


class RegisterNotOpen(RuleBroken):
    message = "The register has not opened yet"


class RegisterClosed(RuleBroken):
    message = "The register has closed. Ask the training team"


class ResultConfirmed(RuleBroken):
    message = "The result of this event has been confirmed, so its register cannot be changed"


class MarksMissing(RuleBroken):
    def __init__(self, people: int) -> None:
        words = "1 person has" if people == 1 else f"{people} people have"
        super().__init__(f"{words} no mark for at least one sitting. Mark everybody first")


class NobodyBooked(RuleBroken):
    message = "Nobody was booked on this event, so there is no result to confirm"


class NotOnRegister(RuleBroken):
    message = "The list has changed since you opened it. Check it and save again"


@dataclass(frozen=True, slots=True)
class Window:
    """When a sitting's register is open. Those who run training may still write in a closed one."""

    starts_at: datetime
    event_ends_at: datetime
    rules: RegisterRules = field(default_factory=lambda: in_force(RegisterRules))

    def has_opened(self, now: datetime) -> bool:
        return self.starts_at - self.rules.opens_before <= now

    def has_closed(self, now: datetime) -> bool:
        return self.event_ends_at + self.rules.closes_after < now

    def is_open(self, now: datetime, *, to_staff: bool = False) -> bool:
        return self.has_opened(now) and (to_staff or not self.has_closed(now))

    def refuse_unless_open(self, now: datetime, *, to_staff: bool) -> None:
        """Raise `RegisterNotOpen` or `RegisterClosed`."""
        if not self.has_opened(now):
            raise RegisterNotOpen
        if not self.is_open(now, to_staff=to_staff):
            raise RegisterClosed


def suggested_result(
    marks: Sequence[tuple[AttendanceMark | None, int]], rules: RegisterRules | None = None
) -> BookingStatus | None:
    """What somebody's marks, each with its sitting's minutes, come to; None while one is missing.

    There for every sitting is attended; at least the set share of minutes, in part; otherwise excused
    when any absence was, and else a no-show (docs/training.md 4.6).
    """
    rules = rules or in_force(RegisterRules)
    known = [(mark, minutes) for mark, minutes in marks if mark is not None]
    if len(known) != len(marks) or not marks:
        return None
    if all(mark.was_there for mark, _ in known):
        return BookingStatus.ATTENDED
    counted = sum((minutes * _counts(mark, rules) for mark, minutes in known), start=Fraction(0))
    if counted >= rules.part_from * sum(minutes for _, minutes in known):
        return BookingStatus.PART
    is_excused = any(mark is AttendanceMark.EXCUSED for mark, _ in known)
    return BookingStatus.EXCUSED if is_excused else BookingStatus.NO_SHOW


def _counts(mark: AttendanceMark, rules: RegisterRules) -> Fraction:
    if mark is AttendanceMark.LEFT_EARLY:
        return rules.left_early_counts
    return Fraction(int(mark.was_there))
