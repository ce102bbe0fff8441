"""Name, contacts, levels of need, boards and lines of the strategy."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from wtforms import StringField, SubmitField, TextAreaField, ValidationError
from wtforms.validators import DataRequired, Length, Optional, Regexp

from portal.kernel.forms import GovInput, GovSubmit, GovTextArea, stripped
from portal.partnership.domain import Part
from portal.partnership.forms.part import PartForm

LONGEST_NAME = 80
LONGEST_TEXT = 600
LONGEST_WORDS = 160
MOST_LEVELS = 6
MOST_NAMES = 40
MAILBOX = r"[^@\s<>\"]+@[^@\s<>\"]+\Z"
PHONE = r"[0-9+() -]{3,40}\Z"


def _name(label: str, missing: str, **options: Any) -> StringField:  # noqa: ANN401  # WTForms' own
    too_long = f"{label} must be {LONGEST_NAME} characters or fewer"
    return StringField(
        label,
        filters=[stripped],
        validators=[DataRequired(missing), Length(max=LONGEST_NAME, message=too_long)],
        widget=GovInput(),
        **options,
    )


def _phone(label: str, hint: str = "") -> StringField:
    message = f"{label} may hold digits, spaces, +, brackets and hyphens"
    return StringField(
        label,
        description=hint,
        filters=[stripped],
        validators=[Optional(), Regexp(PHONE, message=message)],
        widget=GovInput(type="tel", classes="govuk-input--width-20", autocomplete="off"),
    )


class PlainForm(PartForm):
    """A part whose fields are its content."""

    names: tuple[str, ...] = ()

    def content(self) -> dict[str, Any]:
        return {name: self[name].data or "" for name in self.names}


class IdentityForm(PlainForm):
    part = Part.IDENTITY
    names = ("name", "signatory")

    name = _name("Name of the partnership", "Enter the name of the partnership")
    signatory = _name(
        "Who signs certificates",
        "Enter who signs certificates",
        description="A post, not a person. Certificates that were issued keep what they say",
    )
    submit = SubmitField("Save", widget=GovSubmit())


class ContactsForm(PlainForm):
    part = Part.CONTACTS
    names = (
        *("help_email", "help_phone", "duty_phone", "duty_hours", "out_of_hours_phone"),
        *("changes_phone", "changes_words"),
    )

    help_email = StringField(
        "Email address for help",
        filters=[stripped],
        validators=[
            DataRequired("Enter an email address for help"),
            Regexp(MAILBOX, message="Enter an email address in the correct format, like name@example.com"),
        ],
        widget=GovInput(type="email", spellcheck=False, autocomplete="off"),
    )
    help_phone = _phone("Telephone for help")
    duty_phone = _phone("Safeguarding duty telephone", "Shown where somebody says that a child may be unsafe")
    duty_hours = StringField(
        "Hours of the safeguarding duty telephone",
        description="For example, Monday to Friday, 8:30am to 5pm",
        filters=[stripped],
        validators=[Length(max=LONGEST_NAME, message=f"Hours must be {LONGEST_NAME} characters or fewer")],
        widget=GovInput(),
    )
    out_of_hours_phone = _phone("Telephone outside these hours")
    changes_phone = _phone(
        "Telephone for changes shortly before an event",
        "Said in letters and on slips shortly before, and on the page of the event to whoever has a place",
    )
    changes_words = StringField(
        "Where else to turn about such changes, or when",
        description="A whole sentence, such as: Before 8am, ring the reception of the venue",
        filters=[stripped],
        validators=[Length(max=LONGEST_WORDS, message=f"Use {LONGEST_WORDS} characters or fewer")],
        widget=GovInput(),
    )
    submit = SubmitField("Save", widget=GovSubmit())


class NamesForm(PartForm):
    """A list of names, one a line."""

    def content(self) -> dict[str, Any]:
        lines = (" ".join(line.split()) for line in (self["lines"].data or "").splitlines())
        return {"names": list(dict.fromkeys(line for line in lines if line))}

    def begin(self, content: Mapping[str, Any], version: int) -> None:
        super().begin({"lines": "\n".join(content.get("names", ()))}, version)

    def said(self, content: Mapping[str, Any]) -> list[tuple[str, str]]:
        return [(self["lines"].label.text, "; ".join(content["names"]))]

    def validate_lines(self, _field: object) -> None:
        names = self.content()["names"]
        if len(names) > MOST_NAMES:
            raise ValidationError(f"There may be {MOST_NAMES} lines at most")
        if any(len(name) > LONGEST_TEXT for name in names):
            raise ValidationError(f"Each line must be {LONGEST_TEXT} characters or fewer")


class BoardsForm(NamesForm):
    part = Part.BOARDS

    lines = TextAreaField(
        "Boards that receive reports",
        description="One on each line, the one that is reported to first on top",
        widget=GovTextArea(rows=6),
    )
    submit = SubmitField("Save", widget=GovSubmit())


class LinesForm(NamesForm):
    part = Part.LINES

    lines = TextAreaField(
        "Lines of the strategy",
        description="One on each line. Courses are tagged with them and follow one that is reworded",
        widget=GovTextArea(rows=10),
    )
    submit = SubmitField("Save", widget=GovSubmit())


class LevelsForm(PartForm):
    """One name and description for each number; a level without a name is not used."""

    part = Part.LEVELS

    def content(self) -> dict[str, Any]:
        made = [
            {
                "number": number,
                "name": self[f"name-{number}"].data or "",
                "description": self[f"description-{number}"].data or "",
            }
            for number in range(1, MOST_LEVELS + 1)
        ]
        return {"levels": [one for one in made if one["name"]]}

    def begin(self, content: Mapping[str, Any], version: int) -> None:
        flat = {
            f"{name}-{level['number']}": level[name]
            for level in content["levels"]
            for name in ("name", "description")
        }
        super().begin(flat, version)

    def said(self, content: Mapping[str, Any]) -> list[tuple[str, str]]:
        return [
            (f"Level {one['number']}", f"{one['name']}. {one['description']}") for one in content["levels"]
        ]


def _level_fields(number: int) -> dict[str, object]:
    return {
        f"name-{number}": StringField(
            f"Level {number}",
            filters=[stripped],
            validators=[Length(max=LONGEST_NAME, message=f"Use {LONGEST_NAME} characters or fewer")],
            widget=GovInput(),
        ),
        f"description-{number}": TextAreaField(
            f"What level {number} means",
            filters=[stripped],
            validators=[Length(max=LONGEST_TEXT, message=f"Use {LONGEST_TEXT} characters or fewer")],
            widget=GovTextArea(rows=3, label_classes=""),
        ),
    }


for _number in range(1, MOST_LEVELS + 1):
    for _name_of, _field in _level_fields(_number).items():
        setattr(LevelsForm, _name_of, _field)
LevelsForm.submit = SubmitField("Save", widget=GovSubmit())
