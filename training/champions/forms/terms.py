"""What those who run training choose about Champions: what makes them current, and the terms of schools."""

from __future__ import annotations

from collections.abc import Iterable

from wtforms import SelectMultipleField, StringField, SubmitField
from wtforms.validators import DataRequired, Length

from portal.kernel.forms import (
    CommandForm,
    GovCheckboxes,
    GovDateField,
    GovInput,
    GovSubmit,
    SeenForm,
    choices,
    id_or_none,
    stripped,
)
from training.champions.domain import LONGEST_TERM_NAME, AddTerm, ChooseCourses


class CoursesForm(SeenForm):
    course_ids = SelectMultipleField(
        "Which certificates make {a_champion_short} current?",
        description="Any one of them will do. With none chosen, every certificate counts",
        coerce=id_or_none,
        widget=GovCheckboxes(classes="govuk-checkboxes--small"),
    )
    submit = SubmitField("Save", widget=GovSubmit())

    def offer(self, courses: Iterable[tuple[int, str]]) -> None:
        self.course_ids.choices = choices(courses)

    def to_command(self) -> ChooseCourses:
        return ChooseCourses(course_ids=frozenset(self.course_ids.data or ()), seen=self.saw)


class TermForm(CommandForm):
    name = StringField(
        "Name of the term",
        description="For example, Spring 2027",
        filters=[stripped],
        validators=[
            DataRequired("Enter the name of the term"),
            Length(max=LONGEST_TERM_NAME, message="The name is too long"),
        ],
        widget=GovInput(classes="govuk-input--width-20"),
    )
    starts_on = GovDateField("First day", what="First day")
    ends_on = GovDateField("Last day", what="Last day")
    submit = SubmitField("Add the term", widget=GovSubmit(classes="govuk-button--secondary"))

    def to_command(self) -> AddTerm:
        return AddTerm(name=self.name.data or "", starts_on=self.starts_on.data, ends_on=self.ends_on.data)
