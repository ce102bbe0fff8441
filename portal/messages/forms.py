"""What people fill in about messages."""

from __future__ import annotations

from collections.abc import Iterable

from wtforms import SelectField, StringField
from wtforms.validators import Length, Optional

from portal.kernel.forms import CommandForm, GovInput, GovSelect, choices, stripped
from portal.kernel.outbox import Channel, MessageState
from portal.messages.domain import MessageFilter

STATES = {
    MessageState.WAITING: "Waiting",
    MessageState.SENT: "Sent",
    MessageState.FAILED: "Failed",
    MessageState.CLOSED: "Not sent",
}


class MessageFilterForm(CommandForm):
    class Meta(CommandForm.Meta):
        csrf = False

    words = StringField(
        "Person, address or number",
        filters=[stripped],
        validators=[Length(max=100, message="Search for 100 characters or fewer")],
        widget=GovInput(type="search", classes="govuk-input--width-20"),
    )
    kind = SelectField("Kind", validators=[Optional()], widget=GovSelect())
    state = SelectField(
        "State",
        choices=choices([("", "Any state"), *((one.value, words) for one, words in STATES.items())]),
        validators=[Optional()],
        widget=GovSelect(),
    )
    channel = SelectField(
        "Sent as",
        choices=choices([("", "Anything"), *((one.value, one.label) for one in Channel)]),
        validators=[Optional()],
        widget=GovSelect(),
    )

    def offer(self, kinds: Iterable[tuple[str, str]]) -> None:
        self.kind.choices = choices([("", "Any kind"), *kinds])

    def to_filter(self) -> MessageFilter:
        return MessageFilter(
            self.kind.data or "", self.state.data or "", self.channel.data or "", self.words.data or ""
        )
