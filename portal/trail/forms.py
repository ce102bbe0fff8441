"""What the log is narrowed by."""

from __future__ import annotations

from collections.abc import Iterable

from wtforms import SelectField, StringField

from portal.kernel.forms import (
    CommandForm,
    GovDateField,
    GovInput,
    GovSelect,
    choices,
    stripped,
)


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
