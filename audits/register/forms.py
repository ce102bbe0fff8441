"""What people fill in for the register."""

from __future__ import annotations

from flask_wtf.file import FileField, FileRequired
from wtforms import StringField, SubmitField
from wtforms.validators import InputRequired, Length

from audits.register.domain import DeclareTie, StageFile
from portal.kernel.forms import CommandForm, GovFileInput, GovInput, GovSubmit, stripped


class UploadForm(CommandForm):
    file = FileField(
        "Register file",
        description="A CSV file or an Excel workbook (.xlsx) with the columns of the template",
        validators=[FileRequired("Select a CSV file or an Excel workbook")],
        widget=GovFileInput(attributes={"accept": ".csv,.txt,.xlsx"}),
    )
    submit = SubmitField("Check the file", widget=GovSubmit())

    def to_command(self) -> StageFile:
        return StageFile(file_name=self.file.data.filename or "register.csv", data=self.file.data.read())


class DeclareTieForm(CommandForm):
    person = StringField(
        "Person reference",
        description="Somebody with a personal tie to the family or the worker. For example, YRK-004217",
        filters=[stripped],
        validators=[
            InputRequired("Enter a person reference"),
            Length(max=40, message="Enter a person reference"),
        ],
        widget=GovInput(classes="govuk-input--width-10", spellcheck=False),
    )
    submit = SubmitField("Add the tie", widget=GovSubmit(classes="govuk-button--secondary"))

    def to_command(self, assessment_id: int) -> DeclareTie:
        return DeclareTie(assessment_id=assessment_id, person_reference=self.person.data or "")
