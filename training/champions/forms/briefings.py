"""What those who run training write to Champions, and what Champions say of it."""

from __future__ import annotations

from wtforms import HiddenField, StringField, SubmitField, TextAreaField
from wtforms.validators import DataRequired, Length, Regexp

from portal.kernel.forms import (
    CommandForm,
    GovDateField,
    GovInput,
    GovSubmit,
    GovTextArea,
    WholeNumberField,
    stripped,
)
from portal.messages.forms import burst_count
from training.champions.domain import (
    LONGEST_BODY,
    LONGEST_NOTE,
    LONGEST_TITLE,
    MOST_COLLEAGUES,
    ConfirmBriefing,
    PublishBriefing,
    SaveBriefing,
)

HOW_TO_WRITE = (
    "Leave a line empty between paragraphs. ## begins a heading, - an item of a list; **bold**; "
    "[words](https://address) is a link. Letters say it as you write it"
)


def _at_most(what: str, most: int) -> Length:
    return Length(max=most, message=f"{what} must be {most:,} characters or fewer")


def _edition() -> HiddenField:
    return HiddenField(validators=[Regexp("^[0-9]{1,6}$", message="Open this page anew")])


class BriefingForm(CommandForm):
    edition = _edition()
    title = StringField(
        "Title",
        filters=[stripped],
        validators=[DataRequired("Enter the title"), _at_most("The title", LONGEST_TITLE)],
        widget=GovInput(),
    )
    body = TextAreaField(
        "What is to be passed on",
        description=HOW_TO_WRITE,
        filters=[stripped],
        validators=[DataRequired("Enter what is to be passed on"), _at_most("The text", LONGEST_BODY)],
        widget=GovTextArea(rows=14),
    )
    preview = SubmitField("Preview", widget=GovSubmit(classes="govuk-button--secondary"))
    submit = SubmitField("Save", widget=GovSubmit())

    def to_command(self, briefing_id: int | None) -> SaveBriefing:
        return SaveBriefing(
            briefing_id=briefing_id,
            edition=int(self.edition.data or 0),
            title=self.title.data or "",
            body=self.body.data or "",
        )


class SendBriefingForm(CommandForm):
    edition = _edition()
    note = StringField(
        "What does the correction put right?",
        filters=[stripped],
        validators=[_at_most("This", LONGEST_NOTE)],
        widget=GovInput(),
    )
    count = burst_count()
    submit = SubmitField("Send the briefing", widget=GovSubmit())

    def to_command(self, briefing_id: int) -> PublishBriefing:
        return PublishBriefing(
            briefing_id=briefing_id,
            edition=int(self.edition.data or 0),
            note=self.note.data or "",
            count=self.count.data,
        )


class ConfirmForm(CommandForm):
    colleagues = WholeNumberField("How many colleagues heard it?", within=(1, MOST_COLLEAGUES))
    briefed_on = GovDateField("When?", what="Day")
    submit = SubmitField("Confirm", widget=GovSubmit())

    def to_command(self, briefing_id: int, school_id: int) -> ConfirmBriefing:
        return ConfirmBriefing(
            briefing_id=briefing_id,
            school_id=school_id,
            colleagues=self.colleagues.data or 0,
            briefed_on=self.briefed_on.data,
        )
