"""The forms in which the questions are worded."""

from __future__ import annotations

from wtforms import HiddenField, SelectMultipleField, StringField, SubmitField, TextAreaField
from wtforms.validators import DataRequired, Length, Regexp

from portal.kernel.forms import (
    CommandForm,
    GovCheckboxes,
    GovInput,
    GovSubmit,
    GovTextArea,
    WholeNumberField,
    choices,
    stripped,
)
from training.evaluation.domain import (
    MOST_STATEMENTS,
    OF_LEARNERS,
    EvaluationForm,
    Questionnaire,
    SaveStatement,
    SaveTexts,
    Statement,
    TextLabels,
)

LONGEST_STATEMENT = 200
LONGEST_END = 40
_ASKED = {
    EvaluationForm.BEFORE: "People who come, before the training",
    EvaluationForm.AFTER: "People who came, after it",
    EvaluationForm.LATER: "People who came, some weeks later",
    EvaluationForm.MANAGER: "Their managers, some weeks later",
}


def _at_most(what: str, longest: int) -> Length:
    return Length(max=longest, message=f"{what} must be {longest:,} characters or fewer")


def _end(label: str, example: str) -> StringField:
    return StringField(
        label,
        description=f"For example, “{example}”",
        filters=[stripped],
        validators=[DataRequired(f"Enter the words at this end: {label}"), _at_most(label, LONGEST_END)],
        widget=GovInput(classes="govuk-input--width-20"),
    )


class StatementForm(CommandForm):
    """One statement that is rated from 1 to 5."""

    text = TextAreaField(
        "Statement",
        description="Something to agree with or to be confident about, and one thing at a time",
        filters=[stripped],
        validators=[DataRequired("Enter the statement"), _at_most("The statement", LONGEST_STATEMENT)],
        widget=GovTextArea(rows=3),
    )
    low = _end("What 1 stands for", "Not at all confident")
    high = _end("What 5 stands for", "Very confident")
    forms = SelectMultipleField(
        "Who is asked, and when?",
        description="To see a change, ask the same before and after",
        choices=choices((one.value, said) for one, said in _ASKED.items()),
        widget=GovCheckboxes(),
    )
    position = WholeNumberField("Place among the statements", within=(1, MOST_STATEMENTS), what="Place")
    submit = SubmitField("Save", widget=GovSubmit())

    def show(self, statement: Statement, position: int) -> None:
        """Begin with what the draft says."""
        self.text.data, self.low.data, self.high.data = statement.text, statement.low, statement.high
        self.forms.data, self.position.data = [one.value for one in statement.forms], position

    def to_command(self, number: int, key: str) -> SaveStatement:
        return SaveStatement(
            number=number,
            key=key,
            text=" ".join((self.text.data or "").split()),
            low=self.low.data or "",
            high=self.high.data or "",
            forms=frozenset(map(EvaluationForm, self.forms.data or ())),
            position=self.position.data or 1,
        )


class TextsForm(CommandForm):
    """What `texts_form` adds to: how each form asks for its two texts."""

    def to_command(self, number: int) -> SaveTexts:
        said = {form: TextLabels(*(self[_name(form, at)].data for at in (0, 1))) for form in OF_LEARNERS}
        return SaveTexts(number=number, texts=said)


def _name(form: EvaluationForm, at: int) -> str:
    return f"{form.value}_{at + 1}"


def texts_form(draft: Questionnaire) -> TextsForm:
    """Two questions for each form, as the draft has them."""
    made: dict[str, object] = {
        _name(form, at): StringField(
            f"{form.label}: question {at + 1} to answer in their own words",
            filters=[stripped],
            validators=[
                DataRequired(f"Enter question {at + 1} of the form “{form.label}”"),
                _at_most("The question", LONGEST_STATEMENT),
            ],
            default=draft.texts[form].both[at],
            widget=GovInput(),
        )
        for form in OF_LEARNERS
        for at in (0, 1)
    }
    made["submit"] = SubmitField("Save", widget=GovSubmit())
    form: TextsForm = type("AskedTexts", (TextsForm,), made)()
    return form


class PublishForm(CommandForm):
    """Publishes the draft that was looked at, and no other."""

    edition = HiddenField(validators=[Regexp("^[0-9]{1,6}$", message="Open this page anew")])
    submit = SubmitField("Publish this version", widget=GovSubmit())
