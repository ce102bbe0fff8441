"""What people fill in about certificates."""

from __future__ import annotations

from collections.abc import Iterable

from wtforms import SelectMultipleField, StringField, SubmitField
from wtforms.validators import DataRequired, Length

from portal.kernel.forms import CommandForm, GovCheckboxes, GovInput, GovSubmit, choices, stripped
from portal.messages.forms import burst_count
from training.certificates.domain import (
    IssueCertificates,
    Issuer,
    ReplaceCertificate,
    WithdrawCertificate,
)

LONGEST_NAME = 120
LONGEST_REASON = 200
LONGEST_SEARCH = 100


def _reason(label: str) -> StringField:
    return StringField(
        label,
        filters=[stripped],
        validators=[
            DataRequired("Enter a reason"),
            Length(max=LONGEST_REASON, message=f"The reason must be {LONGEST_REASON} characters or fewer"),
        ],
        widget=GovInput(),
    )


class IssueForm(CommandForm):
    release = SelectMultipleField(
        "Issue without the evaluation form",
        coerce=int,
        validate_choice=False,
        description="They have been asked long enough. Who is released, and why, is written down",
        widget=GovCheckboxes(classes="govuk-checkboxes--small"),
    )
    reason = StringField(
        "Why without the form?",
        filters=[stripped],
        validators=[
            Length(max=LONGEST_REASON, message=f"The reason must be {LONGEST_REASON} characters or fewer")
        ],
        description="Only if you chose somebody above",
        widget=GovInput(),
    )
    count = burst_count()
    submit = SubmitField("Issue certificates", widget=GovSubmit())

    def offer(self, people: Iterable[tuple[int, str]]) -> None:
        self.release.choices = choices(people)

    def to_command(self, event_id: int, issuer: Issuer) -> IssueCertificates:
        return IssueCertificates(
            event_id=event_id,
            issuer=issuer,
            release=frozenset(self.release.data or ()),
            reason=self.reason.data or "",
            count=self.count.data,
        )


class ReplaceForm(CommandForm):
    name = StringField(
        "Name to print",
        filters=[stripped],
        validators=[
            DataRequired("Enter the name to print"),
            Length(max=LONGEST_NAME, message=f"The name must be {LONGEST_NAME} characters or fewer"),
        ],
        widget=GovInput(autocomplete="off", spellcheck=False),
    )
    reason = _reason("Why is it replaced?")
    submit = SubmitField("Replace certificate", widget=GovSubmit())

    def to_command(self, certificate_id: int, issuer: Issuer) -> ReplaceCertificate:
        return ReplaceCertificate(
            certificate_id=certificate_id,
            issuer=issuer,
            name=self.name.data or "",
            reason=self.reason.data or "",
        )


class WithdrawForm(CommandForm):
    reason = _reason("Why is it withdrawn?")
    submit = SubmitField("Withdraw certificate", widget=GovSubmit(classes="govuk-button--warning"))

    def to_command(self, certificate_id: int) -> WithdrawCertificate:
        return WithdrawCertificate(certificate_id=certificate_id, reason=self.reason.data or "")


class CheckForm(CommandForm):
    """Asked in the address: it changes nothing, and works for strangers without a session."""

    class Meta(CommandForm.Meta):
        csrf = False

    code = StringField(
        "Certificate code",
        filters=[stripped],
        validators=[DataRequired("Enter the code that is printed on the certificate"), Length(max=40)],
        description="Such as ACDE-FGHJ-KMNP. Spaces, dashes and small letters are fine",
        widget=GovInput(classes="govuk-input--width-20", autocomplete="off", spellcheck=False),
    )


class LedgerFilterForm(CommandForm):
    class Meta(CommandForm.Meta):
        csrf = False

    search = StringField(
        "Name or code",
        filters=[stripped, lambda text: text[:LONGEST_SEARCH]],
        widget=GovInput(type="search", classes="govuk-input--width-20"),
    )
