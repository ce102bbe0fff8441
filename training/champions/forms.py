"""What people fill in about Champions, and what they narrow the roster by."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from enum import StrEnum
from typing import TypeVar

from wtforms import SelectField, StringField, SubmitField
from wtforms.fields.choices import RadioField
from wtforms.validators import DataRequired, Length

from portal.kernel.forms import (
    CommandForm,
    GovDateField,
    GovInput,
    GovRadios,
    GovSelect,
    GovSubmit,
    choices,
    id_or_none,
    stripped,
)
from portal.people.domain import SchoolPhase
from training.champions.domain import (
    AppointChampion,
    ChampionKind,
    EndReason,
    Gap,
    RosterFilter,
    StandDownChampion,
)

Word = TypeVar("Word", bound=StrEnum)
LONGEST_SEARCH = 100


def word_or_none(words: type[Word]) -> Callable[[object], Word | None]:
    """`coerce` for choices that are words of ours, or nothing for the empty option. Raises `ValueError`."""
    return lambda value: None if value in {None, ""} else words(str(value))


class RosterFilterForm(CommandForm):
    """Asked in the address, so that a narrowed roster can be kept as a bookmark."""

    class Meta(CommandForm.Meta):
        csrf = False

    search = StringField(
        "School or person",
        filters=[stripped, lambda text: text[:LONGEST_SEARCH]],
        widget=GovInput(type="search", classes="govuk-input--width-10"),
    )
    local_area_id = SelectField("{Local_area}", coerce=id_or_none, widget=GovSelect())
    phase = SelectField("Phase", coerce=word_or_none(SchoolPhase), widget=GovSelect())
    gap = SelectField("What is missing", coerce=word_or_none(Gap), widget=GovSelect())

    def offer(self, areas: Iterable[tuple[int, str]]) -> None:
        self.local_area_id.choices = choices([(None, "All"), *areas])
        self.phase.choices = choices([(None, "All"), *((phase.value, phase.label) for phase in SchoolPhase)])
        self.gap.choices = choices([(None, "Show all"), *((gap.value, gap.label) for gap in Gap)])

    def to_filter(self) -> RosterFilter:
        return RosterFilter(
            search=self.search.data or "",
            local_area_id=self.local_area_id.data,
            phase=self.phase.data,
            gap=self.gap.data,
        )


class AppointForm(CommandForm):
    kind = RadioField(
        "What are they appointed as?",
        choices=lambda: choices((kind.value, kind.label) for kind in ChampionKind),
        validators=[DataRequired("Select what they are appointed as")],
        widget=GovRadios(classes="govuk-radios--inline"),
    )
    person_id = SelectField(
        "Who is it?",
        coerce=id_or_none,
        validators=[DataRequired("Select who it is")],
        widget=GovSelect(),
    )
    starts_on = GovDateField("When do they start?", what="Start date")
    submit = SubmitField("Appoint", widget=GovSubmit())

    def offer(self, staff: Iterable[tuple[int, str]]) -> None:
        self.person_id.choices = choices([(None, "Choose a person"), *staff])

    def to_command(self, school_id: int) -> AppointChampion:
        return AppointChampion(
            school_id=school_id,
            person_id=self.person_id.data,
            kind=ChampionKind(self.kind.data),
            starts_on=self.starts_on.data,
        )


class StandDownForm(CommandForm):
    ends_on = GovDateField("What is their last day?", what="Last day")
    reason = RadioField(
        "Why are they standing down?",
        choices=choices((reason.value, reason.label) for reason in EndReason),
        validators=[DataRequired("Select why they are standing down")],
        widget=GovRadios(),
    )
    note = StringField(
        "Anything to add (optional)",
        filters=[stripped],
        validators=[Length(max=200, message="What you add must be 200 characters or fewer")],
        widget=GovInput(),
    )
    submit = SubmitField("Stand down", widget=GovSubmit(classes="govuk-button--warning"))

    def to_command(self, appointment_id: int) -> StandDownChampion:
        words = EndReason(self.reason.data).label
        return StandDownChampion(
            appointment_id=appointment_id,
            ends_on=self.ends_on.data,
            reason=f"{words}: {self.note.data}" if self.note.data else words,
        )
