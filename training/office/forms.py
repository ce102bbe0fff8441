"""What people fill in to book several people at once: shape only."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, cast

from flask_wtf.file import FileField, FileRequired
from wtforms import (
    BooleanField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    SubmitField,
    TextAreaField,
)
from wtforms.validators import DataRequired, InputRequired, Length

from portal.kernel.forms import (
    CommandForm,
    GovCheckboxes,
    GovFileInput,
    GovInput,
    GovRadios,
    GovSelect,
    GovSubmit,
    GovTextArea,
    choices,
    id_or_none,
    stripped,
)
from training.office.domain import Mode, MoveSeveral, RowChoice, SaveList, WithdrawSeveral

LONGEST_NOTE = 500
LONGEST_PASTE = 50_000
TOO_LONG = f"Needs must be {LONGEST_NOTE} characters or fewer"


class PickForm(CommandForm):
    """The ticks of a page of the list; the service says who of them may be booked."""

    people = SelectMultipleField("People", coerce=int, validate_choice=False)
    submit = SubmitField("Add the people I ticked", widget=GovSubmit(classes="govuk-button--secondary"))


class PasteForm(CommandForm):
    lines = TextAreaField(
        "Names, email addresses or staff numbers",
        description="One person on a line, as copied from a spreadsheet or an email. "
        "Whoever cannot be told for sure is shown to you next; nothing is lost.",
        filters=[stripped],
        validators=[
            DataRequired("Enter at least one name, email address or staff number"),
            Length(max=LONGEST_PASTE, message="The list is too long. Paste fewer people at a time"),
        ],
        widget=GovTextArea(rows=10, spellcheck=False),
    )
    submit = SubmitField("Find these people", widget=GovSubmit())


class UploadListForm(CommandForm):
    file = FileField(
        "File",
        description="A CSV file or an Excel workbook (.xlsx) without macros; the first sheet is read. "
        "Columns: Name (or First name and Surname), Email, Staff number, Access needs. "
        "A name, an email or a staff number is enough.",
        validators=[FileRequired("Select a CSV file or an Excel workbook")],
        widget=GovFileInput(attributes={"accept": ".csv,.txt,.xlsx"}),
    )
    submit = SubmitField("Read this file", widget=GovSubmit())


class ListForm(CommandForm):
    """The people on a list; `list_form` adds the questions about each of them."""

    mode = RadioField(
        "If there are fewer places than people",
        choices=choices([(mode.value, mode.label) for mode in Mode]),
        validators=[InputRequired("Select what happens if there are fewer places than people")],
        widget=GovRadios(),
    )
    submit = SubmitField("Check what each person will get", widget=GovSubmit())

    def to_command(self, list_id: int, row_ids: Iterable[int]) -> SaveList:
        return SaveList(list_id, Mode(self.mode.data), {row_id: self._said(row_id) for row_id in row_ids})

    def _said(self, row_id: int) -> RowChoice:
        return RowChoice(
            access_needs=self[f"needs_{row_id}"].data or "",
            despite_clash=bool(self[f"clash_{row_id}"].data),
            is_left_out=bool(self[f"out_{row_id}"].data),
        )


def list_form(names: Mapping[int, str], data: Mapping[str, object]) -> ListForm:
    """The form with three questions for each row of the list."""
    fields: dict[str, Any] = {}
    for row_id, name in names.items():
        fields[f"needs_{row_id}"] = StringField(
            f"Access or dietary needs of {name}",
            filters=[stripped],
            validators=[Length(max=LONGEST_NOTE, message=f"{name}: {TOO_LONG}")],
            widget=GovInput(label_classes="govuk-visually-hidden", classes="govuk-input--width-20"),
        )
        fields[f"clash_{row_id}"] = BooleanField(
            f"Book {name} although something else is at the same time", widget=GovCheckboxes()
        )
        fields[f"out_{row_id}"] = BooleanField(f"Leave {name} out", widget=GovCheckboxes())
    made = type("ListFormOfPeople", (ListForm,), fields)
    return cast("ListForm", made(data=dict(data)))


class BookListForm(CommandForm):
    submit = SubmitField("Book these people", widget=GovSubmit())


class DecideForm(CommandForm):
    person = SelectField(
        "Who is meant?",
        coerce=id_or_none,
        validators=[InputRequired("Select who is meant, or leave this line out")],
        widget=GovRadios(),
    )
    submit = SubmitField("This is who is meant", widget=GovSubmit())

    def offer(self, people: Iterable[tuple[int, str]]) -> None:
        self.person.choices = choices(people)
        if not self.person.choices:
            # Then the page shows no list to choose from: what is wrong is the name that was looked for.
            self.person.error_id = "name"  # type: ignore[attr-defined]  # how the error summary asks


class SeveralForm(CommandForm):
    """What becomes of the bookings that were ticked."""

    bookings = SelectMultipleField("People", coerce=int, validate_choice=False)


class WithdrawSeveralForm(SeveralForm):
    reason = TextAreaField(
        "Why? (optional)",
        filters=[stripped],
        validators=[Length(max=LONGEST_NOTE, message=f"Reason must be {LONGEST_NOTE} characters or fewer")],
        widget=GovTextArea(rows=2),
    )
    withdraw = SubmitField("Withdraw the people I ticked", widget=GovSubmit(classes="govuk-button--warning"))

    def to_command(self, event_id: int) -> WithdrawSeveral:
        return WithdrawSeveral(event_id, self.bookings.data or (), self.reason.data or "")


class MoveSeveralForm(SeveralForm):
    to_event = SelectField(
        "Another date",
        coerce=id_or_none,
        validators=[InputRequired("Select the date to move them to")],
        widget=GovSelect(),
    )
    move = SubmitField("Move the people I ticked", widget=GovSubmit(classes="govuk-button--secondary"))

    def offer(self, dates: Iterable[tuple[int, str]]) -> None:
        self.to_event.choices = choices([(None, "Choose a date"), *dates])

    def to_command(self, event_id: int) -> MoveSeveral:
        return MoveSeveral(event_id, self.bookings.data or (), self.to_event.data)
