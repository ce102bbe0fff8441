"""What is filled in on a register: shape only. Lean on purpose, for lists of a hundred people."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from wtforms import BooleanField, HiddenField, SubmitField, TextAreaField
from wtforms.validators import DataRequired, Length

from portal.kernel.forms import CommandForm, GovCheckboxes, GovSubmit, GovTextArea, stripped
from training.attendance.domain import (
    AttendanceMark,
    ConfirmResult,
    Marked,
    ReopenRegister,
    TakenHow,
    TakeRegister,
)

MARK, MINUTES, SEEN = "mark-", "minutes-", "seen-"
NOT_SET = "not_set"
LONGEST_LATE = 600
LONGEST_ID = 18
LONGEST_REASON = 500
WORDS = {mark.value: mark for mark in AttendanceMark}


def read_marks(posted: Mapping[str, str]) -> dict[int, Marked | None]:
    """Marks by booking id from fields such as `mark-17`; what the page could not have sent is left out."""
    return {
        key: _marked(value, posted.get(f"{MINUTES}{key}", ""))
        for key, value in _numbered(posted, MARK)
        if value in WORDS or value == NOT_SET
    }


def read_seen(posted: Mapping[str, str]) -> dict[int, Marked | None]:
    """Marks that stood on the page, from fields such as `seen-17` with a mark and minutes in them."""
    seen = ((key, value.partition(":")) for key, value in _numbered(posted, SEEN))
    return {key: _marked(word, minutes) for key, (word, _, minutes) in seen}


def read_bad_minutes(posted: Mapping[str, str]) -> dict[int, str]:
    """By booking id what stands beside Late and is no number of minutes."""
    return {
        key: given
        for key, value in _numbered(posted, MARK)
        if value == AttendanceMark.LATE
        and (given := posted.get(f"{MINUTES}{key}", "").strip())
        and _minutes(given) is None
    }


def _numbered(posted: Mapping[str, str], prefix: str) -> list[tuple[int, str]]:
    found = ((name.removeprefix(prefix), value) for name, value in posted.items() if name.startswith(prefix))
    return [(int(number), value) for number, value in found if _is_id(number)]


def _is_id(written: str) -> bool:
    """Whether a row can have this number: Python itself refuses to read numbers of thousands of digits."""
    return written.isascii() and written.isdecimal() and len(written) <= LONGEST_ID


def _marked(word: str, minutes: str) -> Marked | None:
    mark = WORDS.get(word)
    if mark is None:
        return None
    return Marked(mark, _minutes(minutes) if mark is AttendanceMark.LATE else None)


def _minutes(given: str) -> int | None:
    given = given.strip()
    is_number = given.isascii() and given.isdecimal() and len(given) <= len(str(LONGEST_LATE))
    return int(given) if is_number and int(given) <= LONGEST_LATE else None


class RegisterForm(CommandForm):
    """The marks themselves are fields of the page, read by `read`."""

    from_sheet = BooleanField("I am typing in the printed sheet", widget=GovCheckboxes())
    fill = SubmitField("Mark everybody else present", widget=GovSubmit(classes="govuk-button--secondary"))
    submit = SubmitField("Save the register", widget=GovSubmit())

    def read(self, posted: Mapping[str, str]) -> None:
        self.marks = read_marks(posted)
        self.seen = read_seen(posted)
        self.bad_minutes = read_bad_minutes(posted)

    @property
    def chosen(self) -> dict[int, Marked | None]:
        """Those of the marks that say something."""
        return {key: marked for key, marked in self.marks.items() if marked is not None}

    def validate(self, extra_validators: Any = None) -> bool:  # noqa: ANN401  # as WTForms declares it
        is_fine = super().validate(extra_validators)
        if self.bad_minutes:
            said = f"Minutes late must be a whole number between 0 and {LONGEST_LATE}"
            self.form_errors = [*self.form_errors, said]
        return is_fine and not self.bad_minutes

    def to_command(self, event_id: int, sitting_id: int) -> TakeRegister:
        how = TakenHow.PRINTED_SHEET if self.from_sheet.data else TakenHow.TRAINER_LIST
        return TakeRegister(event_id, sitting_id, self.marks, self.seen, how)


class ConfirmResultForm(CommandForm):
    seen = HiddenField()
    submit = SubmitField("Confirm the result", widget=GovSubmit())

    def to_command(self, event_id: int) -> ConfirmResult:
        return ConfirmResult(event_id, self.seen.data or "")


class ReopenRegisterForm(CommandForm):
    reason = TextAreaField(
        "Why does the register have to change?",
        description="For example, a sheet came in late, or two people were mixed up",
        filters=[stripped],
        validators=[
            DataRequired("Enter why the register has to change"),
            Length(max=LONGEST_REASON, message=f"The reason must be {LONGEST_REASON} characters or fewer"),
        ],
        widget=GovTextArea(maxlength=LONGEST_REASON),
    )
    submit = SubmitField("Reopen the register", widget=GovSubmit())

    def to_command(self, event_id: int) -> ReopenRegister:
        return ReopenRegister(event_id, self.reason.data or "")
