"""What people fill in to change a roster."""

from __future__ import annotations

from collections.abc import Iterable

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
from training.champions.domain import (
    OF_THE_STAFF,
    AnswerInvitation,
    AppointChampion,
    ChampionKind,
    CoverSchool,
    EndReason,
    HandOver,
    InviteSuccessor,
    StandDownChampion,
)


class AppointForm(CommandForm):
    kind = RadioField(
        "What are they appointed as?",
        choices=lambda: choices((kind.value, kind.label) for kind in OF_THE_STAFF),
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


class InviteForm(CommandForm):
    person_id = SelectField(
        "Who is invited?",
        coerce=id_or_none,
        validators=[DataRequired("Select who is invited")],
        widget=GovSelect(),
    )
    kind = RadioField(
        "What are they asked to be?",
        choices=lambda: choices((kind.value, kind.label) for kind in OF_THE_STAFF),
        validators=[DataRequired("Select what they are asked to be")],
        widget=GovRadios(classes="govuk-radios--inline"),
    )
    submit = SubmitField("Send the invitation", widget=GovSubmit())

    def offer(self, staff: Iterable[tuple[int, str]]) -> None:
        self.person_id.choices = choices([(None, "Choose a person"), *staff])

    def to_command(self, school_id: int) -> InviteSuccessor:
        return InviteSuccessor(
            school_id=school_id, person_id=self.person_id.data, kind=ChampionKind(self.kind.data)
        )


class AnswerForm(CommandForm):
    answer = RadioField(
        "What do you say?",
        choices=choices([("yes", "Yes, I would like to"), ("no", "No, thank you")]),
        validators=[DataRequired("Select yes or no")],
        widget=GovRadios(),
    )
    submit = SubmitField("Send your answer", widget=GovSubmit())

    def to_command(self, invitation_id: int) -> AnswerInvitation:
        return AnswerInvitation(invitation_id=invitation_id, says_yes=self.answer.data == "yes")


class HandOverForm(CommandForm):
    person_id = SelectField(
        "Who takes over?",
        coerce=id_or_none,
        validators=[DataRequired("Select who takes over")],
        widget=GovSelect(),
    )
    starts_on = GovDateField("When do they start?", what="Start date")
    ends_on = GovDateField("What is the last day of whoever hands over?", what="Last day")
    submit = SubmitField("Hand over", widget=GovSubmit())

    def offer(self, staff: Iterable[tuple[int, str]]) -> None:
        self.person_id.choices = choices([(None, "Choose a person"), *staff])

    def to_command(self, appointment_id: int) -> HandOver:
        return HandOver(
            appointment_id=appointment_id,
            person_id=self.person_id.data,
            starts_on=self.starts_on.data,
            ends_on=self.ends_on.data,
        )


class CoverAreaForm(CommandForm):
    """Whose Champions are offered to cover a school; asked in the address."""

    class Meta(CommandForm.Meta):
        csrf = False

    local_area_id = SelectField("{Local_area}", coerce=id_or_none, widget=GovSelect())

    def offer(self, areas: Iterable[tuple[int, str]]) -> None:
        self.local_area_id.choices = choices(areas)


class CoverForm(CommandForm):
    person_id = SelectField(
        "Who covers?",
        coerce=id_or_none,
        validators=[DataRequired("Select who covers")],
        widget=GovSelect(),
    )
    starts_on = GovDateField("From when?", what="First day")
    ends_on = GovDateField("Until when?", what="Last day")
    submit = SubmitField("Cover the school", widget=GovSubmit())
    has_champions = False

    def offer(self, champions: Iterable[tuple[int, str]]) -> None:
        offered = list(champions)
        self.has_champions = bool(offered)
        self.person_id.choices = choices([(None, "Choose a person"), *offered])

    def to_command(self, school_id: int) -> CoverSchool:
        return CoverSchool(
            school_id=school_id,
            person_id=self.person_id.data,
            starts_on=self.starts_on.data,
            ends_on=self.ends_on.data,
        )


class StandDownForm(CommandForm):
    ends_on = GovDateField("What is their last day?", what="Last day")
    reason = RadioField(
        "Why are they standing down?",
        choices=lambda: choices((reason.value, reason.label) for reason in EndReason.offered()),
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
