"""What people say about a link to their passport."""

from __future__ import annotations

from wtforms import BooleanField, StringField, SubmitField
from wtforms.validators import Length

from portal.kernel.forms import CommandForm, GovCheckboxes, GovInput, GovSubmit, stripped
from training.passport.domain import LONGEST_NOTE, MakeLink


class MakeLinkForm(CommandForm):
    note = StringField(
        "Who is it for? (optional)",
        filters=[stripped],
        validators=[Length(max=LONGEST_NOTE, message=f"This must be {LONGEST_NOTE} characters or fewer")],
        description="Only you see this, so that you can tell your links apart",
        widget=GovInput(classes="govuk-input--width-20", autocomplete="off"),
    )
    with_requirements = BooleanField(
        "Also show how I stand with required training",
        widget=GovCheckboxes(classes="govuk-checkboxes--small"),
    )
    submit = SubmitField("Make a link", widget=GovSubmit())

    def to_command(self) -> MakeLink:
        return MakeLink(self.note.data or "", bool(self.with_requirements.data))
