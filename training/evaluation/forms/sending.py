"""The forms that people fill in: one rating for each statement, and two questions in their own words."""

from __future__ import annotations

import re

from wtforms import Field, HiddenField, RadioField, SubmitField, TextAreaField
from wtforms.validators import DataRequired, Length

from portal.kernel.forms import CommandForm, GovRadios, GovSubmit, GovTextArea, choices, stripped
from training.evaluation.domain import (
    HIGHEST,
    LOWEST,
    EvaluationForm,
    Questionnaire,
    SendEvaluation,
    Statement,
    TextLabels,
)

LONGEST_TEXT = 1000
_WORDS = ("will_change", "comments")


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
    edition: HiddenField
    statements: tuple[Statement, ...]

    @property
    def has_words(self) -> bool:
        """Whether it asks for any besides ratings."""
        return _WORDS[0] in self

    def to_command(self, event_id: int) -> SendEvaluation:
        return SendEvaluation(
            event_id=event_id,
            form=self.form,
            version=self._version_seen(),
            ratings={one.key: int(self[one.key].data) for one in self.statements},
            **{name: self[name].data or "" for name in _WORDS if name in self},
        )

    def _version_seen(self) -> int:
        """That whose questions were answered; shown again, the page is of the one that is asked now."""
        seen, self.edition.data = self.edition.data or "", str(self.version)
        return int(seen) if re.fullmatch("[0-9]{1,6}", seen) else 0


def _words(labels: TextLabels | None) -> dict[str, Field]:
    """Managers have none: see `domain.words`."""
    if labels is None:
        return {}
    hints = ("Do not name any child, family or colleague", "")
    return {name: _text(label, hint) for name, label, hint in zip(_WORDS, labels.both, hints, strict=True)}


def form_for(form: EvaluationForm, asked_in: Questionnaire) -> SendForm:
    """The form with a set of radio buttons for each statement, named by its key."""
    statements = asked_in.asked_on(form)
    asked = {one.key: _rating(one) for one in statements} | _words(asked_in.texts.get(form))
    asked["edition"] = HiddenField(default=str(asked_in.number))
    asked["submit"] = SubmitField("Send", widget=GovSubmit())
    about = {"form": form, "version": asked_in.number, "statements": statements}
    made: type[SendForm] = type("AskedForm", (SendForm,), about | asked)
    return made()
