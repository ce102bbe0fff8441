"""What a learner chooses."""

from __future__ import annotations

from wtforms import RadioField, SubmitField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than the published types
from wtforms.validators import InputRequired

from portal.kernel.forms import CommandForm, GovRadios, GovSubmit
from training.digests.domain import ChooseDigest, DigestWay


class DigestForm(CommandForm):
    way = RadioField(
        "How often do you want to hear what is coming up?",
        coerce=DigestWay,
        choices=[SelectChoice(one.value, one.label, render_kw={"hint": one.hint}) for one in DigestWay],
        validators=[InputRequired("Select how often you want to hear")],
        widget=GovRadios(),
    )
    submit = SubmitField("Save", widget=GovSubmit())

    def to_command(self) -> ChooseDigest:
        return ChooseDigest(way=self.way.data)
