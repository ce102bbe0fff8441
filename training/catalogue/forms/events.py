"""What those who run training fill in about an event."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from typing import Any

from wtforms import BooleanField, FieldList, Form, FormField, SelectField, SelectMultipleField, SubmitField
from wtforms.validators import InputRequired

from portal.kernel import clock
from portal.kernel.forms import (
    CommandForm,
    GovCheckboxes,
    GovDateField,
    GovRadios,
    GovSelect,
    GovSubmit,
    GovTimeField,
    WholeNumberField,
    choices,
    id_or_none,
)
from portal.messages.forms import burst_count
from training.catalogue.domain import PlannedSitting, RepeatEvent, SaveEvent
from training.catalogue.forms.courses import a_link

LARGEST_EVENT = 5000
FEWEST_SITTINGS = 3
MOST_SITTINGS = 12
# Two terms of weeks.
MOST_REPEATS = 26


def _end_of(day: date) -> datetime:
    return clock.at_london(day + timedelta(days=1), time.min)


AS_THE_EVENT = "The same as the event"


class SittingForm(Form):
    """One sitting; a row left empty is none."""

    day = GovDateField("Date", required=False)
    starts = GovTimeField("Start time", required=False)
    ends = GovTimeField("End time", required=False)
    venue = SelectField("Venue of this sitting", coerce=id_or_none, widget=GovSelect())
    online_link = a_link("Link for joining this sitting online (optional)")

    @property
    def has_place(self) -> bool:
        return bool(self.venue.data or self.online_link.data or self.venue.errors)

    def validate(self, extra_validators: Any = None) -> bool:  # noqa: ANN401  # WTForms' own
        fine = super().validate(extra_validators)
        fields = (self.day, self.starts, self.ends)
        if not fine or not (self.has_place or any(field.data for field in fields)):
            return fine
        for field, missing in zip(fields, ("date", "start time", "end time"), strict=True):
            if not field.data:
                field.errors = [*field.errors, f"Enter the {missing}"]
                fine = False
        if fine and self.ends.data <= self.starts.data:
            self.ends.errors = [*self.ends.errors, "End time must be after the start time"]
            fine = False
        return fine

    def planned(self) -> PlannedSitting | None:
        if not self.day.data:
            return None
        starts, ends = (clock.at_london(self.day.data, one.data) for one in (self.starts, self.ends))
        return PlannedSitting(starts, ends, self.venue.data, self.online_link.data or "")


class EventForm(CommandForm):
    venue = SelectField("Venue", coerce=id_or_none, widget=GovSelect())
    online_link = a_link(
        "Link for joining online (optional)", hint="Only those who have a place, and who run it, are shown it"
    )
    sittings = FieldList(
        FormField(SittingForm),
        min_entries=FEWEST_SITTINGS,
        max_entries=MOST_SITTINGS,
        label="Dates and times",
    )
    capacity = WholeNumberField("Number of places", within=(1, LARGEST_EVENT))
    opens_on = GovDateField(
        "When does booking open? (optional)",
        what="Opening date",
        description="Leave it empty to open as soon as the event is.",
        required=False,
    )
    opens_at = GovTimeField("At what time does it open? (optional)", required=False)
    closes_on = GovDateField(
        "When does booking close? (optional)",
        what="Closing date",
        description="Booking closes at the end of this day. Leave it empty to close at the start.",
        required=False,
    )
    trainers = SelectMultipleField("Trainers", coerce=id_or_none, widget=GovCheckboxes())
    is_open = BooleanField("Open for booking", widget=GovCheckboxes())
    despite_clash = BooleanField("Save it anyway", widget=GovCheckboxes())
    count = burst_count()
    submit = SubmitField("Save the event", widget=GovSubmit())

    def offer(self, venues: Iterable[tuple[int, str]], trainers: Iterable[tuple[int, str]]) -> None:
        rooms = list(venues)
        self.venue.choices = choices([(None, "Not decided, or online"), *rooms])
        for entry in self.sittings:
            entry.form.venue.choices = choices([(None, AS_THE_EVENT), *rooms])
        self.trainers.choices = choices(trainers)

    def to_command(self, course_id: int, event_id: int | None) -> SaveEvent:
        planned = [entry.form.planned() for entry in self.sittings]
        return SaveEvent(
            course_id=course_id,
            event_id=event_id,
            venue_id=self.venue.data,
            online_link=self.online_link.data or "",
            capacity=self.capacity.data,
            booking_opens_at=self._opening(),
            booking_closes_at=_end_of(self.closes_on.data) if self.closes_on.data else None,
            sittings=tuple(one for one in planned if one is not None),
            trainer_ids=frozenset(self.trainers.data or ()),
            is_open=bool(self.is_open.data),
            despite_clash=bool(self.despite_clash.data),
        )

    def _opening(self) -> datetime | None:
        """The start of the day, when no time is said."""
        day = self.opens_on.data
        return clock.at_london(day, self.opens_at.data or time.min) if day else None


class RepeatForm(CommandForm):
    weeks_apart = SelectField(
        "How often?",
        coerce=int,
        choices=choices([(1, "Every week"), (2, "Every two weeks"), (4, "Every four weeks")]),
        widget=GovRadios(),
        validators=[InputRequired("Select how often")],
    )
    times = WholeNumberField("How many more times?", what="Number of times", within=(1, MOST_REPEATS))
    is_open = BooleanField("Open for booking", widget=GovCheckboxes())
    despite_clash = BooleanField("Add them anyway", widget=GovCheckboxes())
    count = burst_count()
    submit = SubmitField("Add the dates", widget=GovSubmit())

    def to_command(self, event_id: int) -> RepeatEvent:
        return RepeatEvent(
            event_id=event_id,
            weeks_apart=self.weeks_apart.data,
            times=self.times.data,
            is_open=bool(self.is_open.data),
            despite_clash=bool(self.despite_clash.data),
        )
