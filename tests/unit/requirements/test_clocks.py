"""Worked cases for each of the four clocks, and what must hold of all of them."""

from __future__ import annotations

from datetime import date

import pytest

from training.requirements.domain import Basis, Clock, Completion, Cover, HoursClock, add_hours, run

YEARLY = Clock(basis=Basis.COMPLETION, valid=12, window=3, reactivate=6)
FROM_OLD = Clock(basis=Basis.OLD_EXPIRY, valid=12, window=3, reactivate=6)
AUGUST = Clock(basis=Basis.FIXED, valid=12, window=2, base_on=date(2026, 8, 31), least=3)
LEAP = Clock(basis=Basis.FIXED, valid=12, base_on=date(2024, 2, 29), least=0)
SIX_IN_THREE_YEARS = HoursClock(minutes=360, months=36)


def day(text: str) -> date:
    return date.fromisoformat(text)


def ends(clock: Clock, *days: str) -> list[str]:
    """The last day of each cycle; a day that begins with R is a refresher."""
    done = [Completion(day(one.lstrip("R")), one.startswith("R")) for one in days]
    return [str(one.until) for one in run(clock, done)]


COMPLETION = {
    "the first time": (["2026-03-03"], ["2027-03-03"]),
    "29 February": (["2024-02-29"], ["2025-02-28"]),
    "28 February of a leap year": (["2024-02-28"], ["2025-02-28"]),
    "the last of February to a leap year": (["2023-02-28"], ["2024-02-28"]),
    "renewed in the window": (["2026-03-03", "2027-01-10"], ["2027-03-03", "2028-01-10"]),
    "renewed early": (["2026-03-03", "2026-05-01"], ["2027-03-03", "2027-05-01"]),
    "renewed late": (["2026-03-03", "2028-06-01"], ["2027-03-03", "2029-06-01"]),
    "twice on one day": (["2026-03-03", "2026-03-03"], ["2027-03-03"]),
    "a refresher first": (["R2026-03-03"], []),
    "a refresher in time": (["2026-03-03", "R2027-03-03"], ["2027-03-03", "2028-03-03"]),
    "a refresher on its last day": (["2026-03-03", "R2027-09-03"], ["2027-03-03", "2028-09-03"]),
    "a refresher a day too late": (["2026-03-03", "R2027-09-04"], ["2027-03-03"]),
    "the course after a refresher too late": (
        ["2026-03-03", "R2027-09-04", "2027-10-01"],
        ["2027-03-03", "2028-10-01"],
    ),
    "the refresher on the day of the course": (["R2026-03-03", "2026-03-03"], ["2027-03-03"]),
    "last of a long month": (["2025-08-31"], ["2026-08-31"]),
}

OLD_EXPIRY = {
    "the first time": (["2026-03-03"], ["2027-03-03"]),
    "on the first day of the window": (["2026-03-03", "2026-12-03"], ["2027-03-03", "2028-03-03"]),
    "a day before the window": (["2026-03-03", "2026-12-02"], ["2027-03-03", "2027-12-02"]),
    "on the last day": (["2026-03-03", "2027-03-03"], ["2027-03-03", "2028-03-03"]),
    "a day late": (["2026-03-03", "2027-03-04"], ["2027-03-03", "2028-03-04"]),
    "years late": (["2020-03-03", "2026-11-01"], ["2021-03-03", "2027-11-01"]),
    "three in a row keep the day": (
        ["2026-03-03", "2027-01-01", "2028-02-02"],
        ["2027-03-03", "2028-03-03", "2029-03-03"],
    ),
    "29 February is drawn in and stays so": (
        ["2024-02-29", "2025-02-01", "2026-02-01", "2027-02-01"],
        ["2025-02-28", "2026-02-28", "2027-02-28", "2028-02-28"],
    ),
    "again soon after renewing in the window": (
        ["2026-03-03", "2026-12-03", "2026-12-04"],
        ["2027-03-03", "2028-03-03"],
    ),
    "once more before the window does not close it": (
        ["2026-03-03", "2026-12-02", "2027-01-10"],
        ["2027-03-03", "2027-12-02", "2028-03-03"],
    ),
    "the window over the end of February": (["2023-05-31", "2024-02-29"], ["2024-05-31", "2025-05-31"]),
    "a day before that window": (["2023-05-31", "2024-02-28"], ["2024-05-31", "2025-02-28"]),
}

FIXED = {
    "well before the day": (["2026-03-03"], ["2026-08-31"]),
    "the shortest time exactly": (["2026-05-31"], ["2026-08-31"]),
    "a day less than the shortest time": (["2026-06-01"], ["2027-08-31"]),
    "on the day": (["2026-08-31"], ["2027-08-31"]),
    "long before the base": (["2019-11-20"], ["2020-08-31"]),
    "renewed each year": (["2026-01-05", "2027-01-05"], ["2026-08-31", "2027-08-31"]),
    "twice in one year": (["2026-01-05", "2026-02-05"], ["2026-08-31"]),
    "late": (["2026-01-05", "2027-09-02"], ["2026-08-31", "2028-08-31"]),
}

FIXED_ON_29_FEBRUARY = {
    "before it in a leap year": (["2024-02-10"], ["2024-02-29"]),
    "on it": (["2024-02-29"], ["2024-02-29"]),
    "after it": (["2024-03-01"], ["2025-02-28"]),
    "each year has its own last day of February": (
        ["2026-12-01", "2027-12-01"],
        ["2027-02-28", "2028-02-29"],
    ),
}


@pytest.mark.parametrize(("done", "until"), COMPLETION.values(), ids=COMPLETION)
def test_from_completion(done, until):
    assert ends(YEARLY, *done) == until


@pytest.mark.parametrize(("done", "until"), OLD_EXPIRY.values(), ids=OLD_EXPIRY)
def test_from_the_old_last_day(done, until):
    assert ends(FROM_OLD, *done) == until


@pytest.mark.parametrize(("done", "until"), FIXED.values(), ids=FIXED)
def test_on_fixed_days(done, until):
    assert ends(AUGUST, *done) == until


@pytest.mark.parametrize(("done", "until"), FIXED_ON_29_FEBRUARY.values(), ids=FIXED_ON_29_FEBRUARY)
def test_on_the_last_of_february(done, until):
    assert ends(LEAP, *done) == until


HOURS = {
    "none": ([], None),
    "not enough": ([("2026-03-03", 359)], None),
    "all at once": ([("2026-03-03", 360)], ("2026-03-03", "2029-03-03")),
    "together": ([("2025-03-03", 180), ("2026-03-03", 180)], ("2025-03-03", "2028-03-03")),
    "only what is needed, newest first": (
        [("2024-01-10", 360), ("2025-03-03", 180), ("2026-03-03", 180)],
        ("2025-03-03", "2028-03-03"),
    ),
    "on the last day inside": ([("2023-03-03", 180), ("2026-03-03", 180)], ("2023-03-03", "2026-03-03")),
    "a day outside": ([("2023-03-02", 180), ("2026-03-03", 180)], None),
    "outside is not needed": ([("2020-03-03", 900), ("2026-03-03", 360)], ("2026-03-03", "2029-03-03")),
    "a lapse healed by older hours": (
        [("2023-06-01", 120), ("2025-01-01", 120), ("2026-03-03", 120)],
        ("2023-06-01", "2026-06-01"),
    ),
    "the last time there was enough": (
        [("2018-01-01", 360), ("2026-03-03", 60)],
        ("2018-01-01", "2021-01-01"),
    ),
    "29 February": ([("2024-02-29", 360)], ("2024-02-29", "2027-02-28")),
    "29 February at the edge": ([("2024-02-29", 180), ("2027-02-28", 180)], ("2024-02-29", "2027-02-28")),
    "1 March beyond it": ([("2024-02-29", 180), ("2027-03-01", 180)], None),
    "two on one day": ([("2026-03-03", 200), ("2026-03-03", 160)], ("2026-03-03", "2029-03-03")),
}


@pytest.mark.parametrize(("learned", "found"), HOURS.values(), ids=HOURS)
def test_by_hours(learned, found):
    cover = add_hours(SIX_IN_THREE_YEARS, [(day(on), minutes) for on, minutes in learned])
    assert cover == (found and Cover(day(found[0]), day(found[1])))


def test_what_never_runs_out_is_done_once():
    assert ends(Clock(basis=Basis.COMPLETION), "2026-03-03", "2027-03-03", "R2040-01-01") == ["None"]
