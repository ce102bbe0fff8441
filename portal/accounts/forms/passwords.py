"""What people fill in to set, change or recover a password."""

from __future__ import annotations

from wtforms import PasswordField, StringField, SubmitField
from wtforms.validators import InputRequired, Length

from portal.accounts.domain import ChangePassword, SetPassword
from portal.accounts.forms.signing_in import LONGEST
from portal.kernel.forms import CommandForm, GovInput, GovPassword, GovSubmit, stripped

HINT = "Three unrelated words are safe and easy to remember. Capitals, numbers and signs are not needed."


def new_password_field() -> PasswordField:
    return PasswordField(
        "New password",
        description=HINT,
        validators=[
            InputRequired("Enter a new password"),
            Length(max=LONGEST, message="Password must be 254 characters or fewer"),
        ],
        widget=GovPassword(autocomplete="new-password"),
    )


class ForgottenForm(CommandForm):
    email = StringField(
        "Email address",
        filters=[stripped],
        validators=[
            InputRequired("Enter your email address"),
            Length(max=LONGEST, message="Email address must be 254 characters or fewer"),
        ],
        widget=GovInput(type="email", autocomplete="username", spellcheck=False),
    )
    submit = SubmitField("Email me a link", widget=GovSubmit())


class SetPasswordForm(CommandForm):
    password = new_password_field()
    submit = SubmitField("Set password", widget=GovSubmit())

    def to_command(self, secret: str) -> SetPassword:
        return SetPassword(secret=secret, password=self.password.data or "")


class ChangePasswordForm(CommandForm):
    current = PasswordField(
        "Current password",
        validators=[
            InputRequired("Enter your current password"),
            Length(max=LONGEST, message="Password must be 254 characters or fewer"),
        ],
        widget=GovPassword(),
    )
    password = new_password_field()
    submit = SubmitField("Change password", widget=GovSubmit())

    def to_command(self, account_id: int, session_id: int) -> ChangePassword:
        return ChangePassword(
            account_id=account_id,
            session_id=session_id,
            current=self.current.data or "",
            password=self.password.data or "",
        )
