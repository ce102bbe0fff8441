"""From what a phone or a file sends to scans. Plain Python."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, time
from typing import Any, BinaryIO
from uuid import NAMESPACE_URL, UUID, uuid5

from portal.kernel.cells import CellRefused, FileRefused, Problem
from portal.kernel.days import read_day
from portal.kernel.reading import records
from training.checkin.domain import LONGEST_VALUE, MOST_SCANS, Scan, TooManyScans

TIMES = ("%H:%M:%S", "%H:%M", "%H.%M")
HEADINGS = frozenset({"code", "value", "scan", "barcode"})
EARLIEST_YEAR, LATEST_YEAR = 2000, 2200


class NotScans(ValueError):
    """What was sent is no list of scans; the message says what is wrong with it."""


def read_sent(body: object) -> tuple[list[Scan], bool]:
    """The scans of a JSON body, and whether they are live. Raises `NotScans`.

    It looks like `{"live": true, "scans": [{"once": "…", "value": "…", "at": "…"}]}`.
    """
    scans = body.get("scans") if isinstance(body, dict) else None
    if not isinstance(body, dict) or not isinstance(scans, list) or not isinstance(body.get("live"), bool):
        raise NotScans("Send an object with “live” and a list of “scans”")
    if not 0 < len(scans) <= MOST_SCANS:
        raise NotScans(f"Send between 1 and {MOST_SCANS} scans at a time")
    return [_sent(number, one) for number, one in enumerate(scans, start=1)], body["live"]


def _sent(number: int, one: object) -> Scan:
    facts: Mapping[str, Any] = one if isinstance(one, dict) else {}
    value, at = facts.get("value"), _instant(facts.get("at"))
    once = as_once(facts.get("once"))
    if not isinstance(value, str) or not 0 < len(value.strip()) <= LONGEST_VALUE or "\0" in value:
        raise NotScans(f"Scan {number} has no “value” of at most {LONGEST_VALUE} characters")
    if at is None or once is None:
        raise NotScans(f"Scan {number} needs “at”, an instant with its zone, and “once”, a UUID")
    return Scan(once, value.strip(), at)


def as_once(given: object) -> str | None:
    """A one-time value as it is kept, or None where it is no UUID."""
    try:
        return str(UUID(given)) if isinstance(given, str) else None
    except ValueError:
        return None


def _instant(given: object) -> datetime | None:
    try:
        at = datetime.fromisoformat(given) if isinstance(given, str) else None
    except ValueError:
        return None
    is_usable = at is not None and at.tzinfo is not None and EARLIEST_YEAR < at.year < LATEST_YEAR
    return at.astimezone(UTC) if at is not None and is_usable else None


def read_file(file: BinaryIO, *, sitting_id: int, starts_at: datetime) -> list[Scan]:
    """The scans of a file of codes and times; `starts_at` gives the day where none is said, and the zone.

    A row has the same one-time value each time the file is read. Raises `FileRefused`.
    """
    scans: list[Scan] = []
    problems: list[Problem] = []
    for number, cells in records(file):
        value = cells[0].strip()
        if number == 1 and value.casefold() in HEADINGS:
            continue
        at = _moment(" ".join(cells[1:]), starts_at)
        if at is None or not 0 < len(value) <= LONGEST_VALUE:
            problems.append(Problem(number, "", "This is no code with a time after it"))
            continue
        once = uuid5(NAMESPACE_URL, f"scan {sitting_id} {value} {at.isoformat()}")
        scans.append(Scan(str(once), value, at))
        if len(scans) > MOST_SCANS:
            raise TooManyScans
    if problems or not scans:
        raise FileRefused(
            "Some rows of this file cannot be read" if problems else "This file is empty", problems
        )
    return scans


def _moment(typed: str, starts_at: datetime) -> datetime | None:
    """A time of day, with a day before it or without; in the zone of the sitting."""
    parts = typed.replace(",", " ").replace("T", " ").split()
    at = _time(parts[-1]) if parts else None
    on = starts_at.date() if len(parts) == 1 else _day(" ".join(parts[:-1]))
    if at is None or on is None or not EARLIEST_YEAR < on.year < LATEST_YEAR:
        return None
    return datetime.combine(on, at, starts_at.tzinfo).astimezone(UTC)


def _day(typed: str) -> date | None:
    try:
        return read_day(typed)
    except CellRefused:
        return None


def _time(typed: str) -> time | None:
    for form in TIMES:
        try:
            return datetime.strptime(typed, form).time()  # noqa: DTZ007  # the zone is the sitting's
        except ValueError:
            continue
    return None
