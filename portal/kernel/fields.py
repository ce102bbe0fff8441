"""Fields of our own: a date in three parts, a time of day, a whole number. They survive anything posted."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import date, time
from typing import Any, NoReturn

from wtforms import Field, StringField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than the published types
from wtforms.form import BaseForm
from wtforms.utils import unset_value
from wtforms.validators import StopValidation

from portal.kernel.widgets import GovDateInput, GovInput

PARTS = ("day", "month", "year")
MONTHS = (
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
)
SHORTEST_MONTH = 3
NOON = 12
# Nobody here was born before the first, and nothing is planned after the second.
YEARS = range(1900, 2201)
YEAR_DIGITS = 4
# What is shown again of something absurdly long; no real answer is lost.
LONGEST_ECHO = 40
# Fits the integer column of both databases.
LARGEST_NUMBER = 2**31 - 1
TIME = re.compile(r"(?P<hour>[0-9]{1,2})(?:[:.]?(?P<minute>[0-9]{2}))?\s*(?P<half>am|pm)?")
NOON_WORDS = {"midday": time(12), "noon": time(12), "midnight": time(0)}


def stripped(value: str | None) -> str:
    """A filter for text fields: no spaces around, never None, and each line ended as the database holds it.

    A browser ends lines with two characters, which would make every text that is saved again a changed one.
    """
    return (value or "").replace("\r\n", "\n").strip()


def choices(pairs: Iterable[tuple[object, str]]) -> list[SelectChoice]:
    """What a select, radios or checkboxes offer, from pairs of value and words."""
    return [SelectChoice(value="" if value is None else str(value), label=label) for value, label in pairs]


def id_or_none(value: object) -> int | None:
    """`coerce` for choices that are rows: their ids, or nothing for the empty option. Raises `ValueError`."""
    return None if value in {None, ""} else int(str(value))


class GovDateField(Field):
    """A date typed as day, month and year. `what` names it in messages: "Start date must be a real date".

    Data is a `date`, or None when nothing (and nothing is allowed) or nonsense was entered.
    """

    widget = GovDateInput()

    def __init__(self, label: str, *, what: str = "", required: bool = True, **options: Any) -> None:  # noqa: ANN401  # WTForms' own
        super().__init__(label, **options)
        self.what = what or self.label.text
        self.required = required
        self.typed: dict[str, str] = dict.fromkeys(PARTS, "")
        self.wrong_parts: tuple[str, ...] = ()

    @property
    def error_id(self) -> str:
        """Where the error summary leads: the first part that is wrong."""
        return f"{self.id}-{self.wrong_parts[0] if self.wrong_parts else 'day'}"

    def process(self, formdata: Any, data: Any = unset_value, extra_filters: Any = None) -> None:  # noqa: ANN401  # WTForms' own
        super().process(None, data, extra_filters)
        if formdata is not None:
            self.typed = {part: _text(formdata.getlist(f"{self.name}-{part}")) for part in PARTS}
            self.raw_data = [word for word in self.typed.values() if word]
            self.data = None
            try:
                self.data = self._read()
            except ValueError as error:
                self.process_errors = [*self.process_errors, str(error)]
        elif isinstance(self.data, date):
            self.typed = {part: str(getattr(self.data, part)) for part in PARTS}

    def pre_validate(self, form: BaseForm) -> None:
        del form
        if self.required and not any(self.typed.values()):
            self.wrong_parts = PARTS
            raise StopValidation(f"Enter {_in_a_sentence(self.what)}")

    def _read(self) -> date | None:
        missing = [part for part in PARTS if not self.typed[part]]
        if len(missing) == len(PARTS):
            return None
        if missing:
            self._blame(*missing, says=f"must include a {' and '.join(missing)}")
        numbers = {"day": _digits(self.typed["day"], 2), "month": _month(self.typed["month"])}
        numbers["year"] = _digits(self.typed["year"], 4)
        if numbers["year"] is not None and len(self.typed["year"]) != YEAR_DIGITS:
            self.wrong_parts = ("year",)
            raise ValueError("Year must include 4 numbers")
        wrong = [part for part, number in numbers.items() if number is None]
        if wrong or numbers["year"] not in YEARS:
            self._blame(*(wrong or ["year"]), says="must be a real date")
        try:
            return date(**{part: number or 0 for part, number in numbers.items()})
        except ValueError:
            self._blame(*PARTS, says="must be a real date")

    def _blame(self, *parts: str, says: str) -> NoReturn:
        self.wrong_parts = parts
        raise ValueError(f"{self.what} {says}")


class GovTimeField(StringField):
    """A time of day as people write it: 9:30am, 2pm, 14:30, midday. Data is a `time` or None."""

    widget = GovInput(classes="govuk-input--width-5")
    data: Any
    typed = ""

    def __init__(self, label: str, *, what: str = "", required: bool = True, **options: Any) -> None:  # noqa: ANN401  # WTForms' own
        super().__init__(label, **options)
        self.what = what or self.label.text
        self.required = required

    def process_formdata(self, valuelist: Sequence[str]) -> None:
        self.typed = _text(valuelist)
        self.data = None
        if self.typed:
            self.data = _time_of_day(self.typed.lower())
            if self.data is None:
                raise ValueError(f"{self.what} must be a time, like 9:30am or 2pm")

    def pre_validate(self, form: BaseForm) -> None:
        del form
        if self.required and self.data is None and not self.process_errors:
            raise StopValidation(f"Enter {_in_a_sentence(self.what)}")

    def _value(self) -> str:
        if isinstance(self.data, time):
            return f"{self.data.hour % 12 or 12}:{self.data:%M}{'am' if self.data.hour < NOON else 'pm'}"
        return self.typed


class WholeNumberField(StringField):
    """A whole number within limits; says what is wrong in GOV.UK's words. Data is an `int` or None."""

    widget = GovInput(classes="govuk-input--width-5", inputmode="numeric", spellcheck=False)
    data: Any
    typed = ""

    def __init__(
        self,
        label: str,
        *,
        what: str = "",
        required: bool = True,
        within: tuple[int, int] = (0, LARGEST_NUMBER),
        **options: Any,  # noqa: ANN401  # WTForms' own
    ) -> None:
        super().__init__(label, **options)
        self.what = what or self.label.text
        self.required = required
        self.within = within

    def process_formdata(self, valuelist: Sequence[str]) -> None:
        self.typed = _text(valuelist)
        self.data = None
        if not self.typed:
            return
        plain = re.sub(r"[,\s]", "", self.typed)
        if not re.fullmatch(r"[-+]?[0-9]{1,12}", plain):
            raise ValueError(f"{self.what} must be a whole number")
        low, high = self.within
        number = int(plain)
        if number < low:
            raise ValueError(f"{self.what} must be {low:,} or more")
        if number > high:
            raise ValueError(f"{self.what} must be {high:,} or fewer")
        self.data = number

    def pre_validate(self, form: BaseForm) -> None:
        del form
        if self.required and self.data is None and not self.process_errors:
            raise StopValidation(f"Enter {_in_a_sentence(self.what)}")

    def _value(self) -> str:
        return str(self.data) if self.data is not None else self.typed


def _text(posted: Sequence[object]) -> str:
    """What was typed, cut where nothing sensible can follow; "" for anything that is not text."""
    first = posted[0] if posted else ""
    return first.strip()[:LONGEST_ECHO] if isinstance(first, str) else ""


def _digits(typed: str, most: int) -> int | None:
    return int(typed) if re.fullmatch(rf"[0-9]{{1,{most}}}", typed) else None


def _month(typed: str) -> int | None:
    """A month's number, or its name in full or shortened: people write both."""
    word = typed.lower()
    if len(word) >= SHORTEST_MONTH:
        return next((place for place, name in enumerate(MONTHS, 1) if name.startswith(word)), None)
    return _digits(typed, 2)


def _time_of_day(typed: str) -> time | None:
    if typed in NOON_WORDS:
        return NOON_WORDS[typed]
    match = TIME.fullmatch(typed)
    # A bare "9" could be anything: without am or pm the minutes are needed.
    if match is None or not (match["half"] or match["minute"]):
        return None
    hour = int(match["hour"])
    if match["half"]:
        if not 1 <= hour <= NOON:
            return None
        hour = hour % NOON + (NOON if match["half"] == "pm" else 0)
    try:
        return time(hour, int(match["minute"] or 0))
    except ValueError:
        return None


def _in_a_sentence(what: str) -> str:
    """As in "the start date"; a name in capitals keeps them."""
    first, rest = what[:1], what[1:]
    return f"the {first if rest[:1].isupper() else first.lower()}{rest}"
