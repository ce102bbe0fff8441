"""What people fill in about requirements: shape only."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from wtforms import RadioField, SelectField, SelectMultipleField, StringField, SubmitField, TextAreaField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than the published types
from wtforms.validators import DataRequired, InputRequired, Length, Optional

from portal.kernel.forms import (
    CommandForm,
    GovCheckboxes,
    GovDateField,
    GovInput,
    GovRadios,
    GovSelect,
    GovSubmit,
    GovTextArea,
    SeenForm,
    WholeNumberField,
    choices,
    id_or_none,
    stripped,
)
from portal.people.domain import AgencyKind, RoleGroup
from training.catalogue.domain import CourseLevel
from training.requirements.domain import AllowanceKind, Basis, Takes
from training.requirements.domain.commands import (
    Allow,
    DecideEvidence,
    ExtendMany,
    SaveRequirement,
    SendEvidence,
)

LONGEST_NAME, LONGEST_TEXT, LONGEST_MONTHS, LONGEST_DAYS, MOST_HOURS = 120, 500, 240, 1_000, 500
ACCEPT, REFUSE, MISTAKE = "accept", "refuse", "mistake"
DECIDING = ((ACCEPT, "Accept it"), (REFUSE, "Refuse it"))
CORRECTING = ((MISTAKE, "No, it was accepted by mistake"),)


def _text(label: str, *, needed: str = "", hint: str = "") -> TextAreaField:
    checks: list[Any] = [DataRequired(needed)] if needed else []
    checks.append(Length(max=LONGEST_TEXT, message=f"{label} must be {LONGEST_TEXT} characters or fewer"))
    widget = GovTextArea(maxlength=LONGEST_TEXT)
    return TextAreaField(label, description=hint, filters=[stripped], validators=checks, widget=widget)


def _months(label: str, hint: str = "", least: int = 0) -> WholeNumberField:
    return WholeNumberField(
        label, what="Months", description=hint, required=False, within=(least, LONGEST_MONTHS)
    )


class RequirementForm(SeenForm):
    name = StringField(
        "Name",
        filters=[stripped],
        validators=[
            DataRequired("Enter a name"),
            Length(max=LONGEST_NAME, message=f"Name must be {LONGEST_NAME} characters or fewer"),
        ],
        widget=GovInput(),
    )
    why = _text("Why it is required (optional)", hint="People read it on their own page")
    role_groups = SelectMultipleField(
        "Whom it concerns, by what they do",
        description="Leave all empty for everybody",
        choices=choices((one.value, one.label) for one in RoleGroup),
        widget=GovCheckboxes(),
    )
    agency_kinds = SelectMultipleField(
        "Whom it concerns, by where they work",
        description="Leave all empty for every kind of agency",
        choices=choices((one.value, one.label) for one in AgencyKind),
        widget=GovCheckboxes(),
    )
    course_ids = SelectMultipleField(
        "Courses that meet it",
        description="The refresher of a course renews it",
        coerce=id_or_none,
        widget=GovCheckboxes(),
    )
    takes = RadioField(
        "How many of these courses?",
        choices=choices((one.value, one.label) for one in Takes),
        default=Takes.ALL.value,
        widget=GovRadios(),
    )
    basis = RadioField(
        "When does it run out?",
        choices=[SelectChoice(one.value, one.label, render_kw={"hint": one.hint}) for one in Basis],
        validators=[InputRequired("Select when it runs out")],
        widget=GovRadios(),
    )
    valid_months = _months("Valid for so many months (optional)", "Leave it empty if it never runs out", 1)
    window_months = _months("Renewing begins so many months before")
    reactivate_months = _months("A refresher is enough for so many months after")
    grace_days = WholeNumberField(
        "Days that newcomers have", what="Days", required=False, within=(0, LONGEST_DAYS)
    )
    base_on = GovDateField(
        "One of the fixed days (optional)",
        what="Fixed day",
        description="When it runs out on the same days for everybody. For example, 31 8 2026",
        required=False,
    )
    least_months = _months("At least so many months until the fixed day")
    hours = WholeNumberField(
        "Hours that meet it (optional)",
        what="Hours",
        description="Instead of the courses, or as another way",
        required=False,
        within=(1, MOST_HOURS),
    )
    hours_level = SelectField(
        "Hours of which level?",
        coerce=lambda value: CourseLevel(value) if value else None,
        choices=choices([("", "Any"), *((one.value, f"{one.label} or higher") for one in CourseLevel)]),
        validators=[Optional()],
        widget=GovSelect(),
    )
    hours_months = _months("Within so many months (optional)", least=1)
    starts_on = GovDateField("First day", what="First day")
    ends_on = GovDateField("Last day (optional)", what="Last day", required=False)
    preview = SubmitField("See whom it concerns", widget=GovSubmit(classes="govuk-button--secondary"))
    submit = SubmitField("Save", widget=GovSubmit())

    def offer(self, courses: Iterable[tuple[int, str]]) -> None:
        self.course_ids.choices = choices(courses)

    def to_command(self, requirement_id: int | None = None) -> SaveRequirement:
        if self.starts_on.data is None:
            raise ValueError("The form was not validated")
        return SaveRequirement(
            requirement_id=requirement_id,
            name=self.name.data or "",
            why=self.why.data or "",
            role_groups=tuple(RoleGroup(one) for one in self.role_groups.data or ()),
            agency_kinds=tuple(AgencyKind(one) for one in self.agency_kinds.data or ()),
            course_ids=frozenset(self.course_ids.data or ()),
            takes=Takes(self.takes.data),
            basis=Basis(self.basis.data),
            valid_months=self.valid_months.data,
            window_months=self.window_months.data or 0,
            reactivate_months=self.reactivate_months.data or 0,
            grace_days=self.grace_days.data or 0,
            base_on=self.base_on.data,
            least_months=self.least_months.data or 0,
            hours=self.hours.data,
            hours_level=self.hours_level.data or None,
            hours_months=self.hours_months.data,
            starts_on=self.starts_on.data,
            ends_on=self.ends_on.data,
        )


class AllowForm(CommandForm):
    kind = RadioField(
        "What is it?",
        choices=[
            SelectChoice("exempt", "Exempt them", render_kw={"hint": "Nothing is asked of them for a time"}),
            SelectChoice(
                "extended",
                "Give them longer",
                render_kw={"hint": "What they have, or the time to get it, lasts longer by way of exception"},
            ),
        ],
        validators=[InputRequired("Select what it is")],
        widget=GovRadios(),
    )
    until = GovDateField(
        "Last day", what="Last day", description="May be empty for an exemption that goes on", required=False
    )
    reason = _text("Reason", needed="Say why", hint="They can read it. Say nothing about health")
    submit = SubmitField("Save", widget=GovSubmit())

    def to_command(self, person_id: int, requirement_id: int) -> Allow:
        return Allow(
            person_id=person_id,
            requirement_id=requirement_id,
            kind=AllowanceKind(self.kind.data),
            until=self.until.data,
            reason=self.reason.data or "",
        )


class ExtendManyForm(CommandForm):
    agency_id = SelectField("Agency", coerce=id_or_none, widget=GovSelect())
    due_from = GovDateField("It is due, or runs out, from", what="First day")
    due_to = GovDateField("To", what="Last day")
    until = GovDateField("Everybody gets time until", what="New day")
    reason = _text("Reason", needed="Say why", hint="It stands on everybody’s own page")
    submit = SubmitField("See how many people that is", widget=GovSubmit())

    def offer(self, agencies: Iterable[tuple[int, str]]) -> None:
        self.agency_id.choices = choices([(None, "All agencies"), *agencies])

    def to_command(self, requirement_id: int, count: int | None) -> ExtendMany:
        if self.due_from.data is None or self.due_to.data is None or self.until.data is None:
            raise ValueError("The form was not validated")
        return ExtendMany(
            requirement_id=requirement_id,
            agency_id=self.agency_id.data,
            due_from=self.due_from.data,
            due_to=self.due_to.data,
            until=self.until.data,
            reason=self.reason.data or "",
            count=count,
        )


class EvidenceForm(CommandForm):
    completed_on = GovDateField("When was it completed?", what="Day")
    hours = WholeNumberField("How many hours was it?", what="Hours", within=(1, MOST_HOURS))
    reference = _text(
        "Where can it be checked?",
        needed="Say where it can be checked",
        hint="Who taught it, what it was called, and the number of the certificate if it has one",
    )
    submit = SubmitField("Send it", widget=GovSubmit())

    def to_command(self, person_id: int, requirement_id: int) -> SendEvidence:
        if self.completed_on.data is None:
            raise ValueError("The form was not validated")
        return SendEvidence(
            person_id=person_id,
            requirement_id=requirement_id,
            completed_on=self.completed_on.data,
            hours=self.hours.data if "hours" in self else None,
            reference=self.reference.data or "",
        )


class ReviewForm(CommandForm):
    answer = RadioField(
        "Does it count?",
        choices=choices([*DECIDING, *CORRECTING]),
        validators=[InputRequired("Select whether it counts")],
        widget=GovRadios(),
    )
    reason = _text("Reason", hint="Needed when you refuse: the person reads it")
    submit = SubmitField("Save", widget=GovSubmit())

    def offer(self, *, is_accepted: bool) -> None:
        """What the page shows: of what was accepted already, only that it was a mistake."""
        self.answer.choices = choices(CORRECTING if is_accepted else DECIDING)

    def to_command(self, evidence_id: int) -> DecideEvidence:
        return DecideEvidence(
            evidence_id=evidence_id,
            is_accepted=self.answer.data == ACCEPT,
            corrects=self.answer.data == MISTAKE,
            reason=self.reason.data or "",
        )
