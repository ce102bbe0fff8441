"""The form that learners fill in: one rating for each statement, and two questions in their own words."""

from __future__ import annotations

from wtforms import RadioField, SubmitField, TextAreaField
from wtforms.validators import DataRequired, Length

from portal.kernel.forms import CommandForm, GovRadios, GovSubmit, GovTextArea, choices, stripped
from training.evaluation.domain import HIGHEST, LOWEST, STATEMENTS, SendEvaluation, Statement

LONGEST_TEXT = 1000
_TOO_LONG = f"Your answer must be {LONGEST_TEXT:,} characters or fewer"


def _rating(statement: Statement) -> RadioField:
    words = {LOWEST: f"{LOWEST} – {statement.low}", HIGHEST: f"{HIGHEST} – {statement.high}"}
    return RadioField(
        statement.text,
        choices=choices((n, words.get(n, str(n))) for n in range(LOWEST, HIGHEST + 1)),
        validators=[DataRequired(f"Choose from {LOWEST} to {HIGHEST}: {statement.text}")],
        widget=GovRadios(classes="govuk-radios--small"),
    )


class RatingsForm(CommandForm):
    """One set of radio buttons for each statement, named by its key."""


for _statement in STATEMENTS:
    setattr(RatingsForm, _statement.key, _rating(_statement))


class EvaluationForm(RatingsForm):
    will_change = TextAreaField(
        "What will you do differently? (optional)",
        filters=[stripped],
        validators=[Length(max=LONGEST_TEXT, message=_TOO_LONG)],
        description="Do not name any child, family or colleague",
        widget=GovTextArea(maxlength=LONGEST_TEXT),
    )
    comments = TextAreaField(
        "Anything else the trainers should know? (optional)",
        filters=[stripped],
        validators=[Length(max=LONGEST_TEXT, message=_TOO_LONG)],
        widget=GovTextArea(maxlength=LONGEST_TEXT),
    )
    submit = SubmitField("Send", widget=GovSubmit())

    def to_command(self, event_id: int) -> SendEvaluation:
        return SendEvaluation(
            event_id=event_id,
            ratings={statement.key: int(self[statement.key].data) for statement in STATEMENTS},
            will_change=self.will_change.data or "",
            comments=self.comments.data or "",
        )
