"""What a part says, in one line of words. Plain Python."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date

from portal.kernel.text import day

LONGEST = 600
# A day as the log keeps it.
DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
# Of a logo only what it shows is said.
UNSAID = {"digest", "width", "height"}


def told(content: object) -> str:
    """As in “freeze: 24”, cut where it goes on: a log, a preview and a terminal show no more."""
    if not isinstance(content, Mapping):
        return ""
    known = (
        (name, value) for name, value in content.items() if value not in (None, "") and name not in UNSAID
    )
    said = "; ".join(_named(name, value) for name, value in known)
    return f"{said[:LONGEST]}…" if len(said) > LONGEST else said


def changed_only(before: Mapping[str, object], after: Mapping[str, object]) -> tuple[str, str]:
    """What stood before and stands after, without what stays the same."""
    names = [name for name in {**before, **after} if before.get(name) != after.get(name)]
    return (
        told({name: before[name] for name in names if name in before}),
        told({name: after[name] for name in names if name in after}),
    )


def _named(name: str, value: object) -> str:
    """With its name, unless that only says that it is a list."""
    plain = name.replace("_", " ").replace("feha", "in short")
    return _flat(value) if name in {"names", "levels", "name", "words"} else f"{plain}: {_flat(value)}"


def _flat(value: object) -> str:
    if isinstance(value, Mapping):
        return ", ".join(_flat(one) for one in value.values())
    if isinstance(value, list | tuple):
        return ", ".join(_flat(one) for one in value)
    return _day(value) if isinstance(value, str) and DAY.fullmatch(value) else str(value)


def _day(value: str) -> str:
    try:
        return day(date.fromisoformat(value))
    except ValueError:
        return value  # somebody's own words
