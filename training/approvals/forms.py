"""What people fill in about approvals: shape only."""

from __future__ import annotations

from wtforms import BooleanField, RadioField, StringField, SubmitField, TextAreaField
from wtforms.validators import InputRequired, Length

from portal.kernel.forms import (
    CommandForm,
    GovCheckboxes,
    GovDateField,
    GovInput,
    GovRadios,
    GovSubmit,
    GovTextArea,
    choices,
    stripped,
)
from training.approvals.domain import Decide, NameDeputy, SetPolicy, Way

LONGEST_NOTE = 500
LONGEST_ADDRESS = 254
AGREE, DECLINE = "agree", "decline"


class DecideForm(CommandForm):
    answer = RadioField(
        "Do you agree?",
        choices=choices([(AGREE, "Agree"), (DECLINE, "Decline")]),
        validators=[InputRequired("Select whether you agree")],
        widget=GovRadios(),
    )
    reason = TextAreaField(
        "Reason",
        description="Needed when you decline: the person reads it",
        filters=[stripped],
        validators=[Length(max=LONGEST_NOTE, message=f"Reason must be {LONGEST_NOTE} characters or fewer")],
        widget=GovTextArea(maxlength=LONGEST_NOTE),
    )
    submit = SubmitField("Send your answer", widget=GovSubmit())

    def to_command(self, step_id: int) -> Decide:
        return Decide(step_id, self.answer.data == AGREE, self.reason.data or "")


class AgencyPolicyForm(CommandForm):
    way = RadioField(
        "Who has to agree?",
        choices=choices([(one.value, one.label) for one in Way]),
        validators=[InputRequired("Select who has to agree")],
        widget=GovRadios(),
    )
    submit = SubmitField("Save", widget=GovSubmit())

    def to_command(self) -> SetPolicy:
        return SetPolicy(Way(self.way.data))


class CoursePolicyForm(AgencyPolicyForm):
    asks_second = BooleanField(
        "The training team has to agree as well",
        description="After the others, or alone",
        widget=GovCheckboxes(),
    )
    submit = SubmitField("Save", widget=GovSubmit())

    def to_command(self) -> SetPolicy:
        return SetPolicy(Way(self.way.data), bool(self.asks_second.data))


def _colleague(label: str) -> StringField:
    return StringField(
        label,
        description="Their email address or reference",
        filters=[stripped],
        validators=[
            InputRequired("Enter an email address or reference"),
            Length(max=LONGEST_ADDRESS, message=f"This must be {LONGEST_ADDRESS} characters or fewer"),
        ],
        widget=GovInput(),
    )


class NameApproverForm(CommandForm):
    colleague = _colleague("Who else may agree?")
    submit = SubmitField("Name them", widget=GovSubmit())


class NameDeputyForm(CommandForm):
    colleague = _colleague("Who decides for you?")
    starts_on = GovDateField("First day", what="First day")
    ends_on = GovDateField("Last day", what="Last day")
    submit = SubmitField("Name them", widget=GovSubmit())

    def to_command(self) -> NameDeputy:
        if self.starts_on.data is None or self.ends_on.data is None:
            raise ValueError("The form was not validated")
        return NameDeputy(self.colleague.data or "", self.starts_on.data, self.ends_on.data)
