"""The profiles that ship with the portal: what three partnerships call things, in their strategies' words.

What a strategy does not say is not in its profile and stays as it is. Plain Python.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from portal.kernel.errors import NotFound
from portal.kernel.words import VOCABULARY
from portal.partnership.domain import Part

DATA = Path(__file__).parent / "data"


@dataclass(frozen=True, slots=True)
class Profile:
    """One partnership's choices; `areas` are names and bases."""

    key: str
    name: str
    source: str
    parts: Mapping[str, Mapping[str, Any]]
    areas: Sequence[tuple[str, str]]


@cache
def list_profiles() -> tuple[Profile, ...]:
    """Every profile, by name."""
    return tuple(sorted((_read(path) for path in DATA.glob("*.json")), key=lambda one: one.name))


def get_profile(key: str) -> Profile:
    """Raise `NotFound` when no such profile ships."""
    found = next((one for one in list_profiles() if one.key == key), None)
    if found is None:
        raise NotFound
    return found


def _read(path: Path) -> Profile:
    data = json.loads(path.read_text())
    parts = data["parts"] | {Part.WORDS.value: _whole_vocabulary(data["parts"][Part.WORDS])}
    areas = tuple((name, base) for name, base in data["areas"])
    return Profile(path.stem, data["name"], data["source"], parts, areas)


def _whole_vocabulary(words: Mapping[str, Any]) -> dict[str, Any]:
    """Words that the strategy does not use are the portal's own, whatever stood there before."""
    return {
        key: words.get(
            key,
            {"one": one.default.one, "many": one.default.many, "article": one.default.article},
        )
        for key, one in VOCABULARY.items()
    }
