"""What the four grades are called."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from wtforms import StringField, SubmitField
from wtforms.validators import DataRequired, Length

from portal.kernel.chosen import DEFAULT_GRADES
from portal.kernel.forms import GovInput, GovSubmit, stripped
from portal.partnership.domain import Part
from portal.partnership.forms.part import PartForm
from portal.partnership.forms.words import in_a_sentence

LONGEST_GRADE = 40


class GradesForm(PartForm):
    """One word for each grade, best first; the number is what is kept."""

    part = Part.GRADES

    def content(self) -> dict[str, Any]:
        return {"words": {str(grade): self[f"grade-{grade}"].data or "" for grade in DEFAULT_GRADES}}

    def begin(self, content: Mapping[str, Any], version: int) -> None:
        super().begin({f"grade-{grade}": word for grade, word in content["words"].items()}, version)

    def said(self, content: Mapping[str, Any]) -> list[tuple[str, str]]:
        return [(f"Grade {grade}", word) for grade, word in content["words"].items()]


for _grade in DEFAULT_GRADES:
    _field = StringField(
        f"Grade {_grade}",
        filters=[stripped],
        validators=[
            DataRequired(f"Enter what grade {_grade} is called"),
            Length(max=LONGEST_GRADE, message=f"Grade {_grade} must be {LONGEST_GRADE} characters or fewer"),
            in_a_sentence,
        ],
        widget=GovInput(classes="govuk-input--width-20"),
    )
    setattr(GradesForm, f"grade-{_grade}", _field)
GradesForm.submit = SubmitField("Save", widget=GovSubmit())
