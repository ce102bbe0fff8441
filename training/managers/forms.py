"""What an agency chooses for its managers."""

from __future__ import annotations

from wtforms import RadioField, SubmitField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than the published types
from wtforms.validators import InputRequired

from portal.kernel.forms import CommandForm, GovRadios, GovSubmit
from training.managers.domain import ChooseWay, ManagerWay


class WayForm(CommandForm):
    way = RadioField(
        "How do line managers hear of their people’s training?",
        coerce=ManagerWay,
        choices=[SelectChoice(one.value, one.label, render_kw={"hint": one.hint}) for one in ManagerWay],
        validators=[InputRequired("Select how managers hear")],
        widget=GovRadios(),
    )
    submit = SubmitField("Save", widget=GovSubmit())

    def to_command(self, agency_id: int) -> ChooseWay:
        return ChooseWay(agency_id=agency_id, way=self.way.data)
