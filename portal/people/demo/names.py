"""Invented names, as mixed as a modern English workforce, and addresses that lead nowhere."""

from __future__ import annotations

import json
import re
from collections import Counter
from itertools import accumulate
from pathlib import Path
from random import Random
from typing import Any

from portal.kernel.text import folded

DATA = Path(__file__).parent / "data"
# Letters that folding leaves alone because they have no accent to drop.
PLAIN = str.maketrans({"ł": "l", "đ": "d", "ø": "o", "ı": "i"})  # noqa: RUF001  # a Turkish letter, meant


def read(name: str) -> Any:  # noqa: ANN401  # whatever the file holds
    return json.loads((DATA / name).read_text(encoding="utf-8"))


class Names:
    """Draws names; given and family name come mostly from the same part of the world."""

    MIXED = 0.12

    def __init__(self, rng: Random) -> None:
        self._rng = rng
        groups = read("names.json")
        self._given: list[list[str]] = [group["given"] for group in groups]
        self._family: list[list[str]] = [group["family"] for group in groups]
        self._shares = list(accumulate(group["share"] for group in groups))
        self._indices = range(len(groups))
        self._taken: Counter[str] = Counter()

    def draw(self) -> tuple[str, str]:
        rng = self._rng
        group = self._group()
        other = self._group() if rng.random() < self.MIXED else group
        return rng.choice(self._given[group]), rng.choice(self._family[other])

    def email(self, given: str, family: str) -> str:
        """An address at demo.example that nobody else has; namesakes are numbered."""
        local = re.sub(r"[^a-z.]", "", folded(f"{given}.{family}").translate(PLAIN))
        self._taken[local] += 1
        number = self._taken[local]
        return f"{local}{number if number > 1 else ''}@demo.example"

    def _group(self) -> int:
        return self._rng.choices(self._indices, cum_weights=self._shares)[0]


def phone(rng: Random) -> str:
    """A mobile number from the range that Ofcom keeps for fiction."""
    return f"07700 900{rng.randrange(1000):03}"
