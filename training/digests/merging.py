"""What becomes of a choice of digest when two people turn out to be one (docs/workforce.md)."""

from __future__ import annotations

from collections.abc import Sequence

from portal.merging.rules import Clash, MergeRule


def merge_rules() -> Sequence[MergeRule]:
    """What the person who stays chose counts."""
    return (
        MergeRule(
            column="digest_choice.person_id",
            words=("choice of digest", "choices of digest"),
            clash=Clash.STAY,
        ),
    )
