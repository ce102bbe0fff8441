"""Which months the fill rates are of; asked in the address."""

from __future__ import annotations

from datetime import date

from wtforms import SelectField, StringField
from wtforms.validators import Length

from portal.kernel.fields import choices
from portal.kernel.forms import CommandForm, GovInput, GovSelect, stripped
from training.catalogue.forms.finding import month_or_none
from training.desk.domain import Period, months_away, period

YEARS_BACK = 3
MONTHS = 12


class FillForm(CommandForm):
    """Asks, and changes nothing."""

    first = SelectField("From", coerce=month_or_none, widget=GovSelect())
    last = SelectField("To", coerce=month_or_none, widget=GovSelect())
    words = StringField(
        "Course",
        filters=[stripped],
        validators=[Length(max=100, message="Search for 100 characters or fewer")],
        widget=GovInput(type="search", classes="govuk-input--width-20"),
    )

    def offer(self, today: date) -> None:
        months = [months_away(today, number) for number in range(-YEARS_BACK * MONTHS, MONTHS + 1)]
        offered = choices([(f"{one:%Y-%m}", f"{one:%B %Y}") for one in reversed(months)])
        self.first.choices = self.last.choices = offered

    def to_period(self, today: date) -> Period:
        """What is asked; a month that is not offered is left out. The form then shows what it is."""
        self.validate()
        asked = [None if one.errors else one.data for one in (self.first, self.last)]
        found = period(asked[0], asked[1], today)
        self.first.data, self.last.data = found.first, found.last
        return found
