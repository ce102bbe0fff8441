"""What people fill in to look for courses: shape only."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import date
from enum import StrEnum
from typing import TypeVar

from wtforms import BooleanField, SelectField, StringField

from portal.kernel.forms import (
    CommandForm,
    GovCheckboxes,
    GovDateField,
    GovInput,
    GovSelect,
    choices,
    id_or_none,
    stripped,
)
from portal.people.domain import RoleGroup
from training.catalogue.domain import CourseFilter, CourseFormat, CourseLevel, CourseOrder, next_month

Word = TypeVar("Word", bound=StrEnum)
MONTHS_AHEAD = 12


def word_or_none(words: type[Word]) -> Callable[[object], Word | None]:
    """`coerce` for choices that are words of an enum, or nothing for the empty option."""
    return lambda value: words(str(value)) if value else None


def month_or_none(value: object) -> date | None:
    """`coerce` for “2026-03”, or nothing for the empty option. Raises `ValueError`."""
    return date.fromisoformat(f"{value}-01") if value else None


def months_from(today: date) -> Iterator[tuple[str, str]]:
    """From this month on, as each stands in the address and as people read it."""
    month = today.replace(day=1)
    for _ in range(MONTHS_AHEAD):
        yield f"{month:%Y-%m}", f"{month:%B %Y}"
        month = next_month(month)


class CourseFilterForm(CommandForm):
    """Asks, and changes nothing: its answers stand in the address."""

    words = StringField(
        "Search", filters=[stripped], widget=GovInput(type="search", classes="govuk-input--width-20")
    )
    format = SelectField("How it is taught", coerce=word_or_none(CourseFormat), widget=GovSelect())
    level = SelectField("Level", coerce=word_or_none(CourseLevel), widget=GovSelect())
    role_group = SelectField("Line of work", coerce=word_or_none(RoleGroup), widget=GovSelect())
    principle = SelectField("Good Help principle", default="", widget=GovSelect())
    area = SelectField("{Local_area}", coerce=id_or_none, widget=GovSelect())
    starts_on = GovDateField("Dates from", required=False)
    month = SelectField("Month", coerce=month_or_none, widget=GovSelect())
    with_places = BooleanField("Only dates with places left", widget=GovCheckboxes())
    sort = SelectField(
        "Sort by",
        coerce=CourseOrder,
        default=CourseOrder.DATE,
        choices=choices([(CourseOrder.DATE, "Next date"), (CourseOrder.TITLE, "Title")]),
        widget=GovSelect(),
    )

    def offer(
        self, principles: Iterable[tuple[str, str]], areas: Iterable[tuple[int, str]], today: date
    ) -> None:
        self.role_group.choices = choices([(None, "Any"), *((one.value, one.label) for one in RoleGroup)])
        self.month.choices = choices([(None, "Any"), *months_from(today)])
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
            role_group=self.role_group.data,
            starts_on=self.starts_on.data,
            # One that is not offered may be beyond any calendar.
            month=None if self.month.errors else self.month.data,
            with_places=bool(self.with_places.data),
            order=self.sort.data or CourseOrder.DATE,
        )
