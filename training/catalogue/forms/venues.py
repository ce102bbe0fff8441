"""What those who run training fill in about a venue."""

from __future__ import annotations

from collections.abc import Iterable

from wtforms import SelectField, StringField, SubmitField, TextAreaField
from wtforms.validators import DataRequired, Length

from portal.kernel.forms import (
    CommandForm,
    GovInput,
    GovSelect,
    GovSubmit,
    GovTextArea,
    WholeNumberField,
    choices,
    id_or_none,
    stripped,
)
from training.catalogue.domain import SaveVenue

SHORT_TEXT = 300
LONGEST_NOTES = 1000
LARGEST_VENUE = 5000


def _short(label: str, *, hint: str = "", needed: str = "") -> StringField:
    checks = [DataRequired(needed)] if needed else []
    longest = Length(max=SHORT_TEXT, message=f"{label} must be {SHORT_TEXT} characters or fewer")
    return StringField(
        label, description=hint, filters=[stripped], validators=[*checks, longest], widget=GovInput()
    )


class VenueForm(CommandForm):
    name = _short("Name", needed="Enter the name of the venue")
    address = _short("Address")
    local_area = SelectField("{Local_area}", coerce=id_or_none, widget=GovSelect())
    capacity = WholeNumberField(
        "How many people does it hold? (optional)", what="Number", required=False, within=(1, LARGEST_VENUE)
    )
    access_notes = TextAreaField(
        "What people need to know before they come",
        description="Step-free entrance, hearing loop, toilets, parking, buses",
        filters=[stripped],
        validators=[Length(max=LONGEST_NOTES, message=f"This must be {LONGEST_NOTES:,} characters or fewer")],
        widget=GovTextArea(rows=4),
    )
    contact = _short(
        "How to reach the venue (optional)", hint="A desk or an office, no person’s name. Only staff see it"
    )
    submit = SubmitField("Save the venue", widget=GovSubmit())

    def offer(self, areas: Iterable[tuple[int, str]]) -> None:
        self.local_area.choices = choices([(None, "None of them"), *areas])

    def to_command(self, venue_id: int | None) -> SaveVenue:
        return SaveVenue(
            venue_id=venue_id,
            name=self.name.data or "",
            address=self.address.data or "",
            local_area_id=self.local_area.data,
            capacity=self.capacity.data,
            access_notes=self.access_notes.data or "",
            contact=self.contact.data or "",
        )
