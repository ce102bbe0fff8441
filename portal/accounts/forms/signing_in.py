"""What people fill in to get in."""

from __future__ import annotations

from wtforms import PasswordField, StringField, SubmitField
from wtforms.validators import InputRequired, Length

from portal.accounts.domain import SignIn
from portal.kernel.forms import CommandForm, GovInput, GovPassword, GovSubmit, stripped

LONGEST = 254


class SignInForm(CommandForm):
    email = StringField(
        "Email address",
        filters=[stripped],
        validators=[
            InputRequired("Enter your email address"),
            Length(max=LONGEST, message="Email address must be 254 characters or fewer"),
        ],
        widget=GovInput(type="email", autocomplete="username", spellcheck=False),
    )
    password = PasswordField(
        "Password",
        validators=[
            InputRequired("Enter your password"),
            # Hashing takes longer the longer the text: nobody may make the portal chew on a novel.
            Length(max=LONGEST, message="Password must be 254 characters or fewer"),
        ],
        widget=GovPassword(),
    )
    submit = SubmitField("Sign in", widget=GovSubmit())

    def to_command(self) -> SignIn:
        return SignIn(email=self.email.data or "", password=self.password.data or "")
