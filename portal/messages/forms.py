"""What people fill in about messages."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Self

from wtforms import HiddenField, SelectField, StringField, SubmitField, TextAreaField
from wtforms.validators import DataRequired, Length, Optional, Regexp

from portal.kernel.forms import (
    CommandForm,
    GovInput,
    GovSelect,
    GovSubmit,
    GovTextArea,
    WholeNumberField,
    choices,
    stripped,
)
from portal.kernel.outbox import Channel, MessageState
from portal.messages.domain import MessageFilter, SaveLetter
from portal.messages.kinds import MessageKind
from portal.messages.wording import LONGEST, PARTS

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


def burst_count() -> WholeNumberField:
    """What whoever sends very many types (`domain.confirm_burst`)."""
    return WholeNumberField("How many messages will this send?", within=(1, 1_000_000), required=False)


def _at_most(part: str, what: str) -> Length:
    most = LONGEST[part]
    return Length(max=most, message=f"{what} must be {most:,} characters or fewer")


class LetterForm(CommandForm):
    """How a letter is worded. Which version was opened goes along: nobody overwrites another's words."""

    version = HiddenField(validators=[Regexp("^[0-9]{1,6}$", message="Open this page anew")])
    subject = StringField(
        "Subject",
        filters=[stripped],
        validators=[
            DataRequired("Enter the subject"),
            Length(
                max=LONGEST["subject"],
                message=f"The subject must be {LONGEST['subject']} characters or fewer",
            ),
        ],
        widget=GovInput(),
    )
    body = TextAreaField(
        "Letter",
        filters=[stripped],
        validators=[
            DataRequired("Enter the letter"),
            Length(
                max=LONGEST["body"], message=f"The letter must be {LONGEST['body']:,} characters or fewer"
            ),
        ],
        widget=GovTextArea(rows=16, maxlength=LONGEST["body"]),
    )
    text = TextAreaField(
        "Text message",
        description="For people who are reached by telephone. Leave it empty to send them none",
        filters=[stripped],
        validators=[_at_most("text", "The text message")],
        widget=GovTextArea(rows=4, maxlength=LONGEST["text"]),
    )
    preview = SubmitField("Preview", widget=GovSubmit(classes="govuk-button--secondary"))
    submit = SubmitField("Save", widget=GovSubmit())

    def fit(self, kind: MessageKind) -> Self:
        """The form without a box for the text message that no letter of this kind ever is."""
        if not kind.has_text:
            del self.text
        return self

    def to_command(self) -> SaveLetter:
        """The text as the database holds it: lines end in one character."""
        typed = {name: (self[name].data or "") if name in self else "" for name in PARTS}
        words = {name: words.replace("\r\n", "\n") for name, words in typed.items()}
        return SaveLetter(version=int(self.version.data or 0), **words)


class ResetForm(CommandForm):
    version = HiddenField(validators=[Regexp("^[0-9]{1,6}$", message="Open this page anew")])
    submit = SubmitField("Use the shipped words again", widget=GovSubmit(classes="govuk-button--warning"))
