"""What people fill in about duplicates."""

from __future__ import annotations

from wtforms import StringField, SubmitField, TextAreaField
from wtforms.validators import InputRequired, Length

from portal.kernel.forms import CommandForm, GovInput, GovSubmit, GovTextArea, stripped
from portal.merging.domain import Report, TellApart, UndoMerge

LONGEST_REASON = 500
_TOO_LONG = Length(max=LONGEST_REASON, message=f"The reason must be {LONGEST_REASON} characters or fewer")
_REFERENCE = (
    InputRequired("Enter a person reference"),
    Length(max=40, message="Enter a person reference"),
)


class MergeForm(CommandForm):
    reason = TextAreaField(
        "How do you know that they are one person? (optional)",
        filters=[stripped],
        validators=[_TOO_LONG],
        widget=GovTextArea(rows=3),
    )
    submit = SubmitField("Merge them", widget=GovSubmit())


class TellApartForm(CommandForm):
    reason = TextAreaField(
        "How do you know that they are two people?",
        description="For example, father and son at the same school",
        filters=[stripped],
        validators=[InputRequired("Say how you know that they are two people"), _TOO_LONG],
        widget=GovTextArea(rows=3),
    )
    submit = SubmitField("They are two people", widget=GovSubmit())

    def to_command(self, pair_id: int) -> TellApart:
        return TellApart(pair_id=pair_id, reason=self.reason.data or "")


class UndoForm(CommandForm):
    reason = TextAreaField(
        "Why is the merge undone?",
        filters=[stripped],
        validators=[InputRequired("Say why the merge is undone"), _TOO_LONG],
        widget=GovTextArea(rows=3),
    )
    submit = SubmitField("Undo the merge", widget=GovSubmit(classes="govuk-button--warning"))

    def to_command(self, merge_id: int) -> UndoMerge:
        return UndoMerge(merge_id=merge_id, reason=self.reason.data or "")


class ReportForm(CommandForm):
    reference = StringField(
        "Reference of one of them",
        description="It stands on their page. For example, YRK-004217",
        filters=[stripped],
        validators=[*_REFERENCE],
        widget=GovInput(classes="govuk-input--width-10", spellcheck=False),
    )
    other = StringField(
        "Reference of the other",
        filters=[stripped],
        validators=[*_REFERENCE],
        widget=GovInput(classes="govuk-input--width-10", spellcheck=False),
    )
    why = StringField(
        "Why do you think that they are the same person?",
        filters=[stripped],
        validators=[
            InputRequired("Say why you think so"),
            Length(max=200, message="Use 200 characters or fewer"),
        ],
        widget=GovInput(),
    )
    submit = SubmitField("Add to the list", widget=GovSubmit())

    def to_command(self) -> Report:
        return Report(
            reference=self.reference.data or "",
            other_reference=self.other.data or "",
            why=self.why.data or "",
        )
