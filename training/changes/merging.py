"""What becomes of choices of a new date when two people turn out to be one (docs/workforce.md)."""

from __future__ import annotations

from collections.abc import Sequence

from portal.merging.rules import Clash, MergeRule


def merge_rules() -> Sequence[MergeRule]:
    """Asked twice, the choice of the person who stays counts; the other lapses in its time."""
    return (
        MergeRule(
            column="date_choice.person_id",
            words=("choice of a new date", "choices of a new date"),
            clash=Clash.STAY,
        ),
    )
