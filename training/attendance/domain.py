"""The words and rules of registers (docs/training.md 4.6). Plain Python."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from fractions import Fraction
from hashlib import sha256

from portal.kernel.errors import RuleBroken
from portal.kernel.rules import Unit, adjustable, amount, in_force
from portal.kernel.text import listed, plural
from training.bookings.domain import BookingStatus


class AttendanceMark(StrEnum):
    PRESENT = "present"
    LATE = "late"
    LEFT_EARLY = "left_early"
    ABSENT = "absent"
    EXCUSED = "excused"

    @property
    def label(self) -> str:
        return self.value.replace("_", " ").capitalize()


@dataclass(frozen=True, slots=True)
class Marked:
    """How somebody is marked for one sitting; minutes are those they came late, where they are known."""

    mark: AttendanceMark
    minutes_late: int | None = None

    @property
    def label(self) -> str:
        late = f" by {plural(self.minutes_late, 'minute')}" if self.minutes_late else ""
        return f"{self.mark.label}{late}"

    @property
    def facts(self) -> dict[str, object]:
        """As the log keeps it."""
        facts: dict[str, object] = {"mark": self.mark.value}
        return facts if self.minutes_late is None else facts | {"minutes_late": self.minutes_late}


class TakenHow(StrEnum):
    """How a mark came to be: the way is evidence, and is stored with it."""

    TRAINER_LIST = "trainer_list"
    PRINTED_SHEET = "printed_sheet"
    DOOR_SCAN = "door_scan"
    SELF_CHECK_IN = "self_check_in"

    @property
    def label(self) -> str:
        return _HOW[self]


_HOW = {
    TakenHow.TRAINER_LIST: "On the register",
    TakenHow.PRINTED_SHEET: "From the printed sheet",
    TakenHow.DOOR_SCAN: "Scanned at the door",
    TakenHow.SELF_CHECK_IN: "Checked in with the code of the room",
}


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
    reopened_for: timedelta = amount(
        7,
        Unit.DAYS,
        within=(1, 90),
        label="Reopened register",
        says="So long after it was reopened the trainers of an event may change its register again",
    )
    late_limit: timedelta = amount(
        30,
        Unit.MINUTES,
        within=(0, 240),
        label="Too late to count",
        says="Whoever comes later than this has missed the sitting",
    )
    spare_lines: int = amount(
        5,
        Unit.PEOPLE,
        within=(0, 40),
        label="Empty lines on a sign-in sheet",
        says="Room on the printed sheet for people who come without a booking",
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
    """Command: mark these people, by booking id, for one sitting; None takes a mark away.

    `seen` are the marks that stood on the page when it was opened, none where nothing is said. Where mark
    and seen are the same nothing was decided, and a mark that somebody else has made since then stays.
    """

    event_id: int
    sitting_id: int
    marks: Mapping[int, Marked | None]
    seen: Mapping[int, Marked | None] = field(default_factory=dict)
    how: TakenHow = TakenHow.TRAINER_LIST


@dataclass(frozen=True, slots=True)
class ReopenRegister:
    """Command: what was confirmed, or closed by the calendar, may be changed again."""

    event_id: int
    reason: str


@dataclass(frozen=True, slots=True)
class ConfirmResult:
    """Command: what the register comes to is the result of this event.

    `seen` is the `fingerprint` of what the register came to when it was looked at before the button.
    """

    event_id: int
    seen: str


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


class ResultsChanged(RuleBroken):
    message = "The register has changed since you opened this page. Check the results below and confirm again"


class NobodyBooked(RuleBroken):
    message = "Nobody was booked on this event, so there is no result to confirm"


class NotOnRegister(RuleBroken):
    message = "The list has changed since you opened it. Check it and save again"


class MarkedMeanwhile(RuleBroken):
    """Somebody else has marked the same people otherwise."""

    def __init__(self, people: Mapping[str, Marked | None]) -> None:
        said = [f"{name} ({'no mark' if one is None else one.label.lower()})" for name, one in people.items()]
        super().__init__(
            f"Somebody else has marked {listed(said)} since you opened the register. Check and save again"
        )


class ResultNotConfirmed(RuleBroken):
    message = "The result of this event is not confirmed"


class NotANoShow(RuleBroken):
    message = "The result says something else now, so there is nothing to excuse"


class NothingToReopen(RuleBroken):
    message = "This register is open already"


@dataclass(frozen=True, slots=True)
class Window:
    """When a sitting's register is open. Those who run training may still write in a closed one."""

    starts_at: datetime
    event_ends_at: datetime
    reopened_until: datetime | None = None
    rules: RegisterRules = field(default_factory=lambda: in_force(RegisterRules))

    def has_opened(self, now: datetime) -> bool:
        return self.starts_at - self.rules.opens_before <= now

    def has_closed(self, now: datetime) -> bool:
        closes_at = self.event_ends_at + self.rules.closes_after
        return max(closes_at, self.reopened_until or closes_at) < now

    def is_open(self, now: datetime, *, to_staff: bool = False) -> bool:
        return self.has_opened(now) and (to_staff or not self.has_closed(now))

    def refuse_unless_open(self, now: datetime, *, to_staff: bool) -> None:
        """Raise `RegisterNotOpen` or `RegisterClosed`."""
        if not self.has_opened(now):
            raise RegisterNotOpen
        if not self.is_open(now, to_staff=to_staff):
            raise RegisterClosed


def suggested_result(
    marks: Sequence[tuple[Marked | None, int]], rules: RegisterRules | None = None
) -> BookingStatus | None:
    """What somebody's marks, each with its sitting's minutes, come to; None while one is missing.

    There for every sitting is attended; at least the set share of minutes, in part; otherwise excused
    when any absence was, and else a no-show (docs/training.md 4.6).
    """
    rules = rules or in_force(RegisterRules)
    known = [(one, minutes) for one, minutes in marks if one is not None]
    if len(known) != len(marks) or not marks:
        return None
    counted = [(_counts(one, rules), minutes) for one, minutes in known]
    if all(share == 1 for share, _ in counted):
        return BookingStatus.ATTENDED
    total = sum((minutes * share for share, minutes in counted), start=Fraction(0))
    if total >= rules.part_from * sum(minutes for _, minutes in known):
        return BookingStatus.PART
    is_excused = any(one.mark is AttendanceMark.EXCUSED for one, _ in known)
    return BookingStatus.EXCUSED if is_excused else BookingStatus.NO_SHOW


def _counts(one: Marked, rules: RegisterRules) -> Fraction:
    """The share of a sitting that a mark stands for. Late without minutes is late in time to count."""
    if one.mark is AttendanceMark.LEFT_EARLY:
        return rules.left_early_counts
    if one.mark is AttendanceMark.LATE:
        return Fraction(int(timedelta(minutes=one.minutes_late or 0) <= rules.late_limit))
    return Fraction(int(one.mark is AttendanceMark.PRESENT))


def fingerprint(
    results: Mapping[int, BookingStatus | None], marks: Mapping[int, Mapping[int, Marked]]
) -> str:
    """The same for the same results by booking id, resting on the same marks by sitting; for no others."""
    said = [f"{key}:{results[key] or ''}:{_in_order(marks.get(key, {}))}" for key in sorted(results)]
    return sha256(",".join(said).encode()).hexdigest()


def _in_order(marks: Mapping[int, Marked]) -> str:
    return ";".join(f"{key}={marks[key].mark}+{marks[key].minutes_late or 0}" for key in sorted(marks))
