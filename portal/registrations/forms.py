"""What people fill in to ask to join, and to answer those who ask: shape only."""

from __future__ import annotations

from typing import Any

from wtforms import BooleanField, RadioField, SelectField, StringField, SubmitField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length, Regexp

from portal.kernel.forms import (
    CommandForm,
    GovCheckboxes,
    GovInput,
    GovRadios,
    GovSelect,
    GovSubmit,
    GovTextArea,
    choices,
    stripped,
)
from portal.people.domain import RoleGroup
from portal.people.forms import ADDRESS, PostForm
from portal.registrations.domain import AnswerBack, Approve, AskBack, AskToJoin, HandOn, Refuse

LONGEST_NAME = 100
LONGEST_ADDRESS = 254
LONGEST_NOTE = 1_000


def _text(
    label: str,
    needed: str = "",
    *,
    hint: str = "",
    most: int = LONGEST_NAME,
    **widget: Any,  # noqa: ANN401  # options of a widget
) -> StringField:
    what = label.removesuffix(" (optional)").removesuffix("?")
    required = [DataRequired(needed)] if needed else []
    return StringField(
        label,
        description=hint,
        filters=[stripped],
        validators=[*required, Length(max=most, message=f"{what} must be {most} characters or fewer")],
        widget=GovInput(**widget),
    )


def _long_text(label: str, needed: str = "", *, hint: str = "", what: str) -> TextAreaField:
    required = [DataRequired(needed)] if needed else []
    return TextAreaField(
        label,
        description=hint,
        filters=[stripped],
        validators=[
            *required,
            Length(max=LONGEST_NOTE, message=f"{what} must be {LONGEST_NOTE:,} characters or fewer"),
        ],
        widget=GovTextArea(maxlength=LONGEST_NOTE),
    )


class JoinForm(CommandForm):
    given_name = _text("First name", "Enter your first name", autocomplete="given-name", spellcheck=False)
    family_name = _text("Last name", "Enter your last name", autocomplete="family-name", spellcheck=False)
    email = StringField(
        "Work email address",
        description="We send a link there. It must be yours alone, and no shared mailbox.",
        filters=[stripped],
        validators=[
            DataRequired("Enter your work email address"),
            Regexp(ADDRESS, message="Enter an email address in the correct format, like name@example.com"),
            Length(max=LONGEST_ADDRESS, message="Email address must be 254 characters or fewer"),
        ],
        widget=GovInput(type="email", autocomplete="email", spellcheck=False),
    )
    job_title = _text(
        "Job title",
        "Enter your job title, or what you do",
        hint="For example, family support worker, or volunteer at the baby group",
        autocomplete="organization-title",
    )
    role_group = SelectField(
        "What is your work mostly about?",
        choices=choices([("", "Choose one"), *((group.value, group.label) for group in RoleGroup)]),
        validators=[InputRequired("Select what your work is mostly about")],
        widget=GovSelect(),
    )
    is_paid = RadioField(
        "Is the work paid?",
        choices=choices([("yes", "Paid"), ("no", "Unpaid, as a volunteer")]),
        validators=[InputRequired("Select whether the work is paid")],
        widget=GovRadios(),
    )
    team = _text("Team (optional)")
    manager = _text(
        "Your manager’s name or email address (optional)",
        hint="Whoever reads this can ask them",
        most=LONGEST_ADDRESS,
        spellcheck=False,
    )
    note = _long_text(
        "Why would you like to join? (optional)",
        hint="For example, to book training. Do not write the name of any child or family.",
        what="What you write",
    )
    submit = SubmitField("Send", widget=GovSubmit())

    def to_command(self, agency_id: int | None, email: str = "") -> AskToJoin:
        """`email` is the address of somebody who need not type it, as their sign-in says it."""
        return AskToJoin(
            given_name=self.given_name.data or "",
            family_name=self.family_name.data or "",
            email=email or self.email.data or "",
            agency_id=agency_id,
            organisation=self.organisation.data or "" if "organisation" in self else "",
            job_title=self.job_title.data or "",
            role_group=RoleGroup(self.role_group.data),
            team=self.team.data or "",
            is_paid=self.is_paid.data == "yes",
            manager=self.manager.data or "",
            note=(self.note.data or "").replace("\r\n", "\n"),
        )


class JoinUnlistedForm(JoinForm):
    organisation = _text(
        "Your organisation",
        "Enter the name of your organisation",
        hint="A school, charity, surgery, club or company",
        most=LONGEST_ADDRESS,
        autocomplete="organization",
    )


class ConfirmForm(CommandForm):
    submit = SubmitField("Yes, send my request", widget=GovSubmit())


class AnswerForm(CommandForm):
    answer = _long_text(
        "Your answer",
        "Enter your answer",
        hint="Do not write the name of any child or family.",
        what="Your answer",
    )
    submit = SubmitField("Send your answer", widget=GovSubmit())

    def to_command(self, secret: str) -> AnswerBack:
        return AnswerBack(secret, (self.answer.data or "").replace("\r\n", "\n"))


class AskBackForm(CommandForm):
    question = _long_text(
        "What would you like to know?",
        "Enter your question",
        hint="They read it as you write it. Ask for no child’s or family’s name.",
        what="Your question",
    )
    submit = SubmitField("Send the question", widget=GovSubmit())

    def to_command(self, request_id: int) -> AskBack:
        return AskBack(request_id, (self.question.data or "").replace("\r\n", "\n"))


class RefuseForm(CommandForm):
    reason = _long_text(
        "Why can they not join?",
        "Enter the reason",
        hint="They read it as you write it. Say what they can do instead, if there is something.",
        what="The reason",
    )
    submit = SubmitField("Refuse and tell them", widget=GovSubmit(classes="govuk-button--warning"))

    def to_command(self, request_id: int) -> Refuse:
        return Refuse(request_id, (self.reason.data or "").replace("\r\n", "\n"))


class HandOnForm(CommandForm):
    reason = _long_text(
        "Why can you not answer it?",
        "Enter the reason",
        hint="The coordinators read it. Say what you know of this person.",
        what="The reason",
    )
    submit = SubmitField("Hand it to the coordinators", widget=GovSubmit())

    def to_command(self, request_id: int) -> HandOn:
        return HandOn(request_id, (self.reason.data or "").replace("\r\n", "\n"))


class ApproveKnownForm(CommandForm):
    """For somebody who has a post at the agency already: nothing is left to fill in."""

    submit = SubmitField("Approve and invite them", widget=GovSubmit())

    def to_approve(self, request_id: int, agency_id: int, person_id: int) -> Approve:
        return Approve(request_id=request_id, agency_id=agency_id, post=None, person_id=person_id)


class ApproveForm(PostForm):
    """The post as it goes into the register; what they typed stands in it to begin with."""

    is_another = BooleanField("This is somebody else of the same name", widget=GovCheckboxes())
    submit = SubmitField("Approve and invite them", widget=GovSubmit())

    def to_approve(self, request_id: int, person_id: int | None) -> Approve:
        return Approve(
            request_id=request_id,
            agency_id=self.agency_id.data,
            post=self.post(),
            person_id=person_id,
            is_another=bool(self.is_another.data),
        )
