"""The base of every page that edits a part."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from wtforms import HiddenField

from portal.kernel.forms import CommandForm
from portal.partnership.domain import Save


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
