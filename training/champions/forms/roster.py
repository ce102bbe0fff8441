"""What people narrow the roster by."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from enum import StrEnum
from typing import TypeVar

from wtforms import HiddenField, SelectField, StringField

from portal.kernel.forms import CommandForm, GovInput, GovSelect, choices, id_or_none, stripped
from portal.people.domain import SchoolPhase
from training.champions.domain import Gap, RosterFilter

Word = TypeVar("Word", bound=StrEnum)
LONGEST_SEARCH = 100


def word_or_none(words: type[Word]) -> Callable[[object], Word | None]:
    """`coerce` for choices that are words of ours, or nothing for the empty option. Raises `ValueError`."""
    return lambda value: None if value in {None, ""} else words(str(value))


class RosterFilterForm(CommandForm):
    """Asked in the address, so that a narrowed roster can be kept as a bookmark."""

    class Meta(CommandForm.Meta):
        csrf = False

    search = StringField(
        "School or person",
        filters=[stripped, lambda text: text[:LONGEST_SEARCH]],
        widget=GovInput(type="search", classes="govuk-input--width-10"),
    )
    local_area_id = SelectField("{Local_area}", coerce=id_or_none, widget=GovSelect())
    phase = SelectField("Phase", coerce=word_or_none(SchoolPhase), widget=GovSelect())
    gap = SelectField("What is missing", coerce=word_or_none(Gap), widget=GovSelect())

    # Not offered: the page of coverage leads here with it.
    cluster = HiddenField(filters=[stripped, lambda text: text[:LONGEST_SEARCH]])

    def offer(self, areas: Iterable[tuple[int, str]]) -> None:
        self.local_area_id.choices = choices([(None, "All"), *areas])
        self.phase.choices = choices([(None, "All"), *((phase.value, phase.label) for phase in SchoolPhase)])
        self.gap.choices = choices([(None, "Show all"), *((gap.value, gap.label) for gap in Gap)])

    def to_filter(self) -> RosterFilter:
        return RosterFilter(
            search=self.search.data or "",
            local_area_id=self.local_area_id.data,
            phase=self.phase.data,
            gap=self.gap.data,
            cluster=self.cluster.data or "",
        )
