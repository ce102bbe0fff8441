"""What the log is narrowed by, and what is said when a copy is asked for."""

from __future__ import annotations

from collections.abc import Iterable

from wtforms import HiddenField, SelectField, StringField, SubmitField
from wtforms.validators import Length

from portal.kernel.forms import (
    CommandForm,
    GovDateField,
    GovInput,
    GovSelect,
    GovSubmit,
    choices,
    stripped,
)
from portal.trail.domain import AskForCopy

LONGEST_REASON = 300


class LogFilterForm(CommandForm):
    """Asked in the address, so that a narrowed log can be kept as a bookmark."""

    class Meta(CommandForm.Meta):
        csrf = False

    who = StringField(
        "Done by (reference)", filters=[stripped], widget=GovInput(classes="govuk-input--width-10")
    )
    whom = StringField(
        "Done to (reference)", filters=[stripped], widget=GovInput(classes="govuk-input--width-10")
    )
    verb = SelectField("What", widget=GovSelect(), validate_choice=False)
    kind = SelectField("Which kind of record", widget=GovSelect(), validate_choice=False)
    since = GovDateField("From", what="First day", required=False)
    until = GovDateField("To", what="Last day", required=False)

    def offer(self, verbs: Iterable[tuple[str, str]], kinds: Iterable[tuple[str, str]]) -> None:
        self.verb.choices = choices([("", "Everything"), *verbs])
        self.kind.choices = choices([("", "All"), *kinds])


class AskForCopyForm(CommandForm):
    reason = StringField(
        "Why is it asked for?",
        filters=[stripped],
        validators=[Length(max=LONGEST_REASON, message="The reason must be 300 characters or fewer")],
        widget=GovInput(),
    )
    confirmed = HiddenField()
    submit = SubmitField("Make a copy", widget=GovSubmit())

    def to_command(self, person_id: int) -> AskForCopy:
        return AskForCopy(person_id=person_id, reason=self.reason.data or "")
