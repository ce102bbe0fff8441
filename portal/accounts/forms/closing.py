"""What people fill in to close an account, or to open it again."""

from __future__ import annotations

from wtforms import SubmitField, TextAreaField
from wtforms.validators import DataRequired, Length

from portal.accounts.closing import CloseAccount, ReopenAccount
from portal.kernel.forms import CommandForm, GovSubmit, GovTextArea, stripped

LONGEST = 300


class ReasonForm(CommandForm):
    reason = TextAreaField(
        "Why?",
        description="It is kept in the activity log, and the person may read it.",
        filters=[stripped],
        validators=[
            DataRequired("Say why"),
            Length(max=LONGEST, message="The reason must be 300 characters or fewer"),
        ],
        widget=GovTextArea(maxlength=LONGEST),
    )


class CloseAccountForm(ReasonForm):
    submit = SubmitField("Close the account", widget=GovSubmit())

    def to_command(self, person_id: int) -> CloseAccount:
        return CloseAccount(person_id=person_id, reason=self.reason.data or "")


class ReopenAccountForm(ReasonForm):
    submit = SubmitField("Open the account again", widget=GovSubmit())

    def to_command(self, person_id: int) -> ReopenAccount:
        return ReopenAccount(person_id=person_id, reason=self.reason.data or "")
