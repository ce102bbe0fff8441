"""What people fill in to look for courses: shape only."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from enum import StrEnum
from typing import TypeVar

from wtforms import SelectField, StringField

from portal.kernel.forms import (
    CommandForm,
    GovDateField,
    GovInput,
    GovSelect,
    choices,
    id_or_none,
    stripped,
)
from training.catalogue.domain import CourseFilter, CourseFormat, CourseLevel, CourseOrder

Word = TypeVar("Word", bound=StrEnum)


def word_or_none(words: type[Word]) -> Callable[[object], Word | None]:
    """`coerce` for choices that are words of an enum, or nothing for the empty option."""
    return lambda value: words(str(value)) if value else None


class CourseFilterForm(CommandForm):
    """Asks, and changes nothing: its answers stand in the address."""

    words = StringField(
        "Search", filters=[stripped], widget=GovInput(type="search", classes="govuk-input--width-20")
    )
    format = SelectField("How it is taught", coerce=word_or_none(CourseFormat), widget=GovSelect())
    level = SelectField("Level", coerce=word_or_none(CourseLevel), widget=GovSelect())
    principle = SelectField("Good Help principle", default="", widget=GovSelect())
    area = SelectField("{Local_area}", coerce=id_or_none, widget=GovSelect())
    starts_on = GovDateField("Dates from", required=False)
    sort = SelectField(
        "Sort by",
        coerce=CourseOrder,
        default=CourseOrder.DATE,
        choices=choices([(CourseOrder.DATE, "Next date"), (CourseOrder.TITLE, "Title")]),
        widget=GovSelect(),
    )

    def offer(self, principles: Iterable[tuple[str, str]], areas: Iterable[tuple[int, str]]) -> None:
        self.format.choices = choices([(None, "Any"), *((one.value, one.label) for one in CourseFormat)])
        self.level.choices = choices([(None, "Any"), *((one.value, one.label) for one in CourseLevel)])
        self.principle.choices = choices([("", "Any"), *principles])
        self.area.choices = choices([(None, "Anywhere"), *areas])

    def to_filter(self) -> CourseFilter:
        """What is asked; an answer that makes no sense is left out."""
        return CourseFilter(
            words=self.words.data or "",
            format=self.format.data,
            level=self.level.data,
            principle=self.principle.data or "",
            area_id=self.area.data,
            starts_on=self.starts_on.data,
            order=self.sort.data or CourseOrder.DATE,
        )
