"""Counting in months and in years that begin with one of them. Plain Python."""

from __future__ import annotations

from calendar import monthrange
from datetime import date

A_YEAR = 12


def months_later(day: date, months: int) -> date:
    """The same day so many months on, or before where negative; else the last day of that month."""
    year, month = divmod(day.year * A_YEAR + day.month - 1 + months, A_YEAR)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def year_of(day: date, begins_after: int) -> int:
    """The year a day is in, by the calendar year it begins in; `begins_after` months from 1 January."""
    return day.year if day.month > begins_after else day.year - 1
