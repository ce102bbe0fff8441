"""The numbers that rooms offer to be set."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from wtforms import Field, RadioField, SubmitField
from wtforms.validators import InputRequired

from portal.kernel.forms import GovInput, GovRadios, GovSubmit, WholeNumberField, choices
from portal.kernel.rules import Amount, amounts, declared
from portal.partnership.domain import RULES
from portal.partnership.forms.part import PartForm


class NumbersForm(PartForm):
    """The adjustable numbers of one room; made for it by `numbers_form`."""

    rules: type

    def content(self) -> dict[str, int]:
        return {name: self[name].data for name in amounts(self.rules)}

    def said(self, content: Mapping[str, Any]) -> list[tuple[str, str]]:
        known = amounts(self.rules)
        return [(known[name].label, known[name].said(n)) for name, n in content.items() if name in known]


def numbers_form(rules: type) -> NumbersForm:
    """A form with a field for each adjustable number of these rules."""
    fields = {name: _number_field(one) for name, one in amounts(rules).items()}
    named = {
        **fields,
        "rules": rules,
        "part": RULES + declared(rules).key,
        "submit": SubmitField("Save", widget=GovSubmit()),
    }
    return type(f"{rules.__name__}Form", (NumbersForm,), named)()  # type: ignore[no-any-return]  # made here


def _number_field(one: Amount) -> Field:
    if one.options:
        return RadioField(
            one.label,
            description=f"{one.says}. The portal’s default is “{one.said(one.default)}”",
            coerce=int,
            choices=choices(enumerate(one.options)),
            validators=[InputRequired(f"Select an answer: {one.label}")],
            widget=GovRadios(),
        )
    suffix = "%" if one.unit.said(1).endswith("%") else one.unit.value
    limits = f"From {one.low:,} to {one.unit.said(one.high)}. The portal’s default is {one.default:,}"
    return WholeNumberField(
        one.label,
        description=f"{one.says}. {limits}",
        within=(one.low, one.high),
        widget=GovInput(classes="govuk-input--width-5", inputmode="numeric", spellcheck=False, suffix=suffix),
    )
