"""What an administrator fills in for the partnership."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from wtforms import HiddenField, SubmitField

from portal.kernel.forms import CommandForm, GovInput, GovSubmit, WholeNumberField
from portal.kernel.rules import Amount, amounts, declared
from portal.partnership.domain import RULES, Save

LARGEST_VERSION = 10**9


class PartForm(CommandForm):
    """A page that edits one part. It carries the version that it was opened on."""

    part: str
    version = HiddenField()

    def content(self) -> dict[str, Any]:
        """What was filled in, as the part is kept."""
        raise NotImplementedError

    def begin(self, content: Mapping[str, Any], version: int) -> None:
        """Show what holds now, to be edited."""
        self.version.data = str(version)
        for name, value in content.items():
            if name in self:
                self[name].data = value

    def said(self, content: Mapping[str, Any]) -> list[tuple[str, str]]:
        """The same content in words, beside the labels of this form: what somebody else has saved."""
        return [(self[name].label.text, str(value)) for name, value in content.items() if name in self]

    def to_command(self) -> Save:
        typed = str(self.version.data or "")
        version = int(typed) if typed.isascii() and typed.isdecimal() and len(typed) < 10 else 0  # noqa: PLR2004  # fits the column
        return Save(part=self.part, content=self.content(), version=version)


class NumbersForm(PartForm):
    """The adjustable numbers of one room; made for it by `numbers_form`."""

    rules: type

    def content(self) -> dict[str, int]:
        return {name: self[name].data for name in amounts(self.rules)}

    def said(self, content: Mapping[str, Any]) -> list[tuple[str, str]]:
        known = amounts(self.rules)
        return [(known[name].label, known[name].unit.said(n)) for name, n in content.items() if name in known]


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


def _number_field(one: Amount) -> WholeNumberField:
    suffix = "%" if one.unit.said(1).endswith("%") else one.unit.value
    limits = f"From {one.low:,} to {one.unit.said(one.high)}. The portal’s default is {one.default:,}"
    return WholeNumberField(
        one.label,
        description=f"{one.says}. {limits}",
        within=(one.low, one.high),
        widget=GovInput(classes="govuk-input--width-5", inputmode="numeric", spellcheck=False, suffix=suffix),
    )
