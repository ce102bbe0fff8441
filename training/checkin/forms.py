"""What is filled in at the door: shape only."""

from __future__ import annotations

from wtforms import StringField, SubmitField
from wtforms.validators import DataRequired, Length

from portal.kernel.forms import CommandForm, GovInput, GovSubmit
from training.checkin.domain import CheckIn

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
