"""Working days in England: neither weekends nor bank holidays. Days are London's, as everywhere.

The holidays come from the list that ships with `govuk-bank-holidays`; nothing is downloaded.
"""

from __future__ import annotations

from datetime import date, timedelta
from functools import lru_cache

DAY = timedelta(days=1)
SATURDAY = 5


def is_working_day(day: date) -> bool:
    return day.weekday() < SATURDAY and day not in _bank_holidays()


def after(day: date, count: int) -> date:
    """The day that so many working days end on, beginning with the first one after `day`."""
    while count > 0:
        day += DAY
        count -= is_working_day(day)
    return day


def before(day: date, count: int) -> date:
    """The day from which so many working days lead up to `day`, which itself is not counted."""
    while count > 0:
        day -= DAY
        count -= is_working_day(day)
    return day


def between(day: date, until: date) -> int:
    """How many working days there are after `day`, up to and with `until`; none when that is over."""
    return sum(is_working_day(day + number * DAY) for number in range(1, (until - day).days + 1))


def known_until() -> date:
    """The last holiday of the list: beyond it every weekday counts as a working day."""
    return max(_bank_holidays())


@lru_cache(maxsize=1)
def _bank_holidays() -> frozenset[date]:
    # Brings `requests` along, which is slow to import.
    from govuk_bank_holidays.bank_holidays import BankHolidays  # noqa: PLC0415

    listed = BankHolidays(use_cached_holidays=True)
    return frozenset(one["date"] for one in listed.get_holidays(BankHolidays.ENGLAND_AND_WALES))
