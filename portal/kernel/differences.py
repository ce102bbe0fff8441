"""What a change takes away and what it puts there, as the activity log keeps it. Plain Python."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from enum import Enum
from hashlib import sha256


def differences(
    before: Mapping[str, object], after: Mapping[str, object]
) -> tuple[dict[str, object], dict[str, object]]:
    """Only what is not the same, as it was and as it is; two empty answers when nothing changes."""
    changed = [name for name in after if before.get(name) != after[name]]
    return (
        {name: told(before.get(name)) for name in changed},
        {name: told(after[name]) for name in changed},
    )


def fingerprint(values: Mapping[str, object]) -> str:
    """The same for the same values, and for no others: of two who edit one text the second is told."""
    said = json.dumps({name: told(values[name]) for name in values}, sort_keys=True)
    return sha256(said.encode()).hexdigest()


def told(value: object) -> object:
    """A value as JSON can hold it."""
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, frozenset | set | tuple):
        return sorted(value)
    return value.isoformat() if isinstance(value, date) else value
