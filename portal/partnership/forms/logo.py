"""Sending a logo, and saying what it shows."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask_wtf.file import FileField, FileRequired
from wtforms import HiddenField, StringField, SubmitField
from wtforms.validators import DataRequired, Length

from portal.kernel.forms import CommandForm, GovFileInput, GovInput, GovSubmit, stripped
from portal.partnership.domain import Part
from portal.partnership.forms.part import PartForm

LONGEST_ALT = 120


class SendLogoForm(CommandForm):
    file = FileField(
        "Picture",
        description="PNG or JPEG, smaller than 5 MB. It is made small: at most 480 pixels wide and 120 high",
        validators=[FileRequired("Select a picture")],
        widget=GovFileInput(attributes={"accept": ".png,.jpg,.jpeg,image/png,image/jpeg"}),
    )
    submit = SubmitField("See how it looks", widget=GovSubmit())


class UseLogoForm(PartForm):
    part = Part.LOGO

    digest = HiddenField()
    alt = StringField(
        "What the picture says",
        description="Read out instead of the picture. Usually the name in it, such as City of York Council",
        filters=[stripped],
        validators=[
            DataRequired("Enter what the picture says"),
            Length(max=LONGEST_ALT, message=f"Use {LONGEST_ALT} characters or fewer"),
        ],
        widget=GovInput(),
    )
    submit = SubmitField("Use this logo", widget=GovSubmit())

    def content(self) -> dict[str, Any]:
        return {"digest": self.digest.data or "", "alt": self.alt.data or ""}

    def said(self, content: Mapping[str, Any]) -> list[tuple[str, str]]:
        return [("Logo", content.get("alt", "None"))]
