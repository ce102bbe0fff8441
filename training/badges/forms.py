"""What whoever was shown a badge hands in to have it checked."""

from __future__ import annotations

from flask_wtf.file import FileField
from wtforms import SubmitField, TextAreaField

from portal.kernel.forms import CommandForm, GovFileInput, GovSubmit, GovTextArea, stripped
from training.badges.domain import LONGEST_BADGE, NoBadge, NotOurBadge


class CheckBadgeForm(CommandForm):
    file = FileField(
        "Badge file",
        description="Its name usually ends in .jwt",
        widget=GovFileInput(attributes={"accept": ".jwt,.txt,.json"}),
    )
    text = TextAreaField(
        "Or paste the badge",
        filters=[stripped],
        description="Three parts of letters and numbers with dots between them, beginning with eyJ",
        widget=GovTextArea(rows=4, spellcheck=False),
    )
    submit = SubmitField("Check badge", widget=GovSubmit())

    def token(self) -> str:
        """The badge as text. Raises `NoBadge` for none, and `NotOurBadge` for what cannot be one."""
        content = self.file.data.read(LONGEST_BADGE + 1) if self.file.data else b""
        content = content or (self.text.data or "").encode()
        if not content.strip():
            raise NoBadge
        if len(content) > LONGEST_BADGE or not content.isascii():
            raise NotOurBadge
        return "".join(content.decode().split()).strip('"')
