"""What a step changes, in words for the preview."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from portal.imports.domain import Outcome
from portal.imports.models import ImportStep
from portal.kernel.text import day
from portal.kernel.words import worded

LABELS = {
    "is_open": "open",
    "is_active": "active",
    "is_paid": "paid",
    "phase": "phase",
    "kind": "group",
    "urn": "URN",
    "local_area": "{local_area}",
    "started_on": "first day",
    "ended_on": "last day",
    "role_group": "role group",
}
DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
# How steps name their subject to themselves.
NAMES = ("name", "given_name", "family_name")
HIDDEN = ("_id", "_key")


def change_words(step: ImportStep) -> list[str]:
    """“phase: primary → secondary”, or for something new what it would be."""
    shown = {name: value for name, value in step.values.items() if not name.endswith(HIDDEN)}
    if step.outcome is Outcome.ADDED:
        return [
            f"{_label(name)}: {_shown(value)}" for name, value in shown.items() if value not in ("", None)
        ]
    return [
        f"{_label(name)}: {_shown(step.before.get(name))} → {_shown(value)}" for name, value in shown.items()
    ]


def _label(name: str) -> str:
    return worded(LABELS.get(name, name.replace("_", " ")))


def _shown(value: Any) -> str:  # noqa: ANN401  # whatever JSON holds
    if value is None or value == "":
        return "empty"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if DAY.fullmatch(str(value)):
        return day(date.fromisoformat(value))
    return str(value).replace("_", " ")
