"""What is filled in on a register: shape only. Lean on purpose, for lists of a hundred people."""

from __future__ import annotations

from collections.abc import Iterable

from wtforms import SubmitField

from portal.kernel.forms import CommandForm, GovSubmit
from training.attendance.domain import AttendanceMark, ConfirmResult

PREFIX = "mark-"
WORDS = {mark.value: mark for mark in AttendanceMark}


def read_marks(posted: Iterable[tuple[str, str]]) -> dict[int, AttendanceMark]:
    """Marks by booking id from fields such as `mark-17`; what the page could not have sent is left out."""
    marks = {}
    for name, value in posted:
        booking_id = name.removeprefix(PREFIX)
        if name.startswith(PREFIX) and booking_id.isdecimal() and value in WORDS:
            marks[int(booking_id)] = WORDS[value]
    return marks


class RegisterForm(CommandForm):
    """The marks themselves are read by `read_marks`."""

    submit = SubmitField("Save the register", widget=GovSubmit())


class ConfirmResultForm(CommandForm):
    submit = SubmitField("Confirm the result", widget=GovSubmit())

    def to_command(self, event_id: int) -> ConfirmResult:
        return ConfirmResult(event_id)
