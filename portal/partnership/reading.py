"""From what is stored to what every room reads. Plain Python; the other direction is `domain`'s commands."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from portal.kernel.chosen import DEFAULT_LEVELS, Chosen, Contacts, Level, Logo, Term
from portal.partnership.domain import RULES, Part

Stored = Mapping[str, Mapping[str, Any]]


def as_chosen(stored: Stored, before: Chosen) -> Chosen:
    """The parts that were saved, over what holds `before` anybody has saved anything."""
    identity = stored.get(Part.IDENTITY, {})
    return Chosen(
        name=identity.get("name") or before.name,
        signatory=identity.get("signatory") or before.signatory,
        logo=Logo(**stored[Part.LOGO]) if stored.get(Part.LOGO) else None,
        contacts=Contacts(**stored[Part.CONTACTS]) if Part.CONTACTS in stored else before.contacts,
        terms={key: Term(**words) for key, words in stored.get(Part.WORDS, {}).items()},
        levels=_levels(stored.get(Part.LEVELS, {})),
        grades={int(key): said for key, said in stored.get(Part.GRADES, {}).get("words", {}).items()},
        boards=tuple(stored.get(Part.BOARDS, {}).get("names", ())),
        lines=tuple(stored.get(Part.LINES, {}).get("names", ())),
        numbers=_numbers(stored),
        stamp=hashlib.sha256(json.dumps(stored, sort_keys=True).encode()).hexdigest(),
    )


def _levels(content: Mapping[str, Any]) -> tuple[Level, ...]:
    kept = content.get("levels")
    return tuple(Level(**one) for one in kept) if kept else DEFAULT_LEVELS


def _numbers(stored: Stored) -> Mapping[str, int]:
    return {
        f"{part.removeprefix(RULES)}.{name}": number
        for part, content in stored.items()
        if part.startswith(RULES)
        for name, number in content.items()
    }
