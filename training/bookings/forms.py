"""What people fill in to book, to withdraw and to call an event off: shape only."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import Any

from wtforms import (
    BooleanField,
    HiddenField,
    RadioField,
    SelectField,
    StringField,
    SubmitField,
    TextAreaField,
)
from wtforms.validators import DataRequired, InputRequired, Length, ValidationError

from portal.kernel import clock
from portal.kernel.forms import (
    CommandForm,
    GovCheckboxes,
    GovDateField,
    GovInput,
    GovRadios,
    GovSubmit,
    GovTextArea,
    GovTimeField,
    choices,
    id_or_none,
    stripped,
)
from portal.messages.forms import burst_count
from training.bookings.domain import (
    AnswerOffer,
    Book,
    CancelEvent,
    ChangeNeeds,
    ExtendWindow,
    MoveUp,
    PlanDraw,
    PutBack,
    Substitute,
    WaiveLate,
    Withdraw,
)

LONGEST_NOTE = 500
LONGEST_ADDRESS = 254
# When lots are drawn, if nobody says a time.
MIDDAY = 12


def _needs() -> TextAreaField:
    return TextAreaField(
        "Access or dietary needs (optional)",
        description="Such as a hearing loop. Only the trainer and the training team see this.",
        filters=[stripped],
        validators=[Length(max=LONGEST_NOTE, message=f"Needs must be {LONGEST_NOTE} characters or fewer")],
        widget=GovTextArea(maxlength=LONGEST_NOTE),
    )


def because_field() -> TextAreaField:
    """Shown once it is known that they missed too much, to those whose booking would be agreeing to it."""
    return TextAreaField(
        "Why do you book them all the same?",
        description="It is kept with your agreement and in the log, so leave out anything about health.",
        filters=[stripped],
        validators=[Length(max=LONGEST_NOTE, message=f"Reason must be {LONGEST_NOTE} characters or fewer")],
        widget=GovTextArea(rows=3),
    )


def reason_given(form: Any) -> str:  # noqa: ANN401  # either form that has these fields
    """What was typed about the person who is chosen now: a reason for one person lets nobody else in."""
    is_theirs = form.asked_for.data == str(form.person.data)
    return str(form.agreed_because.data or "") if is_theirs else ""


class BookForm(CommandForm):
    access_needs = _needs()
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
    agreed_because = because_field()
    asked_for = HiddenField()

    def offer(self, people: Iterable[tuple[int, str]]) -> None:
        self.person.choices = choices(people)
        if not self.person.choices:
            # Then the page shows no list to choose from: what is wrong is the name that was looked for.
            self.person.error_id = "name"  # type: ignore[attr-defined]  # how the error summary asks

    def to_command_for(self, event_id: int) -> Book:
        return replace(self.to_command(event_id, self.person.data), agreed_because=reason_given(self))


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
    count = burst_count()
    submit = SubmitField("Cancel the event", widget=GovSubmit(classes="govuk-button--warning"))

    def to_command(self, event_id: int) -> CancelEvent:
        return CancelEvent(event_id, self.reason.data or "", count=self.count.data)


def _reason(hint: str) -> TextAreaField:
    """A reason that has to be given, and that the log and the history keep."""
    return TextAreaField(
        "Why?",
        description=hint,
        filters=[stripped],
        validators=[
            DataRequired("Enter a reason"),
            Length(max=LONGEST_NOTE, message=f"Reason must be {LONGEST_NOTE} characters or fewer"),
        ],
        widget=GovTextArea(maxlength=LONGEST_NOTE),
    )


def _colleague(label: str) -> StringField:
    return StringField(
        label,
        description="Their work e-mail address, or their reference such as YRK-004217.",
        filters=[stripped],
        validators=[
            DataRequired("Enter an e-mail address or a reference"),
            Length(max=LONGEST_ADDRESS, message="That is too long for an e-mail address"),
        ],
        widget=GovInput(),
    )


class AnswerOfferForm(CommandForm):
    accepts = RadioField(
        "Do you want this place?",
        choices=choices([("yes", "Yes, I will come"), ("no", "No, let the next person have it")]),
        validators=[InputRequired("Select whether you want this place")],
        widget=GovRadios(),
    )
    submit = SubmitField("Send answer", widget=GovSubmit())

    def to_command(self, booking_id: int) -> AnswerOffer:
        return AnswerOffer(booking_id, accepts=self.accepts.data == "yes")


class SubstituteForm(CommandForm):
    colleague = _colleague("Who comes instead?")
    access_needs = _needs()
    despite_clash = BooleanField("Book anyway", widget=GovCheckboxes())
    submit = SubmitField("Give the place to them", widget=GovSubmit())

    def to_command(self, booking_id: int) -> Substitute:
        return Substitute(
            booking_id,
            self.colleague.data or "",
            access_needs=self.access_needs.data or "",
            despite_clash=bool(self.despite_clash.data),
        )


class ChangeNeedsForm(CommandForm):
    access_needs = _needs()
    submit = SubmitField("Save", widget=GovSubmit())

    def to_command(self, booking_id: int) -> ChangeNeeds:
        return ChangeNeeds(booking_id, self.access_needs.data or "")


class MoveUpForm(CommandForm):
    reason = _reason("The person can read this in the history of their booking.")
    overbook = BooleanField("Overbook: make one place more if there is none left", widget=GovCheckboxes())
    submit = SubmitField("Give them a place", widget=GovSubmit())

    def to_command(self, booking_id: int) -> MoveUp:
        return MoveUp(booking_id, self.reason.data or "", overbook=bool(self.overbook.data))


class WaiveLateForm(CommandForm):
    reason = _reason("Such as illness, or a family emergency.")
    submit = SubmitField("Do not count it", widget=GovSubmit())

    def to_command(self, booking_id: int) -> WaiveLate:
        return WaiveLate(booking_id, self.reason.data or "")


class PutBackForm(CommandForm):
    reason = _reason("The person can read this in the history of their booking.")
    submit = SubmitField("Put them back", widget=GovSubmit())

    def to_command(self, booking_id: int) -> PutBack:
        return PutBack(booking_id, self.reason.data or "")


class ExtendWindowForm(CommandForm):
    colleague = _colleague("Who may still book?")
    until_day = GovDateField("Last day they may book")
    reason = _reason("It is kept with the event, and logged.")
    submit = SubmitField("Let them book", widget=GovSubmit())

    def to_command(self, event_id: int, starts_at: datetime | None) -> ExtendWindow:
        """Until the end of that day, or the start of the event if that is sooner the same day."""
        day: date = self.until_day.data
        until = clock.at_london(day + timedelta(days=1), time.min)
        if starts_at is not None and clock.in_london(starts_at).date() == day:
            until = starts_at
        return ExtendWindow(event_id, self.colleague.data or "", until, self.reason.data or "")


class PlanDrawForm(CommandForm):
    draw_day = GovDateField("Day of the draw", required=False)
    draw_time = GovTimeField("Time of the draw", required=False)
    submit = SubmitField("Save", widget=GovSubmit())

    def validate_draw_day(self, field: GovDateField) -> None:
        """A time alone would be no draw, and would take back the one that is planned."""
        if self.draw_time.data is not None and field.data is None and not field.errors:
            raise ValidationError("Enter the day of the draw")

    def to_command(self, event_id: int) -> PlanDraw:
        """With neither day nor time, places go in turn as usual."""
        if self.draw_day.data is None:
            return PlanDraw(event_id, None)
        return PlanDraw(event_id, clock.at_london(self.draw_day.data, self.draw_time.data or time(MIDDAY)))
