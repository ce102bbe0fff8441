"""What those who run training fill in to change many events at once, and people to choose a new date."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from wtforms import FieldList, Form, FormField, HiddenField, StringField, SubmitField, TextAreaField
from wtforms.fields.choices import RadioField
from wtforms.validators import DataRequired, Length

from portal.kernel.fields import choices
from portal.kernel.forms import (
    CommandForm,
    GovDateField,
    GovInput,
    GovRadios,
    GovSubmit,
    GovTextArea,
    id_or_none,
    stripped,
)
from portal.messages.forms import burst_count
from training.catalogue.forms.courses import a_link
from training.changes.domain import MOST_DATES, ChangeAct, ChangeEvents

LONGEST_REASON = 300


class DaysForm(Form):
    """The new days of one event."""

    event_id = HiddenField()
    first = GovDateField("New day", what="New day", required=False)
    second = GovDateField("Second day to choose from (optional)", what="Second day", required=False)
    third = GovDateField("Third day to choose from (optional)", what="Third day", required=False)

    # Whether the act needs a day; said before the form is checked.
    needs_day = False

    def validate(self, extra_validators: Any = None) -> bool:  # noqa: ANN401  # WTForms' own
        fine = super().validate(extra_validators)
        if fine and self.needs_day and not self.first.data:
            self.first.errors = ["Enter the new day"]
            return False
        if fine and len(set(self.days)) < len(self.days):
            self.second.errors = ["The days must be different"]
            return False
        return bool(fine)

    @property
    def days(self) -> tuple[date, ...]:
        return tuple(field.data for field in (self.first, self.second, self.third) if field.data)


class PlanForm(CommandForm):
    reason = TextAreaField(
        "Why?",
        description="Everybody on these events reads this",
        filters=[stripped],
        validators=[
            DataRequired("Enter the reason"),
            Length(max=LONGEST_REASON, message=f"The reason must be {LONGEST_REASON} characters or fewer"),
        ],
        widget=GovTextArea(rows=3, maxlength=LONGEST_REASON),
    )
    online_link = a_link("Link for joining online", hint="The same for all of these events")
    events = FieldList(FormField(DaysForm), min_entries=0)
    count = burst_count()
    preview = SubmitField("Preview", widget=GovSubmit(classes="govuk-button--secondary"))
    submit = SubmitField("Do it and tell everybody", widget=GovSubmit(classes="govuk-button--warning"))

    def validate_for(self, act: ChangeAct) -> bool:
        """Whether everything that this act needs was given."""
        for one in self.events:
            one.form.needs_day = act in {ChangeAct.MOVE, ChangeAct.OFFER}
        fine = self.validate()
        if act is ChangeAct.ONLINE and not self.online_link.data and not self.online_link.errors:
            self.online_link.errors = ["Enter the link for joining online"]
            fine = False
        return bool(fine)

    def to_command(self, act: ChangeAct, event_ids: Iterable[int]) -> ChangeEvents:
        most = {ChangeAct.MOVE: 1, ChangeAct.OFFER: MOST_DATES}.get(act, 0)
        days = {_number(one.form.event_id.data): one.form.days[:most] for one in self.events}
        return ChangeEvents(
            act=act,
            reason=self.reason.data or "",
            event_ids=tuple(event_ids),
            days=days if most else {},
            online_link=(self.online_link.data or "") if act is ChangeAct.ONLINE else "",
            count=self.count.data,
        )


def _number(text: str | None) -> int:
    """What a hidden field says, which anybody may change; nought is no event’s."""
    return int(text) if text and text.isascii() and text.isdigit() else 0


class ChooseForm(CommandForm):
    event = RadioField(
        "Which date suits you?",
        coerce=id_or_none,
        validators=[DataRequired("Select one of the dates")],
        widget=GovRadios(),
    )
    submit = SubmitField("Take this date", widget=GovSubmit())

    def offer(self, dates: Iterable[tuple[int, str]]) -> None:
        self.event.choices = choices(dates)


class FindForm(CommandForm):
    """Which events are listed to choose from; asked in the address."""

    class Meta(CommandForm.Meta):
        csrf = False

    first = GovDateField("From", what="First day", required=False)
    last = GovDateField("To", what="Last day", required=False)
    words = StringField(
        "Course, venue or code",
        filters=[stripped],
        validators=[Length(max=100, message="Search for 100 characters or fewer")],
        widget=GovInput(type="search", classes="govuk-input--width-20"),
    )
