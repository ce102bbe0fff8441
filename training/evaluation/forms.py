"""The forms that people fill in: one rating for each statement, and two questions in their own words."""

from __future__ import annotations

from wtforms import RadioField, SubmitField, TextAreaField
from wtforms.validators import DataRequired, Length

from portal.kernel.forms import CommandForm, GovRadios, GovSubmit, GovTextArea, choices, stripped
from training.evaluation.domain import (
    HIGHEST,
    LOWEST,
    TEXTS,
    EvaluationForm,
    SendEvaluation,
    Statement,
    asked_on,
)

LONGEST_TEXT = 1000


def _rating(statement: Statement) -> RadioField:
    words = {LOWEST: f"{LOWEST} – {statement.low}", HIGHEST: f"{HIGHEST} – {statement.high}"}
    return RadioField(
        statement.text,
        choices=choices((n, words.get(n, str(n))) for n in range(LOWEST, HIGHEST + 1)),
        validators=[DataRequired(f"Choose from {LOWEST} to {HIGHEST}: {statement.text}")],
        widget=GovRadios(classes="govuk-radios--small"),
    )


def _text(label: str, hint: str = "") -> TextAreaField:
    return TextAreaField(
        f"{label} (optional)",
        filters=[stripped],
        validators=[
            Length(max=LONGEST_TEXT, message=f"Your answer must be {LONGEST_TEXT:,} characters or fewer")
        ],
        description=hint,
        widget=GovTextArea(maxlength=LONGEST_TEXT),
    )


class SendForm(CommandForm):
    """What all forms share; `form_for` adds what one of them asks."""

    form: EvaluationForm
    version: int
    statements: tuple[Statement, ...]

    def to_command(self, event_id: int) -> SendEvaluation:
        return SendEvaluation(
            event_id=event_id,
            form=self.form,
            version=self.version,
            ratings={one.key: int(self[one.key].data) for one in self.statements},
            will_change=self["will_change"].data or "",
            comments=self["comments"].data or "",
        )


def form_for(form: EvaluationForm, version: int) -> SendForm:
    """The form with a set of radio buttons for each statement, named by its key."""
    statements, texts = tuple(asked_on(form, version)), TEXTS[form]
    asked = {
        **{one.key: _rating(one) for one in statements},
        "will_change": _text(texts.will_change, "Do not name any child, family or colleague"),
        "comments": _text(texts.comments),
        "submit": SubmitField("Send", widget=GovSubmit()),
    }
    about = {"form": form, "version": version, "statements": statements}
    made: type[SendForm] = type("AskedForm", (SendForm,), about | asked)
    return made()
