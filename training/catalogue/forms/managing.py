"""What those who run training fill in about a course and an event."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from typing import Any

from wtforms import (
    BooleanField,
    FieldList,
    Form,
    FormField,
    SelectField,
    SelectMultipleField,
    StringField,
    SubmitField,
    TextAreaField,
)
from wtforms.validators import DataRequired, InputRequired, Length, Optional, Regexp

from portal.kernel import clock
from portal.kernel.forms import (
    CommandForm,
    GovCheckboxes,
    GovDateField,
    GovInput,
    GovRadios,
    GovSelect,
    GovSubmit,
    GovTextArea,
    GovTimeField,
    WholeNumberField,
    choices,
    id_or_none,
    stripped,
)
from training.catalogue.domain import CourseFormat, CourseLevel, SaveCourse, SaveEvent
from training.catalogue.forms.finding import word_or_none

LONGEST_TEXT = 2000
SHORT_TEXT = 300
# A weekend of nights is the longest that anything runs.
LONGEST_MINUTES = 6000
LARGEST_EVENT = 5000
FEWEST_SITTINGS = 3
MOST_SITTINGS = 12


def _end_of(day: date) -> datetime:
    return clock.at_london(day + timedelta(days=1), time.min)


def _text(label: str, *, needed: str = "", hint: str = "", longest: int = LONGEST_TEXT) -> TextAreaField:
    checks: list[Any] = [DataRequired(needed)] if needed else []
    checks.append(Length(max=longest, message=f"{label} must be {longest:,} characters or fewer"))
    return TextAreaField(
        label, description=hint, filters=[stripped], validators=checks, widget=GovTextArea(rows=4)
    )


class CourseForm(CommandForm):
    title = StringField(
        "Title",
        filters=[stripped],
        validators=[
            DataRequired("Enter the title"),
            Length(max=SHORT_TEXT, message=f"Title must be {SHORT_TEXT} characters or fewer"),
        ],
        widget=GovInput(),
    )
    summary = _text("Summary", needed="Enter a summary", hint="One or two sentences for the catalogue")
    aims = _text("What it is about")
    outcomes = _text("What people will be able to do", hint="One on each line. Certificates print them")
    audience = _text("Who it is for", longest=SHORT_TEXT)
    level = SelectField(
        "Level",
        coerce=word_or_none(CourseLevel),
        validators=[InputRequired("Select a level")],
        choices=choices([(one.value, one.label) for one in CourseLevel]),
        widget=GovRadios(),
    )
    format = SelectField(
        "How it is taught",
        coerce=word_or_none(CourseFormat),
        validators=[InputRequired("Select how it is taught")],
        choices=choices([(one.value, one.label) for one in CourseFormat]),
        widget=GovRadios(),
    )
    minutes = WholeNumberField(
        "Length in minutes", what="Length", description="6 hours is 360", within=(1, LONGEST_MINUTES)
    )
    principles = SelectMultipleField("Good Help principles it serves", widget=GovCheckboxes())
    lines = SelectMultipleField("Lines of the strategy that it serves", widget=GovCheckboxes())
    valid_for_months = WholeNumberField(
        "Months for which a certificate stays current (optional)",
        what="Months",
        required=False,
        within=(1, 120),
    )
    is_common_core = BooleanField("Part of the common core that everybody takes", widget=GovCheckboxes())
    requires_evaluation = BooleanField("A certificate needs the evaluation first", widget=GovCheckboxes())
    is_listed = BooleanField("Shown in the catalogue", widget=GovCheckboxes())
    submit = SubmitField("Save the course", widget=GovSubmit())

    def offer(self, principles: Iterable[tuple[str, str]], lines: Iterable[str]) -> None:
        """A partnership without a strategy written down is not asked about its lines."""
        self.principles.choices = choices(principles)
        self.lines.choices = choices((line, line) for line in lines)

    def to_command(self, course_id: int | None) -> SaveCourse:
        answers = {name: answer for name, answer in self.data.items() if name not in {"submit", "csrf_token"}}
        for several in ("principles", "lines"):
            answers[several] = tuple(answers[several] or ())
        return SaveCourse(course_id=course_id, **answers)


class SittingForm(Form):
    """One sitting; a row left empty is none."""

    day = GovDateField("Date", required=False)
    starts = GovTimeField("Start time", required=False)
    ends = GovTimeField("End time", required=False)

    def validate(self, extra_validators: Any = None) -> bool:  # noqa: ANN401  # WTForms' own
        fine = super().validate(extra_validators)
        fields = (self.day, self.starts, self.ends)
        if not fine or not any(field.data for field in fields):
            return fine
        for field, missing in zip(fields, ("date", "start time", "end time"), strict=True):
            if not field.data:
                field.errors = [*field.errors, f"Enter the {missing}"]
                fine = False
        if fine and self.ends.data <= self.starts.data:
            self.ends.errors = [*self.ends.errors, "End time must be after the start time"]
            fine = False
        return fine

    def span(self) -> tuple[datetime, datetime] | None:
        if not self.day.data:
            return None
        day = self.day.data
        return clock.at_london(day, self.starts.data), clock.at_london(day, self.ends.data)


class EventForm(CommandForm):
    venue = SelectField("Venue", coerce=id_or_none, widget=GovSelect())
    online_link = StringField(
        "Link for joining online (optional)",
        filters=[stripped],
        validators=[
            Optional(),
            Length(max=SHORT_TEXT, message=f"Link must be {SHORT_TEXT} characters or fewer"),
            Regexp(r"https?://\S+$", message="Link must start with https:// or http://"),
        ],
        widget=GovInput(type="url"),
    )
    sittings = FieldList(
        FormField(SittingForm),
        min_entries=FEWEST_SITTINGS,
        max_entries=MOST_SITTINGS,
        label="Dates and times",
    )
    capacity = WholeNumberField("Number of places", within=(1, LARGEST_EVENT))
    closes_on = GovDateField(
        "When does booking close? (optional)",
        what="Closing date",
        description="Booking closes at the end of this day. Leave it empty to close at the start.",
        required=False,
    )
    trainers = SelectMultipleField("Trainers", coerce=id_or_none, widget=GovCheckboxes())
    is_open = BooleanField("Open for booking", widget=GovCheckboxes())
    submit = SubmitField("Save the event", widget=GovSubmit())

    def offer(self, venues: Iterable[tuple[int, str]], trainers: Iterable[tuple[int, str]]) -> None:
        self.venue.choices = choices([(None, "Not decided, or online"), *venues])
        self.trainers.choices = choices(trainers)

    def to_command(self, course_id: int, event_id: int | None) -> SaveEvent:
        spans = [entry.form.span() for entry in self.sittings]
        return SaveEvent(
            course_id=course_id,
            event_id=event_id,
            venue_id=self.venue.data,
            online_link=self.online_link.data or "",
            capacity=self.capacity.data,
            booking_closes_at=_end_of(self.closes_on.data) if self.closes_on.data else None,
            sittings=tuple(span for span in spans if span is not None),
            trainer_ids=frozenset(self.trainers.data or ()),
            is_open=bool(self.is_open.data),
        )
