"""What is written down of a consultation, what the log is narrowed by, and its themes."""

from __future__ import annotations

from collections.abc import Iterable

from wtforms import BooleanField, HiddenField, SelectField, StringField, SubmitField, TextAreaField
from wtforms.validators import DataRequired, Length

from portal.kernel.forms import (
    CommandForm,
    GovCheckboxes,
    GovDateField,
    GovInput,
    GovSelect,
    GovSubmit,
    GovTextArea,
    choices,
    id_or_none,
    stripped,
)
from training.champions.domain import (
    LONGEST_ADVICE,
    LONGEST_THEME,
    MOST_THEMES,
    ConsultationFilter,
    LogConsultation,
    NameThemes,
    ThemesUnread,
)

Offered = Iterable[tuple[int, str]]


class ConsultationForm(CommandForm):
    given_on = GovDateField("When was it given?", what="Day")
    given_by_id = SelectField(
        "Who gave it?", coerce=id_or_none, validators=[DataRequired("Select who gave it")], widget=GovSelect()
    )
    theme_id = SelectField(
        "Theme", coerce=id_or_none, validators=[DataRequired("Select a theme")], widget=GovSelect()
    )
    reference = StringField(
        "Reference of the {feha}, if it was about one",
        description="Whoever gave the advice never audits that one. No other number of a family",
        filters=[stripped],
        validators=[Length(max=40, message="A reference must be 40 characters or fewer")],
        widget=GovInput(classes="govuk-input--width-20", spellcheck=False),
    )
    advice = TextAreaField(
        "What was advised?",
        description="No names of children or families, and nothing that tells who they are",
        filters=[stripped],
        validators=[
            DataRequired("Enter what was advised"),
            Length(max=LONGEST_ADVICE, message=f"The advice must be {LONGEST_ADVICE:,} characters or fewer"),
        ],
        widget=GovTextArea(maxlength=LONGEST_ADVICE),
    )
    names_checked = BooleanField(
        "I have checked it. It names no family, and no record but that above", widget=GovCheckboxes()
    )
    submit = SubmitField("Write it down", widget=GovSubmit())

    def offer(self, advisers: Offered, themes: Offered) -> None:
        self.given_by_id.choices = choices([(None, "Choose a person"), *advisers])
        self.theme_id.choices = choices([(None, "Choose a theme"), *themes])

    def to_command(self, school_id: int) -> LogConsultation:
        return LogConsultation(
            school_id=school_id,
            given_on=self.given_on.data,
            given_by_id=self.given_by_id.data,
            theme_id=self.theme_id.data,
            advice=self.advice.data or "",
            reference=self.reference.data or "",
            names_checked=bool(self.names_checked.data),
        )


class ConsultationFilterForm(CommandForm):
    """Asked in the address."""

    class Meta(CommandForm.Meta):
        csrf = False

    school = StringField("School", filters=[stripped], widget=GovInput(classes="govuk-input--width-20"))
    theme_id = SelectField("Theme", coerce=id_or_none, widget=GovSelect())
    given_by_id = SelectField("Given by", coerce=id_or_none, widget=GovSelect())

    def offer(self, advisers: Offered, themes: Offered) -> None:
        self.theme_id.choices = choices([(None, "All"), *themes])
        self.given_by_id.choices = choices([(None, "Everybody"), *advisers])

    def to_filter(self) -> ConsultationFilter:
        return ConsultationFilter(
            school=self.school.data or "", theme_id=self.theme_id.data, given_by_id=self.given_by_id.data
        )


class ThemesForm(CommandForm):
    seen = HiddenField()
    lines = TextAreaField(
        "Themes",
        description="One on a line. What was logged under a theme that you take out keeps it",
        validators=[DataRequired("Enter at least one theme")],
        widget=GovTextArea(rows=12),
    )
    submit = SubmitField("Save", widget=GovSubmit())

    def to_command(self) -> NameThemes:
        """Raises `ThemesUnread`."""
        typed = (" ".join(line.split()) for line in (self.lines.data or "").splitlines())
        names = tuple(dict.fromkeys(name for name in typed if name))
        if not 0 < len(names) <= MOST_THEMES or any(len(name) > LONGEST_THEME for name in names):
            raise ThemesUnread
        return NameThemes(names=names, seen=self.seen.data or "")
