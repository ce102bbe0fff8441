"""Numbers about files of many certificates that a partnership may set. Plain Python."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from portal.kernel.rules import Unit, adjustable, amount


@adjustable("certificate_files", "Files of many certificates")
@dataclass(frozen=True, slots=True)
class PackingRules:
    """How many certificates somebody waits for at once."""

    in_one_file: int = amount(
        100,
        Unit.CERTIFICATES,
        within=(20, 1000),
        label="One file holds up to",
        says="Of a ZIP or a merged PDF that somebody waits for; more come in parts",
    )
    sealed_one_by_one: int = amount(
        100,
        Unit.CERTIFICATES,
        within=(0, 1000),
        label="The PDFs of a ZIP are sealed when they are up to",
        says="Where there is a key. Each seal takes a twentieth of a second",
    )

    def parts_of(self, ids: Sequence[int]) -> Sequence[Sequence[int]]:
        """In files that are no longer than that."""
        return [ids[at : at + self.in_one_file] for at in range(0, len(ids), self.in_one_file)]

    def seals(self, count: int) -> bool:
        return count <= self.sealed_one_by_one
