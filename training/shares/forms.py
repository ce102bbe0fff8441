"""What those who run training fill in about places by agency: shape only."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, time

from wtforms import BooleanField, HiddenField, SubmitField, TextAreaField
from wtforms.fields.choices import RadioField, SelectField
from wtforms.validators import DataRequired, InputRequired, Length

from portal.kernel import clock
from portal.kernel.fields import choices
from portal.kernel.forms import (
    CommandForm,
    GovCheckboxes,
    GovDateField,
    GovRadios,
    GovSelect,
    GovSubmit,
    GovTextArea,
    GovTimeField,
    SeenForm,
    WholeNumberField,
    id_or_none,
    stripped,
)
from portal.people.domain import AgencyKind
from training.bookings.forms import because_field, reason_given
from training.shares.domain import (
    Allowance,
    Group,
    HoldPlaces,
    NameHeld,
    ReleaseHeld,
    SaveCourseShare,
    SaveSeats,
    SaveShare,
    ShareSort,
)

MOST_PLACES, MOST_DAYS = 500, 366
MORNING = time(9)
LONGEST_NOTE = 500
MOST_SEATS = 100_000
EACH, KIND, AGENCY = "each", "kind", "agency"


def key_of(group: Group) -> str:
    """How a select names a group."""
    if group.agency_id is not None:
        return f"{AGENCY}:{group.agency_id}"
    return EACH if group.kind is None else f"{KIND}:{group.kind.value}"


class _GroupForm(CommandForm):
    """Which group, how many places, and whether they are kept or the most."""

    sort = RadioField(
        "What do you want to set?",
        choices=choices((one.value, one.label) for one in ShareSort),
        validators=[InputRequired("Select whether places are kept for them, or limited")],
        widget=GovRadios(),
    )
    group = SelectField("For whom?", validators=[DataRequired("Select for whom")], widget=GovSelect())
    places = WholeNumberField("How many places?", what="Number of places", within=(1, MOST_PLACES))

    def offer(self, agencies: Iterable[tuple[int, str]]) -> None:
        kinds = [Group(kind=one) for one in AgencyKind]
        listed = [Group(agency_id=key, name=name) for key, name in agencies]
        self._groups = {key_of(one): one for one in (Group(), *kinds, *listed)}
        words = [
            (key, f"{one.title}{' (a limit only)' if one.is_each else ''}")
            for key, one in self._groups.items()
        ]
        self.group.choices = choices([(None, "Choose a group"), *words])

    @property
    def chosen(self) -> Group:
        return self._groups[self.group.data]


class ShareForm(_GroupForm):
    until_day = GovDateField(
        "Until which day? (optional)",
        what="Last day",
        required=False,
        description="Kept places then go to whoever waits. A limit may do without an end",
    )
    until_time = GovTimeField("At what time that day? (optional)", what="Time", required=False)
    days_before = WholeNumberField(
        "Or how many days before the event? (optional)",
        what="Number of days",
        required=False,
        within=(0, MOST_DAYS),
        description="This moves with the event",
    )
    preview = SubmitField("See what it means", widget=GovSubmit(classes="govuk-button--secondary"))
    submit = SubmitField("Save", widget=GovSubmit())

    def to_command(self, event_id: int, share_id: int | None) -> SaveShare:
        return SaveShare(
            event_id=event_id,
            share_id=share_id,
            sort=ShareSort(self.sort.data),
            group=self.chosen,
            places=self.places.data,
            until=self._until(),
            days_before=self.days_before.data,
        )

    def _until(self) -> datetime | None:
        if self.until_day.data is None:
            return None
        return clock.at_london(self.until_day.data, self.until_time.data or MORNING)


class EditShareForm(SeenForm, ShareForm):
    def to_change(self, event_id: int, share_id: int) -> SaveShare:
        return replace(self.to_command(event_id, share_id), seen=self.saw)


class CourseShareForm(_GroupForm):
    days_before = WholeNumberField(
        "Until how many days before the event?",
        what="Number of days",
        required=False,
        within=(0, MOST_DAYS),
        description="Leave empty for a limit that stands throughout",
    )
    submit = SubmitField("Add", widget=GovSubmit())

    def to_command(self, course_id: int) -> SaveCourseShare:
        return SaveCourseShare(
            course_id=course_id,
            sort=ShareSort(self.sort.data),
            group=self.chosen,
            places=self.places.data,
            days_before=self.days_before.data,
        )


class HoldForm(CommandForm):
    places = WholeNumberField("How many places?", what="Number of places", within=(1, MOST_PLACES))
    agency = SelectField("For people of which agency?", coerce=id_or_none, widget=GovSelect())
    submit = SubmitField("Hold places", widget=GovSubmit())

    def offer(self, agencies: Iterable[tuple[int, str]], *, may_be_any: bool) -> None:
        anybody = [(None, "Anybody")] if may_be_any else []
        self.agency.choices = choices([*anybody, *agencies])

    def to_command(self, event_id: int) -> HoldPlaces:
        return HoldPlaces(event_id, self.places.data, self.agency.data)


class NameForm(CommandForm):
    person = RadioField(
        "Who gets the place?",
        coerce=id_or_none,
        validators=[InputRequired("Select who gets the place")],
        widget=GovRadios(),
    )
    access_needs = TextAreaField(
        "Access or dietary needs (optional)",
        description="Such as a hearing loop. Only the trainer and the training team see this.",
        filters=[stripped],
        validators=[Length(max=LONGEST_NOTE, message=f"Needs must be {LONGEST_NOTE} characters or fewer")],
        widget=GovTextArea(maxlength=LONGEST_NOTE),
    )
    agreed_because = because_field()
    asked_for = HiddenField()
    despite_clash = BooleanField("Book anyway", widget=GovCheckboxes())
    submit = SubmitField("Give them the place", widget=GovSubmit())

    def offer(self, people: Iterable[tuple[int, str]]) -> None:
        self.person.choices = choices(people)
        if not self.person.choices:
            # Then the page shows no list to choose from: what is wrong is the name that was looked for.
            self.person.error_id = "name"  # type: ignore[attr-defined]  # how the error summary asks

    def to_command(self, reservation_id: int) -> NameHeld:
        return NameHeld(
            reservation_id,
            self.person.data,
            access_needs=self.access_needs.data or "",
            despite_clash=bool(self.despite_clash.data),
            agreed_because=reason_given(self),
        )


class ReleaseForm(CommandForm):
    places = WholeNumberField("How many do you not need?", what="Number of places", within=(1, MOST_PLACES))
    submit = SubmitField("Give them back", widget=GovSubmit())

    def to_command(self, reservation_id: int) -> ReleaseHeld:
        return ReleaseHeld(reservation_id, self.places.data)


def _seats(label: str, hint: str) -> WholeNumberField:
    return WholeNumberField(label, required=False, within=(0, MOST_SEATS), description=hint)


class SeatsForm(CommandForm):
    agreed = _seats("Agreed for the year", "What the agency paid for or was promised")
    extra = _seats("Extra", "Added since")
    carried_over = _seats("Carried over", "Brought along from the year before")
    carried_forward = _seats("Carried forward", "Left for the next year")
    reason = TextAreaField(
        "Why?",
        description="It is kept in the log.",
        filters=[stripped],
        validators=[
            DataRequired("Enter a reason"),
            Length(max=LONGEST_NOTE, message=f"Reason must be {LONGEST_NOTE} characters or fewer"),
        ],
        widget=GovTextArea(maxlength=LONGEST_NOTE),
    )
    submit = SubmitField("Save", widget=GovSubmit())

    def to_command(self, agency_id: int, year: int) -> SaveSeats:
        numbers = (self.agreed, self.extra, self.carried_over, self.carried_forward)
        allowance = Allowance(*(one.data or 0 for one in numbers))
        return SaveSeats(agency_id, year, allowance, self.reason.data or "")
