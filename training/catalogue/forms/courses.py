"""What those who run training fill in about a course."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from wtforms import BooleanField, SelectField, SelectMultipleField, StringField, SubmitField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length, Optional, Regexp

from portal.kernel.forms import (
    CommandForm,
    GovCheckboxes,
    GovInput,
    GovRadios,
    GovSelect,
    GovSubmit,
    GovTextArea,
    WholeNumberField,
    choices,
    id_or_none,
    stripped,
)
from portal.people.domain import RoleGroup
from training.catalogue.domain import CourseFormat, CourseLevel, SaveCourse
from training.catalogue.forms.finding import word_or_none

LONGEST_TEXT = 2000
SHORT_TEXT = 300
# A weekend of nights is the longest that anything runs.
LONGEST_MINUTES = 6000
LONGEST_VALIDITY = 120
MOST_LIVE = 50
SEVERAL = ("role_groups", "principles", "audit_items", "lines")
Pairs = Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class CourseChoices:
    """What a course can be said to teach, to serve and to need."""

    principles: Pairs
    audit_items: Pairs
    lines: Sequence[str]
    courses: Sequence[tuple[int, str]]


def a_link(label: str, hint: str = "") -> StringField:
    """The address of a page elsewhere; it may stay empty."""
    return StringField(
        label,
        description=hint,
        filters=[stripped],
        validators=[
            Optional(),
            Length(max=SHORT_TEXT, message=f"Link must be {SHORT_TEXT} characters or fewer"),
            Regexp(r"https?://\S+$", message="Link must start with https:// or http://"),
        ],
        widget=GovInput(type="url"),
    )


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
    role_groups = SelectMultipleField(
        "Who it is for",
        description="Leave all empty when it is for everybody",
        choices=choices((one.value, one.label) for one in RoleGroup),
        widget=GovCheckboxes(),
    )
    audience = _text(
        "Who it is for, in words (optional)",
        hint="Such as “Anyone who supports families”",
        longest=SHORT_TEXT,
    )
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
    e_learning_link = a_link(
        "Link to the e-learning (optional)", hint="Where people take it, when it is e-learning"
    )
    principles = SelectMultipleField("Good Help principles it serves", widget=GovCheckboxes())
    audit_items = SelectMultipleField(
        "Items of the audit that it teaches",
        description="Whoever an audit finds weak in one of these is shown this course",
        widget=GovCheckboxes(),
    )
    lines = SelectMultipleField("Lines of the strategy that it serves", widget=GovCheckboxes())
    prerequisite_ids = SelectMultipleField(
        "What people must have done first",
        description="They need a certificate that is still current on the day of the event",
        coerce=id_or_none,
        widget=GovCheckboxes(),
    )
    valid_for_months = WholeNumberField(
        "Months for which a certificate stays current (optional)",
        what="Months",
        required=False,
        within=(1, LONGEST_VALIDITY),
    )
    renew_within_months = WholeNumberField(
        "Months before it runs out from which it can be renewed (optional)",
        what="Months before it runs out",
        required=False,
        within=(1, LONGEST_VALIDITY),
    )
    refresher_id = SelectField("Course that renews it", coerce=id_or_none, widget=GovSelect())
    most_live_bookings = WholeNumberField(
        "Bookings that one person may have for it at a time (optional)",
        what="Bookings",
        description="On all of its dates together, waiting lists included. Leave it empty for what is usual",
        required=False,
        within=(1, MOST_LIVE),
    )
    asks_again = BooleanField(
        "Whoever changes their needs is asked about again",
        description="Where bookings are approved: the place is kept until somebody decides",
        widget=GovCheckboxes(),
    )
    is_common_core = BooleanField("Part of the common core that everybody takes", widget=GovCheckboxes())
    requires_evaluation = BooleanField("A certificate needs the evaluation first", widget=GovCheckboxes())
    is_listed = BooleanField("Shown in the catalogue", widget=GovCheckboxes())
    submit = SubmitField("Save the course", widget=GovSubmit())

    def offer(self, offered: CourseChoices) -> None:
        """A partnership without a strategy written down is not asked about its lines."""
        self.principles.choices = choices(offered.principles)
        self.audit_items.choices = choices(offered.audit_items)
        self.lines.choices = choices((line, line) for line in offered.lines)
        self.prerequisite_ids.choices = choices(offered.courses)
        self.refresher_id.choices = choices([(None, "This course again"), *offered.courses])

    def to_command(self, course_id: int | None) -> SaveCourse:
        answers = {name: answer for name, answer in self.data.items() if name not in {"submit", "csrf_token"}}
        for several in SEVERAL:
            answers[several] = tuple(answers[several] or ())
        answers["prerequisite_ids"] = frozenset(answers["prerequisite_ids"] or ())
        return SaveCourse(course_id=course_id, **answers)
