"""What people fill in to book, to withdraw and to call an event off: shape only."""

from __future__ import annotations

from collections.abc import Iterable

from wtforms import BooleanField, SelectField, SubmitField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length

from portal.kernel.forms import (
    CommandForm,
    GovCheckboxes,
    GovRadios,
    GovSubmit,
    GovTextArea,
    choices,
    id_or_none,
    stripped,
)
from training.bookings.domain import Book, CancelEvent, Withdraw

LONGEST_NOTE = 500


class BookForm(CommandForm):
    access_needs = TextAreaField(
        "Access or dietary needs (optional)",
        description="Such as a hearing loop. Only the trainer and the training team see this.",
        filters=[stripped],
        validators=[Length(max=LONGEST_NOTE, message=f"Needs must be {LONGEST_NOTE} characters or fewer")],
        widget=GovTextArea(maxlength=LONGEST_NOTE),
    )
    join_waiting = BooleanField("Join the waiting list if there is no place", widget=GovCheckboxes())
    despite_clash = BooleanField("Book anyway", widget=GovCheckboxes())
    submit = SubmitField("Book", widget=GovSubmit())

    def to_command(self, event_id: int, person_id: int) -> Book:
        return Book(
            event_id=event_id,
            person_id=person_id,
            access_needs=self.access_needs.data or "",
            join_waiting=bool(self.join_waiting.data),
            despite_clash=bool(self.despite_clash.data),
        )


class BookColleagueForm(BookForm):
    person = SelectField(
        "Who do you want to book?",
        coerce=id_or_none,
        validators=[InputRequired("Select who you want to book")],
        widget=GovRadios(),
    )

    def offer(self, people: Iterable[tuple[int, str]]) -> None:
        self.person.choices = choices(people)
        if not self.person.choices:
            # Then the page shows no list to choose from: what is wrong is the name that was looked for.
            self.person.error_id = "name"  # type: ignore[attr-defined]  # how the error summary asks

    def to_command_for(self, event_id: int) -> Book:
        return self.to_command(event_id, self.person.data)


class WithdrawForm(CommandForm):
    reason = TextAreaField(
        "Why? (optional)",
        filters=[stripped],
        validators=[Length(max=LONGEST_NOTE, message=f"Reason must be {LONGEST_NOTE} characters or fewer")],
        widget=GovTextArea(rows=3),
    )
    submit = SubmitField("Withdraw", widget=GovSubmit(classes="govuk-button--warning"))

    def to_command(self, booking_id: int) -> Withdraw:
        return Withdraw(booking_id=booking_id, reason=self.reason.data or "")


class CancelEventForm(CommandForm):
    reason = TextAreaField(
        "Why is the event cancelled?",
        description="Everybody who is booked or waiting is sent this reason.",
        filters=[stripped],
        validators=[
            DataRequired("Enter why the event is cancelled"),
            Length(max=LONGEST_NOTE, message=f"Reason must be {LONGEST_NOTE} characters or fewer"),
        ],
        widget=GovTextArea(rows=3),
    )
    submit = SubmitField("Cancel the event", widget=GovSubmit(classes="govuk-button--warning"))

    def to_command(self, event_id: int) -> CancelEvent:
        return CancelEvent(event_id=event_id, reason=self.reason.data or "")
