"""What people fill in about the workforce: shape only."""

from __future__ import annotations

from collections.abc import Iterable

from wtforms import (
    BooleanField,
    RadioField,
    SelectField,
    StringField,
    SubmitField,
    TextAreaField,
)
from wtforms.validators import DataRequired, InputRequired, Length, Optional, Regexp

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
    choices,
    id_or_none,
    stripped,
)
from portal.people.areas import AddArea, AreaDetails, ChangeArea, CloseArea
from portal.people.changes import (
    AddPerson,
    AddPost,
    ChangePerson,
    ChangePost,
    EndPost,
    HandOver,
    PersonDetails,
    PostDetails,
    UndoHandOver,
)
from portal.people.domain import ContactWay, RoleGroup

LONGEST = 254
LONGEST_NAME = 100
LONGEST_NOTE = 500
LONGEST_AREA = 60
# Whether it exists only a message to it can tell.
ADDRESS = r"[^@\s]+@[^@\s.]+(\.[^@\s.]+)+\Z"
WHO = "A name, a reference or an email address"


def _text(label: str, *, needed: str = "", most: int = LONGEST_NAME, hint: str = "") -> StringField:
    """A line of text; `needed` is what is said when it was left empty."""
    required = [DataRequired(needed)] if needed else []
    what = label.removesuffix(" (optional)")
    return StringField(
        label,
        description=hint,
        filters=[stripped],
        validators=[*required, Length(max=most, message=f"{what} must be {most} characters or fewer")],
        widget=GovInput(spellcheck=False),
    )


class PersonForm(CommandForm):
    given_name = _text("Given name", needed="Enter a given name")
    family_name = _text("Family name", needed="Enter a family name")
    email = StringField(
        "Email address (optional)",
        description="Leave it empty for somebody who has none of their own.",
        filters=[stripped],
        validators=[
            Optional(),
            Regexp(ADDRESS, message="Enter an email address in the correct format, like name@example.com"),
            Length(max=LONGEST, message=f"Email address must be {LONGEST} characters or fewer"),
        ],
        widget=GovInput(type="email", spellcheck=False),
    )
    phone = _text("Phone number (optional)", most=40)
    address = TextAreaField(
        "Postal address (optional)",
        filters=[stripped],
        validators=[Length(max=LONGEST_NOTE, message=f"Address must be {LONGEST_NOTE} characters or fewer")],
        widget=GovTextArea(rows=3),
    )
    contact_by = RadioField(
        "How do they ask to be reached? (optional)",
        choices=choices([(way.value, way.label) for way in ContactWay]),
        validators=[Optional()],
        widget=GovRadios(),
    )
    office_contact = _text(
        "Office contact (optional)",
        most=LONGEST,
        hint=f"A colleague who books for them and gets the messages of somebody without email. {WHO}.",
    )
    submit = SubmitField("Save", widget=GovSubmit())

    def details(self) -> PersonDetails:
        return PersonDetails(
            given_name=self.given_name.data or "",
            family_name=self.family_name.data or "",
            email=self.email.data or "",
            phone=self.phone.data or "",
            address=(self.address.data or "").replace("\r\n", "\n"),
            contact_by=ContactWay(self.contact_by.data) if self.contact_by.data else None,
            office_contact=self.office_contact.data or "",
        )


class ChangePersonForm(SeenForm, PersonForm):
    def to_command(self, person_id: int) -> ChangePerson:
        return ChangePerson(person_id, self.details(), self.saw)


class PostDetailsForm(CommandForm):
    """Without the agency: whoever moves on to another ends one post and begins another."""

    job_title = _text("Job title", needed="Enter a job title")
    role_group = SelectField(
        "Role group",
        description="Training requirements are set for these groups.",
        choices=choices([("", "Choose a group"), *((group.value, group.label) for group in RoleGroup)]),
        validators=[InputRequired("Select a role group")],
        widget=GovSelect(),
    )
    team = _text("Team (optional)")
    school_id = SelectField(
        "School (optional)",
        description="Only for somebody of another agency who is based at one.",
        coerce=id_or_none,
        validators=[Optional()],
        widget=GovSelect(),
    )
    local_area_id = SelectField(
        "{Local_area} (optional)", coerce=id_or_none, validators=[Optional()], widget=GovSelect()
    )
    manager = _text("Line manager (optional)", most=LONGEST, hint=f"A colleague of the same agency. {WHO}.")
    is_paid = RadioField(
        "Is the post paid?",
        choices=choices([("yes", "Paid"), ("no", "Unpaid")]),
        default="yes",
        validators=[InputRequired("Select whether the post is paid")],
        widget=GovRadios(classes="govuk-radios--inline"),
    )
    started_on = GovDateField("First day in post", what="First day in post")
    ended_on = GovDateField("Last day in post (optional)", what="Last day in post", required=False)
    submit = SubmitField("Save", widget=GovSubmit())

    def offer_places(self, schools: Iterable[tuple[int, str]], areas: Iterable[tuple[int, str]]) -> None:
        self.school_id.choices = choices([(None, "No school"), *schools])
        self.local_area_id.choices = choices([(None, "Not chosen"), *areas])

    def post(self) -> PostDetails:
        return PostDetails(
            job_title=self.job_title.data or "",
            role_group=RoleGroup(self.role_group.data),
            started_on=self.started_on.data,
            ended_on=self.ended_on.data,
            team=self.team.data or "",
            is_paid=self.is_paid.data == "yes",
            school_id=self.school_id.data,
            local_area_id=self.local_area_id.data,
            manager=self.manager.data or "",
        )


class ChangePostForm(SeenForm, PostDetailsForm):
    def to_command(self, post_id: int) -> ChangePost:
        return ChangePost(post_id, self.post(), self.saw)


class PostForm(PostDetailsForm):
    agency_id = SelectField(
        "Agency", coerce=id_or_none, validators=[InputRequired("Select an agency")], widget=GovSelect()
    )

    def offer(
        self,
        agencies: Iterable[tuple[int, str]],
        schools: Iterable[tuple[int, str]],
        areas: Iterable[tuple[int, str]],
    ) -> None:
        self.agency_id.choices = choices([(None, "Choose an agency"), *agencies])
        self.offer_places(schools, areas)

    def to_add(self, person_id: int) -> AddPost:
        return AddPost(person_id, self.agency_id.data, self.post())


class AddPersonForm(PostForm, PersonForm):
    is_another = BooleanField("This is somebody else of the same name", widget=GovCheckboxes())
    submit = SubmitField("Add this person", widget=GovSubmit())

    def to_add_person(self) -> AddPerson:
        return AddPerson(
            self.agency_id.data, self.details(), self.post(), is_another=bool(self.is_another.data)
        )


class EndPostForm(CommandForm):
    ended_on = GovDateField("Last day in post", what="Last day in post")
    reason = TextAreaField(
        "Why? (optional)",
        description="Kept in the log. Nothing about somebody’s health or family.",
        filters=[stripped],
        validators=[Length(max=LONGEST_NOTE, message=f"Reason must be {LONGEST_NOTE} characters or fewer")],
        widget=GovTextArea(rows=2),
    )
    submit = SubmitField("Save the last day", widget=GovSubmit())

    def to_command(self, post_id: int) -> EndPost:
        return EndPost(post_id, self.ended_on.data, self.reason.data or "")


class HandOverForm(CommandForm):
    manager = _text(
        "Who manages them from now on?",
        needed="Enter who manages them from now on",
        most=LONGEST,
        hint=f"A colleague of the same agency. {WHO}.",
    )
    submit = SubmitField("Hand over the team", widget=GovSubmit())

    def to_command(self, agency_id: int, from_id: int) -> HandOver:
        return HandOver(agency_id, from_id, self.manager.data or "")


class UndoHandOverForm(CommandForm):
    reason = _text("Why? (optional)", most=LONGEST_NOTE, hint="It stands in the activity log")
    submit = SubmitField("Give the team back", widget=GovSubmit())

    def to_command(self, hand_over_id: int) -> UndoHandOver:
        return UndoHandOver(hand_over_id, self.reason.data or "")


class AreaForm(CommandForm):
    name = _text("Name", needed="Enter a name", most=LONGEST_AREA, hint="As lists name it, such as North")
    base = _text("Base (optional)", hint="Where its team has its office, such as a children’s centre")
    submit = SubmitField("Save", widget=GovSubmit())

    def details(self) -> AreaDetails:
        return AreaDetails(" ".join((self.name.data or "").split()), self.base.data or "")

    def to_command(self) -> AddArea:
        return AddArea(self.details())


class ChangeAreaForm(SeenForm, AreaForm):
    def to_change(self, area_id: int) -> ChangeArea:
        return ChangeArea(area_id, self.details(), self.saw)


class CloseAreaForm(CommandForm):
    successor = SelectField("Where they go", coerce=id_or_none, validators=[Optional()], widget=GovSelect())
    reason = _text("Reason (optional)", most=LONGEST_NOTE, hint="It stands in the activity log")
    submit = SubmitField("Close it", widget=GovSubmit(classes="govuk-button--warning"))

    def offer(self, areas: Iterable[tuple[int, str]]) -> None:
        self.successor.choices = choices([(None, "Choose one"), *areas])

    def to_command(self, area_id: int) -> CloseArea:
        return CloseArea(area_id=area_id, successor_id=self.successor.data, reason=self.reason.data or "")
