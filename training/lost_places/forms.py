"""What people fill in about training that was missed: shape only."""

from __future__ import annotations

from wtforms import RadioField, SubmitField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length

from portal.kernel.forms import (
    CommandForm,
    GovDateField,
    GovRadios,
    GovSubmit,
    GovTextArea,
    choices,
    stripped,
)
from training.lost_places.domain import Decide, LetBook, SayWhy, SayWhyByLink, Waive

LONGEST = 500
ACCEPT, REFUSE = "accept", "refuse"


def _words(label: str, hint: str, missing: str) -> TextAreaField:
    return TextAreaField(
        label,
        description=hint,
        filters=[stripped],
        validators=[
            DataRequired(missing),
            Length(max=LONGEST, message=f"It must be {LONGEST} characters or fewer"),
        ],
        widget=GovTextArea(maxlength=LONGEST),
    )


class SayWhyForm(CommandForm):
    reason = _words(
        "What was the reason?",
        "A few words are enough, such as illness. Do not name any child or family.",
        "Enter the reason",
    )
    submit = SubmitField("Send", widget=GovSubmit())

    def to_command(self, booking_id: int) -> SayWhy:
        return SayWhy(booking_id, self.reason.data or "")

    def to_command_by_link(self, secret: str) -> SayWhyByLink:
        return SayWhyByLink(secret, self.reason.data or "")


class DecideForm(CommandForm):
    decision = RadioField(
        "Is this a good reason?",
        choices=choices([(ACCEPT, "Yes: the result becomes “Excused”"), (REFUSE, "No: it counts")]),
        validators=[InputRequired("Say whether this is a good reason")],
        widget=GovRadios(),
    )
    note = _words("What should they know about it?", "They can read this.", "Enter a note")
    submit = SubmitField("Decide", widget=GovSubmit())

    def to_command(self, loss_id: int) -> Decide:
        return Decide(loss_id, self.decision.data == ACCEPT, self.note.data or "")


class WaiveLossForm(CommandForm):
    reason = _words("Why does it not count?", "They can read this.", "Enter a reason")
    submit = SubmitField("Do not count it", widget=GovSubmit())

    def to_command(self, loss_id: int) -> Waive:
        return Waive(loss_id, self.reason.data or "")


class LetBookForm(CommandForm):
    until = GovDateField("Until which day may they book?", what="Last day")
    reason = _words("Why?", "It is kept and logged.", "Enter a reason")
    submit = SubmitField("Let them book", widget=GovSubmit())

    def to_command(self, person_id: int) -> LetBook:
        return LetBook(person_id, self.until.data, self.reason.data or "")
