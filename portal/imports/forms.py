"""What people fill in for imports."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from flask_wtf.file import FileField, FileRequired
from wtforms import BooleanField, RadioField, SelectField, StringField, SubmitField, TextAreaField
from wtforms.validators import DataRequired, Length

from portal.imports.domain import Apply, Choices, Coverage, ImportKind, NameColumns, TakeFile
from portal.imports.reading.fields import FIELDS
from portal.kernel.forms import (
    CommandForm,
    GovCheckboxes,
    GovFileInput,
    GovInput,
    GovRadios,
    GovSelect,
    GovSubmit,
    GovTextArea,
    choices,
    id_or_none,
    stripped,
)
from portal.people.domain import RoleGroup

Offer = Iterable[tuple[int, str]]


class UploadForm(CommandForm):
    """What every kind of list asks; those below add what theirs does."""

    kind: ImportKind
    source = SelectField(
        "Where the list comes from",
        description="The portal remembers which column holds what, for each source",
        coerce=id_or_none,
        widget=GovSelect(),
    )
    source_name = StringField(
        "Name of a new source",
        description="For example, “Health trust HR list”. Leave empty if you chose one above",
        filters=[stripped],
        validators=[Length(max=80, message="A name has 80 characters at most")],
        widget=GovInput(classes="govuk-input--width-20"),
    )
    file = FileField(
        "File",
        description="A CSV file or an Excel workbook (.xlsx) without macros; the first sheet is read",
        validators=[FileRequired("Select a CSV file or an Excel workbook")],
        widget=GovFileInput(attributes={"accept": ".csv,.txt,.xlsx"}),
    )
    submit = SubmitField("Continue", widget=GovSubmit())

    def offer_sources(self, sources: Offer) -> None:
        self.source.choices = choices([(None, "A new source"), *sources])

    def chosen(self) -> Choices:
        return Choices()

    def to_command(self) -> TakeFile:
        return TakeFile(
            kind=self.kind,
            source_id=self.source.data,
            source_name=self.source_name.data or "",
            choices=self.chosen(),
        )


class SchoolsUploadForm(UploadForm):
    kind = ImportKind.SCHOOLS
    local_authority = StringField(
        "Local authority",
        description="Its name or number, as in the file. For example, York or 816. "
        "Only its schools are taken; leave empty when the file holds no others",
        filters=[stripped],
        validators=[Length(max=80, message="A name has 80 characters at most")],
        widget=GovInput(classes="govuk-input--width-20"),
    )
    districts = TextAreaField(
        "{Local_area} by postcode",
        description="For new schools. One a line: a postcode’s first part and a name, such as “YO24 West”",
        filters=[stripped],
        validators=[Length(max=2_000, message="This is too long")],
        widget=GovTextArea(rows=4),
    )
    local_area = SelectField(
        "{Local_area} of all other new schools",
        coerce=id_or_none,
        widget=GovSelect(),
    )

    def offer(self, areas: Offer) -> None:
        self.local_area.choices = choices([(None, "Refuse them, so that I can decide"), *areas])

    def chosen(self) -> Choices:
        return Choices(
            local_authority=self.local_authority.data or "",
            districts=self.districts.data or "",
            local_area_id=self.local_area.data,
        )


class AgenciesUploadForm(UploadForm):
    kind = ImportKind.AGENCIES


class WorkforceUploadForm(UploadForm):
    kind = ImportKind.WORKFORCE
    agency = SelectField("Whose list this is", coerce=id_or_none, widget=GovSelect())
    coverage = RadioField(
        "What the list holds",
        choices=choices(
            [
                (Coverage.CHANGES.value, "Only additions and changes: nobody’s post is ended"),
                (
                    Coverage.WHOLE.value,
                    "Everybody of this agency: the posts of people who are not in it end",
                ),
            ]
        ),
        default=Coverage.CHANGES.value,
        widget=GovRadios(),
    )
    role_group = SelectField(
        "Role group of posts whose row does not say",
        description="A job title that names one, such as “Teacher” or “Health visitor”, goes first",
        validators=[DataRequired("Choose a role group")],
        choices=choices([(group.value, group.label) for group in RoleGroup]),
        default=RoleGroup.SUPPORT_STAFF.value,
        widget=GovSelect(),
    )

    def offer(self, agencies: Offer, *, may_be_many: bool) -> None:
        many = [(None, "Each row names its agency")] if may_be_many else []
        self.agency.choices = choices([*many, *agencies])

    def chosen(self) -> Choices:
        return Choices(
            agency_id=self.agency.data,
            coverage=Coverage(self.coverage.data),
            role_group=self.role_group.data,
        )


UPLOAD_FORMS: Mapping[ImportKind, type[UploadForm]] = {
    form.kind: form for form in (SchoolsUploadForm, AgenciesUploadForm, WorkforceUploadForm)
}


class ColumnsForm(CommandForm):
    """A question for each thing that a list may say; made for one kind of list by `columns_form`."""

    submit = SubmitField("Read the file", widget=GovSubmit())

    def offer(self, headings: Sequence[str], samples: Sequence[Sequence[str]]) -> None:
        shown = [(heading, _with_sample(heading, of)) for heading, of in zip(headings, samples, strict=True)]
        for field in self:
            if isinstance(field, SelectField):
                field.choices = choices([("", "Not in this file"), *shown])

    def to_command(self, import_id: int) -> NameColumns:
        chosen = {field.name: field.data for field in self if isinstance(field, SelectField) and field.data}
        return NameColumns(import_id=import_id, mapping=chosen)


def _with_sample(heading: str, samples: Sequence[str]) -> str:
    return f"{heading} – such as {samples[0]}" if samples else f"{heading} – empty at first"


def columns_form(kind: ImportKind) -> type[ColumnsForm]:
    asked = {
        field.name: SelectField(
            field.label if field.is_needed else f"{field.label} (optional)",
            description=field.hint,
            widget=GovSelect(),
        )
        for field in FIELDS[kind]
    }
    return type("KindColumnsForm", (ColumnsForm,), asked)


class ApplyForm(CommandForm):
    may_end_many = BooleanField("Yes, these people have left", widget=GovCheckboxes())
    submit = SubmitField("Import", widget=GovSubmit())

    def to_command(self, import_id: int) -> Apply:
        return Apply(import_id=import_id, may_end_many=bool(self.may_end_many.data))
