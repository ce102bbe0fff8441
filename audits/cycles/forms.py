"""What coordinators fill in for audit cycles."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from wtforms import SelectField, SelectMultipleField, StringField, SubmitField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length, Regexp

from audits.cycles.domain import (
    AddAuditor,
    DrawSample,
    LeaveReason,
    LeaveSample,
    Pin,
    PlanCycle,
    Scope,
    Stratum,
)
from checklists.domain import FormKind
from portal.kernel.chosen import chosen
from portal.kernel.forms import (
    CommandForm,
    GovCheckboxes,
    GovDateField,
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

NAME_LENGTH = 80
NOTE_LENGTH = 300
LARGEST_SAMPLE = 2_000
LARGEST_CAPACITY = 200
# Safe on any command line, where the seed is published to be used.
SEED = re.compile(r"[A-Za-z0-9._-]{0,64}\Z")
FORM_LABELS = {FormKind.FULL: "Full audit", FormKind.DIP: "Dip sample"}


class PlanCycleForm(CommandForm):
    name = StringField(
        "Name of the cycle",
        description="For example, Autumn 2026",
        filters=[stripped],
        validators=[
            InputRequired("Enter a name for the cycle"),
            Length(max=NAME_LENGTH, message=f"The name must be {NAME_LENGTH} characters or fewer"),
        ],
        widget=GovInput(),
    )
    checklist_version = SelectField(
        "Form version",
        coerce=id_or_none,
        validators=[DataRequired("Select a form version")],
        widget=GovSelect(),
    )
    form_kind = SelectField(
        "Kind of form",
        choices=choices((kind.value, label) for kind, label in FORM_LABELS.items()),
        default=FormKind.FULL.value,
        validators=[InputRequired("Select a kind of form")],
        widget=GovRadios(classes="govuk-radios--inline"),
    )
    opens_on = GovDateField("When does it open?", what="Opening date")
    due_on = GovDateField("When are audits due?", what="Due date")
    size = WholeNumberField(
        "How many assessments to audit", what="Number of assessments", within=(1, LARGEST_SAMPLE)
    )
    double_mark_percent = WholeNumberField(
        "Share marked by two auditors",
        what="Share marked by two",
        description="At least 5 are marked twice, or all of a smaller sample. 0 means none",
        within=(0, 100),
        default=20,
        widget=GovInput(classes="govuk-input--width-3", inputmode="numeric", suffix="%"),
    )
    strata = SelectMultipleField(
        "Spread the sample over",
        choices=lambda: choices((stratum.value, stratum.label) for stratum in Stratum),
        default=[Stratum.LOCALITY.value, Stratum.AGENCY_GROUP.value],
        widget=GovCheckboxes(),
    )
    opened_from = GovDateField(
        "Opened on or after",
        what="First opening date",
        description="Leave empty for no limit",
        required=False,
    )
    opened_to = GovDateField(
        "Opened on or before",
        what="Last opening date",
        description="Leave empty for no limit",
        required=False,
    )
    levels = SelectMultipleField(
        "{Level_of_need_plural}",
        description="Select none for all levels",
        choices=lambda: choices((level.number, level.label) for level in chosen().levels),
        widget=GovCheckboxes(classes="govuk-checkboxes--small"),
    )
    submit = SubmitField("Save the plan", widget=GovSubmit())

    def offer(self, versions: Iterable[tuple[int, str]]) -> None:
        self.checklist_version.choices = choices([(None, "Choose a version"), *versions])

    def to_command(self) -> PlanCycle:
        return PlanCycle(
            name=self.name.data or "",
            checklist_version_id=self.checklist_version.data,
            form_kind=FormKind(self.form_kind.data),
            opens_on=self.opens_on.data,
            due_on=self.due_on.data,
            size=self.size.data,
            double_mark_percent=self.double_mark_percent.data,
            strata=tuple(stratum for stratum in Stratum if stratum in set(self.strata.data or ())),
            scope=Scope(
                opened_from=self.opened_from.data,
                opened_to=self.opened_to.data,
                levels=tuple(sorted(int(level) for level in self.levels.data or ())),
            ),
        )


class DrawForm(CommandForm):
    seed = StringField(
        "Seed",
        description="Letters, numbers, dots and hyphens. Leave it empty and the portal makes one",
        filters=[stripped],
        validators=[
            Length(max=64, message="The seed must be 64 characters or fewer"),
            Regexp(SEED, message="The seed must be letters, numbers, dots, hyphens and underscores"),
        ],
        widget=GovInput(classes="govuk-input--width-20", spellcheck=False),
    )
    submit = SubmitField("Draw the sample", widget=GovSubmit())

    def to_command(self, cycle_id: int) -> DrawSample:
        return DrawSample(cycle_id=cycle_id, seed=self.seed.data or "")


class LeaveSampleForm(CommandForm):
    reason = SelectField(
        "Why must it leave the sample?",
        choices=lambda: choices((reason.value, reason.label) for reason in LeaveReason),
        validators=[InputRequired("Select a reason")],
        widget=GovRadios(),
    )
    note = TextAreaField(
        "Anything to add",
        description="Never a family name. Leave empty if the reason says it all",
        filters=[stripped],
        validators=[Length(max=NOTE_LENGTH, message=f"This must be {NOTE_LENGTH} characters or fewer")],
        widget=GovTextArea(maxlength=NOTE_LENGTH, rows=2),
    )
    then = SelectField(
        "What should happen?",
        choices=choices(
            [
                ("replace", "The next on its reserve list stands in"),
                ("withdraw", "The sample becomes one smaller"),
            ]
        ),
        default="replace",
        validators=[InputRequired("Select what should happen")],
        widget=GovRadios(),
    )
    submit = SubmitField("Take it out of the sample", widget=GovSubmit())

    def to_command(self, item_id: int) -> LeaveSample:
        return LeaveSample(
            sample_item_id=item_id, reason=LeaveReason(self.reason.data), note=self.note.data or ""
        )


class AddAuditorForm(CommandForm):
    person = SelectField(
        "Auditor",
        coerce=id_or_none,
        validators=[DataRequired("Select an auditor")],
        widget=GovSelect(),
    )
    capacity = WholeNumberField(
        "Most audits they can take",
        what="Most audits",
        within=(1, LARGEST_CAPACITY),
        widget=GovInput(classes="govuk-input--width-3", inputmode="numeric"),
    )
    submit = SubmitField("Save", widget=GovSubmit())

    def offer(self, people: Iterable[tuple[int, str]]) -> None:
        self.person.choices = choices([(None, "Choose an auditor"), *people])

    def to_command(self, cycle_id: int) -> AddAuditor:
        return AddAuditor(cycle_id=cycle_id, person_id=self.person.data, capacity=self.capacity.data)


class PinForm(CommandForm):
    auditor = SelectField(
        "Who should mark it?",
        coerce=id_or_none,
        choices=[],
        # The service says by name why somebody cannot; “not a valid choice” would not.
        validate_choice=False,
        validators=[DataRequired("Select an auditor")],
        widget=GovRadios(),
    )
    submit = SubmitField("Give it to this auditor", widget=GovSubmit())

    def offer(self, auditors: Mapping[int, str]) -> None:
        self.auditor.choices = choices(auditors.items())

    def to_command(self, item_id: int, slot: int) -> Pin:
        return Pin(sample_item_id=item_id, slot=slot, auditor_id=self.auditor.data)


class CancelCycleForm(CommandForm):
    reason = TextAreaField(
        "Why is it called off?",
        filters=[stripped],
        validators=[
            InputRequired("Enter a reason"),
            Length(max=NOTE_LENGTH, message=f"The reason must be {NOTE_LENGTH} characters or fewer"),
        ],
        widget=GovTextArea(maxlength=NOTE_LENGTH),
    )
    submit = SubmitField("Call the cycle off", widget=GovSubmit(classes="govuk-button--warning"))
