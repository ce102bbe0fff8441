"""Days as lists from outside write them, for every room that reads such a list. Plain Python."""

from __future__ import annotations

import re
from datetime import date, timedelta

from portal.kernel.cells import CellRefused, short

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


def read_day(cell: str) -> date:
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
