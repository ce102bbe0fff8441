"""How single cells are read: days, yes and no, addresses, names. Plain Python.

Each reader answers a value, or raises `CellRefused` with the reason in words for the page.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, timedelta
from enum import StrEnum
from typing import TypeVar

from portal.kernel.text import folded

Word = TypeVar("Word", bound=StrEnum)

MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
STYLES = (
    re.compile(r"(?P<y>[0-9]{4})[-/.](?P<m>[0-9]{1,2})[-/.](?P<d>[0-9]{1,2})(?:[ T][0-9:.Z+]*)?"),
    re.compile(r"(?P<d>[0-9]{1,2})[-/.](?P<m>[0-9]{1,2})[-/.](?P<y>[0-9]{4}|[0-9]{2})(?: [0-9:.]*)?"),
    re.compile(r"(?P<d>[0-9]{1,2})(?:st|nd|rd|th)?[- ](?P<m>[A-Za-z]{3,9})[- ](?P<y>[0-9]{4}|[0-9]{2})"),
)
# Excel counts days from here; lists that were pasted as text often hold only the count.
SERIAL = re.compile(r"[0-9]{5}(\.[0-9]+)?")
FIRST_SERIAL_DAY = date(1899, 12, 30)
FIRST_YEAR, LAST_YEAR = 1940, 2100
# A year of two digits is of this century unless that lies further ahead than a list would say.
CENTURY, TURN = 2000, 60
EMAIL = re.compile(r"[^@\s,;<>\"]+@[^@\s,;<>\".]+(\.[^@\s,;<>\".]+)+")
LONGEST_EMAIL = 254
POSTCODE = re.compile(r"([A-Z]{1,2}[0-9][A-Z0-9]?)([0-9][A-Z]{2})")
URN = re.compile(r"[0-9]{5,7}")
YES = {"yes", "y", "true", "1", "paid", "active", "current", "open"}
NO = {"no", "n", "false", "0", "unpaid", "volunteer", "voluntary", "inactive", "closed", "ended", "former"}


class CellRefused(Exception):  # the house names errors for what happened
    """The cell cannot be read; the text says why."""


def day(cell: str) -> date:
    """A day in one of the ways that lists write them; months never stand first."""
    if SERIAL.fullmatch(cell):
        return _within(FIRST_SERIAL_DAY + timedelta(days=int(float(cell))), cell)
    match = next((found for style in STYLES if (found := style.fullmatch(cell))), None)
    if match is None:
        raise CellRefused(f"{short(cell)} is not a date. Write it as 2026-03-03 or 03/03/2026")
    try:
        return _within(date(_year(match["y"]), _month(match["m"]), int(match["d"])), cell)
    except ValueError:
        raise CellRefused(f"There is no such day as {short(cell)}") from None


def _year(text: str) -> int:
    year = int(text)
    if len(text) > 2:  # noqa: PLR2004  # a year in full
        return year
    return year + (CENTURY if year < TURN else CENTURY - 100)


def _month(text: str) -> int:
    return int(text) if text.isdecimal() else MONTHS.index(text[:3].casefold()) + 1


def _within(found: date, cell: str) -> date:
    if not FIRST_YEAR <= found.year <= LAST_YEAR:
        raise CellRefused(f"The year of {short(cell)} cannot be right")
    return found


def email(cell: str) -> str:
    """Case-folded: addresses that differ only in case are one."""
    address = cell.casefold().removeprefix("mailto:")
    if len(address) > LONGEST_EMAIL or not EMAIL.fullmatch(address):
        raise CellRefused(f"{short(cell)} is not an email address")
    return address


def phone(cell: str) -> str:
    if sum(letter.isdecimal() for letter in cell) < 3:  # noqa: PLR2004  # the shortest extension
        raise CellRefused(f"{short(cell)} is not a phone number")
    return cell[:60]


def postcode(cell: str) -> str:
    """As it is printed, “YO24 1AB”; anything that is none is kept as it was written."""
    match = POSTCODE.fullmatch(cell.upper().replace(" ", ""))
    return f"{match[1]} {match[2]}" if match else cell.upper()[:10]


def district(cell: str) -> str:
    """The first part of a postcode, “YO24”."""
    return postcode(cell).partition(" ")[0]


def urn(cell: str) -> int:
    if not URN.fullmatch(cell):
        raise CellRefused("A URN is a number of six digits")
    return int(cell)


def yes_or_no(cell: str) -> bool:
    word = folded(cell)
    if word not in YES | NO:
        raise CellRefused("Write yes or no")
    return word in YES


def names(full_name: str) -> tuple[str, str]:
    """Given and family name of “Sam Smith” or “Smith, Sam”; a single word is a family name."""
    before, comma, after = full_name.partition(",")
    if comma:
        return after.strip(), before.strip()
    given, _, family = full_name.rpartition(" ")
    return given, family


def word(cell: str, words: type[Word], others: Mapping[str, Word], what: str) -> Word:
    """One of our words by its value, its label or another word for it."""
    wanted = folded(cell).replace("_", " ").replace("-", " ")
    known = {one.value.replace("_", " "): one for one in words} | dict(others)
    if wanted not in known:
        raise CellRefused(f"{short(cell)} is not {what} that the portal knows")
    return known[wanted]


def short(cell: str) -> str:
    return f"“{cell[:40]}”"
