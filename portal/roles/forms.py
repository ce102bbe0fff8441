"""What is filled in to give, change, end and review roles, and what lists are narrowed by."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from enum import StrEnum
from typing import Any, TypeVar

from wtforms import HiddenField, SelectField, StringField, SubmitField, TextAreaField
from wtforms.fields.choices import RadioField
from wtforms.validators import DataRequired, Length

from portal.kernel.access import Role
from portal.kernel.forms import (
    CommandForm,
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
from portal.roles.domain import (
    ChangeGrant,
    Due,
    EndGrant,
    GiveRole,
    GrantFilter,
    ReviewFilter,
    Standing,
)

Word = TypeVar("Word", bound=StrEnum)
LONGEST_REASON = 300
LONGEST_SEARCH = 100
AT_ONCE = "at_once"
ON_A_DAY = "on_a_day"


def _all_or_one() -> list[Any]:
    """Every role by name, in the partnership's words."""
    roles = sorted((role.value, role.label) for role in Role if role is not Role.PRACTITIONER)
    return choices([(None, "All"), *roles])


def word_or_none(words: type[Word]) -> Callable[[object], Word | None]:
    """`coerce` for choices that are words of ours, or nothing for the empty option. Raises `ValueError`."""
    return lambda value: None if value in {None, ""} else words(str(value))


def reason_field(label: str) -> TextAreaField:
    return TextAreaField(
        label,
        filters=[stripped],
        validators=[
            DataRequired("Enter the reason"),
            Length(max=LONGEST_REASON, message=f"The reason must be {LONGEST_REASON} characters or fewer"),
        ],
        widget=GovTextArea(rows=3, maxlength=LONGEST_REASON),
    )


class AskedForm(CommandForm):
    """Asked in the address, so that a narrowed list can be kept as a bookmark."""

    class Meta(CommandForm.Meta):
        csrf = False


def _search(label: str) -> StringField:
    return StringField(
        label,
        filters=[stripped, lambda text: text[:LONGEST_SEARCH]],
        widget=GovInput(type="search", classes="govuk-input--width-10"),
    )


class GrantFilterForm(AskedForm):
    name = _search("Name")
    agency = _search("Agency")
    role = SelectField(
        "Role",
        coerce=word_or_none(Role),
        choices=_all_or_one,
        widget=GovSelect(),
    )
    standing = SelectField(
        "Standing",
        choices=choices(
            [
                (Standing.HELD, Standing.HELD.label),
                (Standing.COMING, Standing.COMING.label),
                (Standing.ENDED, Standing.ENDED.label),
                ("all", "All"),
            ]
        ),
        default=Standing.HELD.value,
        widget=GovSelect(),
    )

    def to_filter(self) -> GrantFilter:
        known = self.standing.data in set(Standing)
        return GrantFilter(
            name=self.name.data or "",
            agency=self.agency.data or "",
            role=self.role.data,
            standing=Standing(self.standing.data) if known else None,
        )


class ReviewFilterForm(AskedForm):
    agency = _search("Agency")
    role = SelectField(
        "Role",
        coerce=word_or_none(Role),
        choices=_all_or_one,
        widget=GovSelect(),
    )
    due = SelectField(
        "Why",
        coerce=word_or_none(Due),
        choices=choices([(None, "All"), *((due.value, due.label) for due in Due)]),
        widget=GovSelect(),
    )

    def to_filter(self) -> ReviewFilter:
        return ReviewFilter(agency=self.agency.data or "", role=self.role.data, due=self.due.data)


class GiveRoleForm(CommandForm):
    role = RadioField("Which role?", validators=[DataRequired("Select the role")], widget=GovRadios())
    agency_id = SelectField("For which agency?", coerce=id_or_none, widget=GovSelect())
    board = SelectField("For which board?", widget=GovSelect())
    starts_on = GovDateField("From which day?", what="First day")
    ends_on = GovDateField("Until which day? (optional)", what="Last day", required=False)
    reason = reason_field("Why do they need it?")
    confirmed = HiddenField()
    submit = SubmitField("Continue", widget=GovSubmit())

    def offer(
        self, roles: Collection[Role], agencies: Iterable[tuple[int, str]], boards: Iterable[str]
    ) -> None:
        """Boards are offered to whoever may make somebody their reader, when the partnership names any."""
        self.role.choices = choices((role.value, role.label) for role in roles)
        self.agency_id.choices = choices([(None, "No agency"), *agencies])
        offer_boards(self, boards if Role.BOARD_READER in roles else ())

    def to_command(self, person_id: int) -> GiveRole:
        return GiveRole(
            person_id=person_id,
            role=Role(self.role.data),
            agency_id=self.agency_id.data,
            starts_on=self.starts_on.data,
            ends_on=self.ends_on.data,
            reason=self.reason.data or "",
            board=chosen_board(self) or "",
        )


def offer_boards(form: CommandForm, boards: Iterable[str]) -> None:
    """The boards to choose from; without any the form does not ask."""
    offered = [(name, name) for name in boards]
    form.board.choices = choices([("", "No board"), *offered])
    if not offered:
        del form.board


def chosen_board(form: CommandForm) -> str | None:
    """None when the form did not ask."""
    return (form.board.data or "") if "board" in form else None


class ChangeGrantForm(SeenForm):
    board = SelectField("For which board?", widget=GovSelect())
    starts_on = GovDateField("From which day?", what="First day")
    ends_on = GovDateField("Until which day? (optional)", what="Last day", required=False)
    reason = reason_field("Why does it change?")
    submit = SubmitField("Save the change", widget=GovSubmit())

    def to_command(self, grant_id: int) -> ChangeGrant:
        return ChangeGrant(
            grant_id=grant_id,
            starts_on=self.starts_on.data,
            ends_on=self.ends_on.data,
            reason=self.reason.data or "",
            seen=self.saw,
            board=chosen_board(self),
        )


class EndGrantForm(CommandForm):
    when = RadioField(
        "When does it end?",
        choices=choices([(AT_ONCE, "At once"), (ON_A_DAY, "At the end of a day")]),
        validators=[DataRequired("Select when it ends")],
        widget=GovRadios(),
    )
    on = GovDateField("Their last day in the role", what="Last day", required=False)
    reason = reason_field("Why does it end?")
    submit = SubmitField("End this role", widget=GovSubmit(classes="govuk-button--warning"))

    def validate(self, extra_validators: object = None) -> bool:
        fits = super().validate(extra_validators)
        if fits and self.when.data == ON_A_DAY and self.on.data is None:
            self.on.errors = ["Enter their last day in the role"]
            return False
        return bool(fits)

    def to_command(self, grant_id: int) -> EndGrant:
        on = self.on.data if self.when.data == ON_A_DAY else None
        return EndGrant(grant_id=grant_id, on=on, reason=self.reason.data or "")


class ReviewForm(CommandForm):
    """Which roles, and what becomes of them, stands in the address of the page that asks."""

    reason = StringField(
        "Note or reason (needed when roles end)",
        filters=[stripped],
        validators=[Length(max=LONGEST_REASON, message="The note must be 300 characters or fewer")],
        widget=GovInput(),
    )
    submit = SubmitField("Confirm", widget=GovSubmit())
