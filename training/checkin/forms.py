"""What is filled in at the door: shape only."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from flask_wtf.file import FileField, FileRequired
from wtforms import HiddenField, IntegerField, StringField, SubmitField
from wtforms.validators import DataRequired, Length

from portal.kernel.forms import CommandForm, GovFileInput, GovInput, GovSubmit, stripped
from training.checkin.domain import LONGEST_VALUE, CheckIn, Decision, RecordScans, ReviewScans, Scan, WalkIn

LONGEST_CODE = 20


def digits_alone(value: str | None) -> str:
    """As it is compared: people type the gap in the middle, or a dash."""
    return "".join(one for one in value or "" if not one.isspace() and one != "-")


class CheckInForm(CommandForm):
    code = StringField(
        "Code on the screen",
        description="6 numbers. They change often: enter those that are there now",
        filters=[digits_alone],
        validators=[
            DataRequired("Enter the code that is on the screen"),
            Length(max=LONGEST_CODE, message="Enter the code that is on the screen, which is 6 numbers"),
        ],
        widget=GovInput(classes="govuk-input--width-10", inputmode="numeric", autocomplete="off"),
    )
    submit = SubmitField("Check in", widget=GovSubmit())

    def to_command(self, device: str) -> CheckIn:
        return CheckIn(self.code.data or "", device)


class ScanForm(CommandForm):
    """One scan. `once` is made with the page, so a form that is sent twice is one scan."""

    value = StringField(
        "Code of the person",
        description="Scan it with a reader, or type the 16 letters and numbers below the picture",
        filters=[stripped],
        validators=[
            DataRequired("Scan or enter the code of the person"),
            Length(max=LONGEST_VALUE, message="Enter the 16 letters and numbers below the picture"),
        ],
        widget=GovInput(classes="govuk-input--width-20", autocomplete="off", spellcheck=False),
    )
    once = HiddenField()
    # Readers scan two people within the second in which a button would not be pressed twice.
    submit = SubmitField("Check in", widget=GovSubmit(preventDoubleClick=False))

    def to_command(self, event_id: int, sitting_id: int, at: datetime) -> RecordScans:
        scan = Scan(self.once.data or "", self.value.data or "", at)
        return RecordScans(event_id, sitting_id, (scan,))


class UploadScansForm(CommandForm):
    file = FileField(
        "File of scans",
        description="A text or CSV file with one scan in each row: the code, then the day and time, "
        "such as 7H2K9QXM41ABC0DE,3 March 2026 09:31. Without a day it was the day of the sitting.",
        validators=[FileRequired("Select a file of scans")],
        widget=GovFileInput(attributes={"accept": ".csv,.txt,.xlsx"}),
    )
    submit = SubmitField("Read this file", widget=GovSubmit())


DECISION = "scan-"
LONGEST_ID = 18


class ReviewForm(CommandForm):
    """The decisions themselves are fields of the page, such as `scan-17`."""

    submit = SubmitField("Save decisions", widget=GovSubmit())

    def read(self, posted: Mapping[str, str]) -> None:
        words = {one.value: one for one in Decision}
        self.decisions = {
            int(number): words[value]
            for name, value in posted.items()
            if value in words and (number := _number(name)) is not None
        }

    def to_command(self, event_id: int) -> ReviewScans:
        return ReviewScans(event_id, self.decisions)


def _number(name: str) -> str | None:
    number = name.removeprefix(DECISION)
    is_id = name.startswith(DECISION) and number.isascii() and number.isdecimal()
    return number if is_id and len(number) <= LONGEST_ID else None


LONGEST_WORDS = 200
LONGEST_REASON = 200


class WalkInForm(CommandForm):
    """One button beside one person; where the event is full, with the reason for overbooking it."""

    person = IntegerField("Person", validators=[DataRequired("Choose somebody from the list")])
    reason = StringField(
        "Reason",
        filters=[stripped],
        validators=[
            Length(max=LONGEST_REASON, message=f"The reason must be {LONGEST_REASON} characters or fewer")
        ],
    )

    def to_command(self, event_id: int, sitting_id: int, words: str) -> WalkIn:
        return WalkIn(event_id, sitting_id, self.person.data or 0, words, self.reason.data or "")
