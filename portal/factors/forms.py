"""What people fill in for second steps and ways in."""

from __future__ import annotations

from wtforms import BooleanField, HiddenField, StringField, SubmitField, TextAreaField
from wtforms.validators import InputRequired, Length

from portal.factors.domain import AddPasskey, ResetFactors, SetUpApp
from portal.kernel.forms import CommandForm, GovCheckboxes, GovInput, GovSubmit, GovTextArea, stripped

LONGEST_EMAIL = 254
LONGEST_CODE = 40
LONGEST_NAME = 60
NO_ANSWER = "Your browser did not answer with a passkey. It needs JavaScript, and a browser of recent years"


class CodeForm(CommandForm):
    """The second step of signing in."""

    code = StringField(
        "Security code",
        filters=[stripped],
        validators=[
            InputRequired("Enter the security code"),
            Length(max=LONGEST_CODE, message="Enter the 6 digits of your app, or a recovery code"),
        ],
        widget=GovInput(
            autocomplete="one-time-code",
            classes="govuk-input--width-10 govuk-input--extra-letter-spacing",
            spellcheck=False,
        ),
    )
    submit = SubmitField("Continue", widget=GovSubmit())


class SetUpAppForm(CommandForm):
    code = StringField(
        "Code that the app shows now",
        description="6 digits",
        filters=[stripped],
        validators=[
            InputRequired("Enter the 6 digits that the app shows"),
            Length(max=LONGEST_CODE, message="Enter the 6 digits that the app shows"),
        ],
        widget=GovInput(
            autocomplete="off",
            inputmode="numeric",
            classes="govuk-input--width-10 govuk-input--extra-letter-spacing",
            spellcheck=False,
        ),
    )
    submit = SubmitField("Confirm", widget=GovSubmit())

    def to_command(self, secret: str) -> SetUpApp:
        return SetUpApp(secret=secret, code=self.code.data or "")


class UsePasskeyForm(CommandForm):
    # Filled in by portal/static/src/passkeys.js.
    answer = HiddenField(validators=[InputRequired(NO_ANSWER)], id="passkey-answer")
    submit = SubmitField("Use a passkey", id="use-passkey", widget=GovSubmit())

    def validate(self, extra_validators: object = None) -> bool:
        """What is wrong with a hidden field is said above the form: there is nothing to put it beside."""
        is_valid = bool(super().validate(extra_validators))
        self.form_errors = [*self.form_errors, *(str(error) for error in self.answer.errors)]
        self.answer.errors = []
        return is_valid


class AddPasskeyForm(UsePasskeyForm):
    name = StringField(
        "Name of the passkey",
        description="So that you know it again. For example, work phone",
        filters=[stripped],
        validators=[Length(max=LONGEST_NAME, message="Name must be 60 characters or fewer")],
        widget=GovInput(classes="govuk-input--width-20", maxlength=LONGEST_NAME),
    )
    submit = SubmitField("Add a passkey", id="add-passkey", widget=GovSubmit())

    def to_command(self) -> AddPasskey:
        return AddPasskey(name=self.name.data or "Passkey", answer=self.answer.data or "")


class AskForLinkForm(CommandForm):
    email = StringField(
        "Email address",
        filters=[stripped],
        validators=[
            InputRequired("Enter your email address"),
            Length(max=LONGEST_EMAIL, message="Email address must be 254 characters or fewer"),
        ],
        widget=GovInput(type="email", autocomplete="username", spellcheck=False),
    )
    submit = SubmitField("Send me a link", widget=GovSubmit())


class LinkCodeForm(CommandForm):
    code = StringField(
        "Code from the email",
        description="8 letters and digits, such as abcd-efgh",
        filters=[stripped],
        validators=[
            InputRequired("Enter the code from the email"),
            Length(max=LONGEST_CODE, message="Enter the code from the email"),
        ],
        widget=GovInput(autocomplete="one-time-code", classes="govuk-input--width-10", spellcheck=False),
    )
    submit = SubmitField("Sign in", widget=GovSubmit())


class ComeBackForm(CommandForm):
    """What the agency's sign-in sent along, carried from the address into a form that may change things."""

    code = HiddenField()
    state = HiddenField()
    submit = SubmitField("Continue", widget=GovSubmit())


class EnterForm(CommandForm):
    """The button behind a link that was sent by e-mail."""

    submit = SubmitField("Sign in", widget=GovSubmit())


class ConfirmForm(CommandForm):
    """A step that takes something away."""

    submit = SubmitField("Remove", widget=GovSubmit(classes="govuk-button--warning"))


class ResetForm(CommandForm):
    checked = BooleanField(
        "I have checked that it is really them who ask, in person or by calling a number we already had",
        validators=[InputRequired("Check who is asking, and say that you did")],
        widget=GovCheckboxes(),
    )
    reason = TextAreaField(
        "Reason",
        description="What happened, and how you checked who asks. It is kept in the activity log",
        filters=[stripped],
        validators=[
            InputRequired("Enter the reason"),
            Length(max=500, message="Reason must be 500 characters or fewer"),
        ],
        widget=GovTextArea(maxlength=500),
    )
    submit = SubmitField("Reset the second step", widget=GovSubmit(classes="govuk-button--warning"))

    def to_command(self, person_id: int) -> ResetFactors:
        return ResetFactors(person_id=person_id, reason=self.reason.data or "")
